"""Keeping evidence: originals, the custody log, bundles, backups, and what must stay sealed."""
