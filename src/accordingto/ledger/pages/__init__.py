"""Pages of a ledger: what one page shows, read from the derived rows without reading the rest."""
