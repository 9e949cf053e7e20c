"""Syntax: a report's article text becomes a spaCy Doc whose offsets are the report's own."""
