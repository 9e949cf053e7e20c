"""Views of a ledger: dossier, JSON; never stored truth."""
