"""Every step from files to a ledger: the only module that joins the rooms."""
