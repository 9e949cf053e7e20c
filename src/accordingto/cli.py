"""accordingto from the command line: a thin skin on pipeline, ledger and publish."""
