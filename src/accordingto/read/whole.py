"""Is the report whole? Signs that it was cut off."""

from accordingto.report import Completeness, Extent, Passage, Role


def completeness(text: str, passages: tuple[Passage, ...]) -> Completeness:
    """First thin version: a paywall notice is a sign."""
    for passage in passages:
        if passage.role is Role.PAYWALL:
            return Completeness(extent=Extent.TRUNCATED, reason="paywall notice", span=passage.span)
    return Completeness(extent=Extent.UNKNOWN, reason="no sign of a cut")
