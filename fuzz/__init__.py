"""Fuzzing of every parser that meets bytes from outside: python -m fuzz NAME (needs atheris)."""
