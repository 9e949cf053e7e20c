"""How linking grows: a rebuild of 1,000, 10,000 and 100,000 claims, and one report more to a ledger.

    PYTHONPATH=src:. python -m benchmarks.link_scale rebuild [CLAIMS…]
    PYTHONPATH=src:. python -m benchmarks.link_scale add [REPORTS…]

A seeded program writes piles in which it is known which claims are about one happening, which reports
are reposts, and how many independent origins each happening has. Noise: words changed, reports without
a date, claims about nothing else. Each line is kept in link_scale.json, which link_picture.py draws;
each size runs in a process of its own so that its memory is its own. Seconds are of the processor.

`add` makes a ledger on disk of so many reports with ten claims each, opens it anew, keeps one report more,
links it and writes the rows that this changes: the newest of all, or one that is older than nine tenths of
them. Reading that report (parsing takes a second or two) is not in it.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from accordingto import pipeline
from accordingto.claim import Claim, Event, Participant, Polarity, Strength
from accordingto.ledger import write
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.write import Extraction
from accordingto.link import Piece, link, pieces
from accordingto.relation import Matter
from accordingto.report import (
    Completeness,
    Extent,
    Passage,
    Report,
    Role,
    Snapshot,
    Span,
    Stated,
    Sure,
    Unstated,
)
from accordingto.voice import Access, Form, Hop, Voice, VoiceKind

SIZES = {"rebuild": (1_000, 10_000, 100_000), "add": (1_000, 10_000)}
BESIDE = 9  # claims that each report of `add` has beside the one that it was written for
RESULTS = Path(__file__).with_suffix(".json")
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


def generate(size: int, seed: int = 7, beside: int = 0) -> Pile:
    """About `size` reports: happenings of 1 to 6 reports, a third of these reposts, one in ten undated.

    Each has one claim, and `beside` others about happenings that two or three reports tell of.
    """
    dice = random.Random(seed)
    pile = Pile()
    number = 0
    while len(pile.reports) < size:
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
    for n in range(len(pile.reports) * beside // 3):
        wording = f"the {_word(dice, 4)} of {_word(dice, 4).capitalize()} was {dice.choice(VERBS)}ed"
        for _ in range(3):
            at = dice.randrange(len(pile.reports))
            said = f"{wording} by workers {dice.choice(FILLER)}"
            _tell(pile, at, said, f"{_word(dice, 2).capitalize()} {_word(dice, 3).capitalize()}", -n - 1)
    return pile


def _tell(pile: Pile, at: int, said: str, witness: str, number: int) -> None:
    """One sentence more at the end of a report, and the claim in it."""
    report = pile.reports[at]
    text = f"{report.text}\n{said}."
    whole = Passage(span=Span(0, len(text)), role=Role.BODY, rule="generated")
    pile.reports[at] = replace(report, text=text, passages=(whole,))
    span = Span(len(report.text) + 1, len(report.text) + 1 + len(said))
    made = _claim(report.id, report.path.removesuffix(".txt"), witness, span, "tell")
    pile.claims.append(made)
    pile.happening[made.id] = number


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
    claim = _claim(report.id, outlet, witness, Span(0, len(wording)), verb)
    pile.reports.append(report)
    pile.claims.append(claim)
    pile.happening[claim.id] = number
    return day


def _claim(report: str, outlet: str, witness: str, span: Span, verb: str) -> Claim:
    chain = (
        Hop(voice=Voice(name=outlet, kind=VoiceKind.OUTLET, rule="generated")),
        Hop(voice=Voice(name=witness, kind=VoiceKind.PERSON, rule="generated"), access=Access.EYEWITNESS),
    )
    return Claim(
        id=sha256(f"claim|{report}|{span.start}".encode()).hexdigest()[:20],
        report=report,
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


def rebuild(size: int) -> list[dict[str, object]]:
    """Time, peak memory, B-cubed F1 of matters, share of exact counts, reposts found."""
    pile = generate(size)
    start = time.process_time()
    linked = link(pile.reports, pile.claims)
    took = time.process_time() - start
    return [
        {
            "claims": len(pile.claims),
            "seconds": round(took, 2),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "matters_b3": round(_b3(pile, linked.matters), 4),
            "counts_exact": round(_exact(pile, linked.matters), 4),
            "reposts_found": round(len({c.copier for c in linked.copies}) / max(1, pile.reposts), 4),
            "relations": len(linked.relations),
        }
    ]


def add(reports: int) -> list[dict[str, object]]:
    """What one report more costs a ledger of so many: the newest of them, and an old one."""
    pile = generate(reports, beside=BESIDE)
    held = sorted(pieces(pile.reports, pile.claims), key=lambda p: _day(p) or "9999")
    dated = [p for p in held if _day(p)]
    late, early = dated[-1], dated[len(dated) // 10]
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "ledger.db"
        _keep(ledger, [p for p in held if p not in (late, early)])
        size = round(ledger.stat().st_size / 1e6)
        return [
            {"reports": reports, "claims": len(pile.claims), "which": which, "ledger_mb": size}
            | _one(ledger, piece)
            for which, piece in (("newest", late), ("old", early))
        ]


def _day(piece: Piece) -> str | None:
    return getattr(piece.report.published, "value", None)


def _keep(ledger: Path, held: list[Piece]) -> None:
    engine = open_ledger(ledger)
    with transaction(engine, write=True) as connection:
        for piece in held:
            _write(connection, piece)
    pipeline.relink(engine, "ledger")
    engine.dispose()


def _write(connection: Connection, piece: Piece) -> None:
    data = piece.report.text.encode()
    snapshot = Snapshot(
        path=piece.report.path,
        data=data,
        sha256=sha256(data).hexdigest(),
        retrieved=datetime(2024, 6, 1, tzinfo=UTC),
    )
    write.add(
        connection,
        Extraction(
            snapshot=snapshot,
            report=piece.report,
            claims=piece.claims,
            non_responses=(),
            published=None,
            maker=pipeline.maker(),
        ),
    )


def _one(ledger: Path, piece: Piece) -> dict[str, object]:
    start, wall = time.process_time(), time.perf_counter()
    engine = open_ledger(ledger)
    with transaction(engine, write=True) as connection:
        _write(connection, piece)
    pipeline.relink(engine, "ledger")
    engine.dispose()
    return {
        "seconds": round(time.process_time() - start, 3),
        "wall": round(time.perf_counter() - wall, 3),
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
    """Each size in a process of its own; what it measures takes the place of what was kept of that size."""
    what, *given = [a for a in sys.argv[1:] if a != "--here"]
    asked = [int(a) for a in given] or list(SIZES[what])
    if "--here" in sys.argv:
        print(json.dumps({"rebuild": rebuild, "add": add}[what](asked[0])))
        return
    for size in asked:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.link_scale", "--here", what, str(size)],
            check=True,
            capture_output=True,
        )
        rows = json.loads(done.stdout)
        print(*map(json.dumps, rows), sep="\n", flush=True)
        held = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        held.setdefault(what, {})[str(size)] = rows
        RESULTS.write_text(json.dumps(held, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
