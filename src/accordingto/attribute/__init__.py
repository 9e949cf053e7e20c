"""Who says what: cue, source, content, and the chain of voices it passed through."""
