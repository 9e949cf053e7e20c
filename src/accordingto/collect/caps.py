"""How much one answer may cost."""

from dataclasses import dataclass, replace

from accordingto.languages import lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """Limits on one fetch, redirects and all: see languages/any/fetching.toml for what each bounds."""

    seconds: float
    answer: float
    bytes: int
    head: int
    redirects: int
    ratio: int
    ratio_from: int


def standard() -> Caps:
    """The limits of fetching.toml."""
    return Caps(**lexicon("any", "fetching")["caps"])


def lowered(caps: Caps, most: int) -> Caps:
    """The same limits with fewer bytes."""
    return replace(caps, bytes=min(caps.bytes, most))
