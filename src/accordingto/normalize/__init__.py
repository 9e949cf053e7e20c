"""When, where, how many, how sure: attributions become typed claims."""

from accordingto.normalize.claims import Normalized, claims

__all__ = ["Normalized", "claims"]
