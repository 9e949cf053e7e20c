"""A codebook turns claims into the picture of a system at work: stages in order, and who is targeted.

A codebook is data (TOML): trigger words per language, stages in order, who and how many is asked at
each. The room reads a LedgerView and is pure; nothing in it knows what any codebook is about.
"""

from accordingto.codebook.book import Codebook
from accordingto.codebook.load import load, shipped, text
from accordingto.codebook.programme import Programme, programme

__all__ = ["Codebook", "Programme", "load", "programme", "shipped", "text"]
