"""How linking grows: time, memory and quality on 1,000, 10,000 and 100,000 generated claims.

    PYTHONPATH=src python benchmarks/link_scale.py [SIZE…]

A seeded program writes piles in which it is known which claims are about one happening, which reports
are reposts, and how many independent origins each happening has. Noise: words changed, reports without
a date, claims about nothing else. One line of JSON a size; each size runs in a process of its own so
that its memory is its own.
"""

import json
import random
import resource
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256

from accordingto.claim import Claim, Event, Participant, Polarity, Strength
from accordingto.link import link
from accordingto.relation import Matter
from accordingto.report import Completeness, Extent, Passage, Report, Role, Span, Stated, Sure, Unstated
from accordingto.voice import Access, Form, Hop, Voice, VoiceKind

SIZES = (1_000, 10_000, 100_000)
SYLLABLES = [
    "ba",
    "be",
    "bo",
    "da",
    "de",
    "do",
    "fa",
    "fe",
    "ga",
    "go",
    "ka",
    "ke",
    "ko",
    "la",
    "le",
    "lo",
    "ma",
    "me",
    "mo",
    "na",
    "ne",
    "no",
    "pa",
    "ro",
    "sa",
    "so",
    "ta",
    "te",
    "to",
    "va",
]
VERBS = [
    "inspect",
    "repair",
    "close",
    "open",
    "flood",
    "damage",
    "visit",
    "search",
    "block",
    "sell",
    "build",
    "measure",
    "clean",
    "guard",
    "paint",
]
FILLER = ["early", "late", "again", "quietly", "nearby", "finally", "partly", "twice", "slowly", "openly"]


@dataclass
class Pile:
    """A generated pile: reports, claims, and what is known about them."""

    reports: list[Report] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    happening: dict[str, int] = field(default_factory=dict)
    origins: dict[int, int] = field(default_factory=dict)
    reposts: int = 0


def generate(size: int, seed: int = 7) -> Pile:
    """About `size` claims: happenings of 1 to 6 reports, a third of these reposts, one in ten undated."""
    dice = random.Random(seed)
    pile = Pile()
    number = 0
    while len(pile.claims) < size:
        number += 1
        names = [_word(dice, 4).capitalize() for _ in range(3)]
        verb, thing = dice.choice(VERBS), _word(dice, 4)
        witnesses = [
            f"{_word(dice, 2).capitalize()} {_word(dice, 3).capitalize()}" for _ in range(dice.randint(1, 3))
        ]
        pile.origins[number] = len(witnesses)
        for witness in witnesses:
            words = ["the", thing, "of", names[0], "was", verb + "ed", "by", "workers", "from", names[1]]
            words.insert(dice.randint(5, len(words)), dice.choice(FILLER))
            story = " ".join(_word(dice, dice.randint(1, 3)) for _ in range(60))
            first = _report(pile, dice, " ".join(words), story, witness, number, verb)
            for _ in range(dice.choice((0, 0, 1, 2))):
                pile.reposts += 1
                _report(pile, dice, " ".join(words), story, witness, number, verb, after=first)
    return pile


def _word(dice: random.Random, syllables: int) -> str:
    return "".join(dice.choice(SYLLABLES) for _ in range(syllables))


def _report(  # noqa: PLR0913, PLR0917 - a generator's knobs
    pile: Pile,
    dice: random.Random,
    wording: str,
    story: str,
    witness: str,
    number: int,
    verb: str,
    after: int | None = None,
) -> int:
    text = f"{wording}.\n{story}."
    outlet = f"Outlet {len(pile.reports)}"
    day = dice.randint(1, 14) if after is None else after + 1
    dated = dice.random() > 0.1
    report = Report(
        id=sha256(f"{outlet}|{text}".encode()).hexdigest(),
        path=f"{outlet}.txt",
        text=text,
        passages=(Passage(span=Span(0, len(text)), role=Role.BODY, rule="generated"),),
        publisher=Stated(value=outlet, source="generated", sure=Sure.HIGH),
        published=Stated(value=f"2024-05-{day:02}", source="generated", sure=Sure.HIGH)
        if dated
        else Unstated.NOT_FOUND,
        title=Unstated.NOT_FOUND,
        authors=Unstated.NOT_FOUND,
        url=Unstated.NOT_FOUND,
        language=Stated(value="en", source="generated", sure=Sure.HIGH),
        completeness=Completeness(extent=Extent.WHOLE, reason="generated"),
    )
    span = Span(0, len(wording))
    chain = (
        Hop(voice=Voice(name=outlet, kind=VoiceKind.OUTLET, rule="generated")),
        Hop(voice=Voice(name=witness, kind=VoiceKind.PERSON, rule="generated"), access=Access.EYEWITNESS),
    )
    claim = Claim(
        id=sha256(f"claim|{report.id}".encode()).hexdigest()[:20],
        report=report.id,
        evidence=(span,),
        chain=chain,
        form=Form.INDIRECT,
        polarity=Polarity.ASSERTED,
        strength=Strength.FLAT,
        event=Event(
            predicate=verb, trigger=span, participants=(Participant(role="agent", span=span, head="worker"),)
        ),
        rule="generated",
    )
    pile.reports.append(report)
    pile.claims.append(claim)
    pile.happening[claim.id] = number
    return day


def measure(size: int) -> dict[str, float]:
    """Time in seconds, peak memory in MB, B-cubed F1 of matters, share of exact counts, reposts found."""
    pile = generate(size)
    start = time.perf_counter()
    linked = link(pile.reports, pile.claims)
    took = time.perf_counter() - start
    return {
        "claims": len(pile.claims),
        "seconds": round(took, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "matters_b3": round(_b3(pile, linked.matters), 4),
        "counts_exact": round(_exact(pile, linked.matters), 4),
        "reposts_found": round(len({c.copier for c in linked.copies}) / max(1, pile.reposts), 4),
        "relations": len(linked.relations),
    }


def _b3(pile: Pile, matters: tuple[Matter, ...]) -> float:
    gold: dict[int, set[str]] = defaultdict(set)
    for claim, number in pile.happening.items():
        gold[number].add(claim)
    p = r = 0.0
    for m in matters:
        held = set(m.claims)
        for c in held:
            same = len(held & gold[pile.happening[c]])
            p += same / len(held)
            r += same / len(gold[pile.happening[c]])
    n = len(pile.happening)
    return 2 * (p / n) * (r / n) / (p / n + r / n)


def _exact(pile: Pile, matters: tuple[Matter, ...]) -> float:
    best: dict[int, Matter] = {}
    for m in matters:
        number = pile.happening[m.claims[0]]
        if number not in best or len(m.claims) > len(best[number].claims):
            best[number] = m
    hits = sum(n in best and best[n].independent_origins == k for n, k in pile.origins.items())
    return hits / len(pile.origins)


def main() -> None:
    """Each size in a process of its own."""
    asked = [int(a) for a in sys.argv[1:] if a != "--here"] or list(SIZES)
    if "--here" in sys.argv:
        print(json.dumps(measure(asked[0])))
        return
    for size in asked:
        done = subprocess.run(
            [sys.executable, __file__, "--here", str(size)], check=True, capture_output=True
        )
        print(done.stdout.decode().strip(), flush=True)


if __name__ == "__main__":
    main()
