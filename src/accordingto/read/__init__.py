"""Bytes to text: a Snapshot becomes a Report with passages, publisher, date and completeness."""
