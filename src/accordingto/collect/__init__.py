"""Bytes in: files and folders become Snapshots, with how and when we got them."""
