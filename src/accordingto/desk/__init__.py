"""The desk: a local web app to read, check and decide; it opens on this machine alone."""
