"""Other programs read what we write (make interchange): peers too heavy to be a part of make test."""
