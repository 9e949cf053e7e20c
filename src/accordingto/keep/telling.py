"""What may tell who a withheld voice is though its name is nowhere: a warning for a person to weigh.

Verbatim words, addresses, and signs that are rare together (place, day, role, charge). The rule of thumb is
that of statistical disclosure: each sign alone fits many, three of them together often one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from accordingto.claim import Claim
from accordingto.languages import lexicon
from accordingto.voice import Form


class Sign(StrEnum):
    """What might tell."""

    QUOTED = "quoted"
    ADDRESS = "address"
    TOGETHER = "together"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One warning: which claim, and what in it might tell. `why` repeats none of the words."""

    claim: str
    report: str
    sign: Sign
    why: str


def tellings(claims: Sequence[Claim], texts: Mapping[str, str]) -> Iterator[Telling]:
    """Warnings for the claims whose chain holds a withheld voice; `texts` are the reports' by id."""
    for claim in claims:
        if any(hop.voice.protected for hop in claim.chain):
            text = texts.get(claim.report, "")
            words = " ".join(span.of(text) for span in claim.evidence)
            for sign, why in _why(claim, words):
                yield Telling(claim=claim.id, report=claim.report, sign=sign, why=why)


def fewest_quoted() -> int:
    """How many verbatim words are worth a warning."""
    return int(lexicon("any", "telling")["fewest_quoted_words"])


def recognised() -> int:
    """How many words in a row tell, wherever they stand, that these very words were taken over."""
    return int(lexicon("any", "telling")["recognised_words"])


def _why(claim: Claim, words: str) -> Iterator[tuple[Sign, str]]:
    table = lexicon("any", "telling")
    quoted = claim.form in (Form.DIRECT, Form.MIXED) and len(words.split()) >= fewest_quoted()
    if quoted:
        yield Sign.QUOTED, "quotes a withheld voice word for word"
    if _has(words, table["address"]) and re.search(r"\d", words):
        yield Sign.ADDRESS, "may hold an address"
    signs = list(_signs(claim, words, table))
    if len(signs) >= table["signs_together"]:
        yield Sign.TOGETHER, f"gives {', '.join(signs)} together"


def _signs(claim: Claim, words: str, table: Mapping[str, object]) -> Iterator[str]:
    near, days = lexicon("any", "telling")["nearest_km"], lexicon("any", "telling")["longest_days"]
    if any(place.point and place.point.radius_km < near for place in claim.places):
        yield "an exact place"
    bounded = ((time.earliest, time.latest) for time in claim.times)
    if any(first and last and (last - first).days < days for first, last in bounded):
        yield "an exact day"
    withheld = [hop.voice for hop in claim.chain if hop.voice.protected]
    if any(voice.role for voice in withheld):
        yield "a role"
    if any(voice.spoken_for for voice in withheld):
        yield "whom the voice speaks for"
    if _has(words, table["charges"]):
        yield "a charge"


def _has(words: str, entries: object) -> bool:
    assert isinstance(entries, list)
    said = words.casefold()
    return any(re.search(rf"(?<!\w){re.escape(entry)}(?!\w)", said) for entry in entries)
