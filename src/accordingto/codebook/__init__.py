"""Codebooks: the stages of a system at work, and the claims that speak of each."""
