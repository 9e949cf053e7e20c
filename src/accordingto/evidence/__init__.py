"""Evidence: a ledger and what is kept beside it, joined: receiving, verifying, bundling, backing up."""
