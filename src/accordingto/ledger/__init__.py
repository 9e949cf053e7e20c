"""What is kept: an append-only store of reports, claims, relations and judgements."""
