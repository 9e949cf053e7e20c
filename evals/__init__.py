"""Measuring: the scorers, a `predict` for each set, and floors that only rise."""
