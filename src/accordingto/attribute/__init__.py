"""Who says what: cue, source, content, and the chain of voices it passed through."""

from accordingto.attribute.attribution import attribute

__all__ = ["attribute"]
