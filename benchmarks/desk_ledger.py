"""A made-up ledger of any size, for timing the desk's pages: the same seed gives the same rows.

    PYTHONPATH=src:. python benchmarks/desk_ledger.py LEDGER.db [REPORTS]

10,000 reports hold about 200,000 claims. Extractions and derived rows are written directly: nothing is
parsed, nothing is linked. What happens stands in desk_world.py, matters and relations in desk_links.py,
words, names and events in desk_ledger.toml.
"""

import json
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.desk_links import matter_of, relations
from benchmarks.desk_world import ROUGH, Happening, Origin, World, Written, day, digest, plan, words

from accordingto.claim import Claim, Event, Flag, NonResponse, Polarity, Strength
from accordingto.figure import Bounds, Figure, Measure
from accordingto.ledger import derived
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.view import LedgerView
from accordingto.ledger.write import Extraction, add
from accordingto.pipeline import maker
from accordingto.relation import Copy, CopyKind
from accordingto.report import (
    Completeness,
    Extent,
    Report,
    Role,
    Snapshot,
    Span,
    Stated,
    Sure,
    Unstated,
)
from accordingto.voice import Access, Form, Hop, Stance, Voice, VoiceKind
from accordingto.when import TimeType, When
from accordingto.where import Point, Where

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
}
LANGUAGES = ("en", "ru", "uk")


def world(reports: int, seed: int = 11) -> LedgerView:
    """A view of so many reports; claims about twenty a report."""
    w = World(dice=random.Random(seed))
    for number, said in enumerate(plan(w, reports)):
        _report(w, number, reports, said)
    return LedgerView(
        reports=tuple(sorted(w.reports, key=lambda r: r.id)),
        claims=tuple(sorted(w.claims, key=lambda c: c.id)),
        non_responses=tuple(sorted(w.silences, key=lambda n: n.id)),
        relations=tuple(sorted(relations(w), key=lambda r: (r.a, r.b, r.kind))),
        matters=tuple(sorted((matter_of(h) for h in w.happenings if h.claims), key=lambda m: m.id)),
        copies=tuple(w.copies),
    )


def _report(w: World, number: int, reports: int, said: Sequence[tuple[Happening, Origin]]) -> None:
    table, dice = words(), w.dice
    shape = table["shape"]
    weights = table["languages"]
    language = dice.choices(LANGUAGES, [weights[code] for code in LANGUAGES])[0]
    outlet = dice.choice(table["outlets"]["names"])
    page = Written(id=digest("report", number), language=language)
    dated = dice.randrange(shape["undated"]) != 0
    cut = dice.randrange(shape["cut"]) == 0
    published = day(number, reports)
    headline = _content(said[0][0], language)[0] if said else dice.choice(table["filler"][language])
    page.line(headline[:1].upper() + headline[1:], Role.HEADLINE)
    flags = (*(() if dated else (Flag.UNDATED,)), *((Flag.TRUNCATED,) if cut else ()))
    for place, (happening, origin) in enumerate(said):
        _claim(w, page, happening, origin, outlet=outlet, flags=flags)
        if place % 4 == 3:
            page.line(dice.choice(table["filler"][language]), Role.BODY)
    if dice.randrange(shape["silence"]) == 0:
        _silence(w, page, outlet)
    page.line(table["appeal"][language], Role.APPEAL)
    w.reports.append(
        Report(
            id=page.id,
            path=f"pile/{number:05}.txt",
            text=page.text,
            passages=tuple(page.passages),
            publisher=_stated(outlet),
            published=_stated(published.isoformat()) if dated else Unstated.NOT_FOUND,
            title=_stated(headline[:1].upper() + headline[1:]),
            authors=Unstated.NOT_FOUND,
            url=_stated(f"https://outlet-{abs(hash_of(outlet)) % 100:02}.example/{number}"),
            language=_stated(language),
            completeness=Completeness(
                extent=Extent.TRUNCATED if cut else Extent.WHOLE,
                reason="ends inside a sentence" if cut else "nothing speaks against it",
            ),
        )
    )
    if number and dice.randrange(shape["copies"]) == 0:
        original = w.reports[-2]
        share = round(dice.uniform(0.3, 0.99), 3)
        w.copies.append(
            Copy(
                copier=page.id,
                original=original.id,
                kind=CopyKind.REPOST if share > 0.8 else CopyKind.REWORDED,
                directed=dated,
                share=share,
                reasons=(f"{share:.0%} of the five-word runs are the same",),
            )
        )


def hash_of(name: str) -> int:
    """The same number for the same name in every run (Python's own hash is salted)."""
    return int(digest(name)[:8], 16)


def _stated(value: str) -> Stated[str]:
    return Stated(value=value, source="sidecar", sure=Sure.HIGH, wording=value)


def _content(happening: Happening, language: str) -> tuple[str, str, str, str]:
    """The clause, and in it the wordings of figure, place and day."""
    table = words()
    place = happening.place[LANGUAGES.index(language)]
    day = f"{happening.day.day} {MONTHS[language].split()[happening.day.month - 1]} {happening.day.year}"
    rough = table["about"][language][happening.about] if happening.about is not None else ""
    figure = f"{rough} {happening.number}".strip()
    return happening.event[language].format(n=figure, place=place, day=day), figure, place, day


def _claim(
    w: World, page: Written, happening: Happening, origin: Origin, *, outlet: str, flags: tuple[Flag, ...]
) -> None:
    table, dice = words(), w.dice
    clause, figure, place, day = _content(happening, page.language)
    own = dice.random() < 0.04
    carrier = dice.choice(table["outlets"]["names"]) if dice.random() < 0.3 else None
    who = table[origin.kind][page.language][origin.number]
    if happening.question:
        sentence = table["asks"][page.language][0].format(claim=clause)
    elif own:
        sentence = clause + "."
    else:
        forms = table["says"][page.language]
        sentence = (forms[2] if carrier else dice.choice(forms[:2])).format(
            claim=clause, who=who, outlet=carrier
        )
    sentence = sentence[:1].upper() + sentence[1:]
    start = page.line(sentence, Role.BODY)
    at = start + sentence.casefold().index(clause.casefold())
    asked = own or happening.question

    def span(wording: str) -> Span:
        begin = at + clause.index(wording)
        return Span(begin, begin + len(wording))

    outer = Hop(voice=Voice(name=outlet, kind=VoiceKind.OUTLET, rule="made up"))
    chain = [outer]
    if not asked:
        if carrier:
            chain.append(Hop(voice=Voice(name=carrier, kind=VoiceKind.OUTLET, rule="made up")))
        begin = start + sentence.casefold().index(who.casefold())
        chain.append(Hop(voice=_voice(origin, who, Span(begin, begin + len(who))), access=_access(origin)))
    polarity = Polarity.QUESTION if happening.question else Polarity.ASSERTED
    if polarity is Polarity.ASSERTED and dice.random() < 0.05:
        polarity = Polarity.DENIED
    withheld = (Flag.WITHHELD,) if origin.kind == "withheld" and not asked else ()
    claim = Claim(
        id=digest(page.id, start, clause)[:32],
        report=page.id,
        evidence=(Span(at, at + len(clause)),),
        chain=tuple(chain),
        form=Form.OPEN_QUESTION if happening.question else Form.OWN_VOICE if own else Form.INDIRECT,
        polarity=polarity,
        strength=Strength.OPEN
        if happening.question
        else dice.choice((*[Strength.FLAT] * 5, Strength.BELIEVED)),
        event=Event(predicate=happening.event["state"], trigger=span(figure)),
        times=(
            When(
                span=span(day),
                type=TimeType.DATE,
                value=happening.day.isoformat(),
                edtf=happening.day.isoformat(),
                earliest=happening.day,
                latest=happening.day + timedelta(days=happening.number % 3),
                rule="made up",
            ),
        ),
        places=(_where(happening.place, span(place)),),
        figures=(_figure(happening, span(figure)),),
        flags=flags + withheld,
        rule="made up",
    )
    w.claims.append(claim)
    happening.claims.append(claim)
    happening.spoken.append(origin)
    happening.title = happening.title or clause


def _voice(origin: Origin, who: str, mention: Span) -> Voice:
    kinds = {
        "persons": VoiceKind.PERSON,
        "bodies": VoiceKind.OFFICIAL_BODY if origin.number % 2 else VoiceKind.ORGANIZATION,
        "withheld": VoiceKind.UNNAMED,
    }
    return Voice(
        name=who,
        kind=kinds[origin.kind],
        mention=mention,
        protected=origin.kind == "withheld",
        rule="made up",
    )


def _access(origin: Origin) -> Access:
    if origin.kind == "bodies":
        return Access.OFFICIAL_STATEMENT
    return Access.EYEWITNESS if origin.kind == "withheld" else Access.OWN_CONTACTS


def _where(place: Sequence[Any], span: Span) -> Where:
    name, _, _, country, lat, lon, radius = place
    point = Point(lat=lat, lon=lon, radius_km=radius) if radius else None
    return Where(span=span, name=name, country=country or None, point=point, rule="made up")


def _figure(happening: Happening, span: Span) -> Figure:
    low, high = ROUGH[happening.about] if happening.about is not None else (1.0, 1.0)
    n = float(happening.number)
    soft = (
        Bounds(low=round(n * 0.9), high=round(n * 1.1))
        if happening.about is not None
        else Bounds(low=n, high=n)
    )
    return Figure(
        span=span,
        hard=Bounds(low=max(1.0, round(n * low)), high=round(n * high) if high else None),
        soft=soft,
        cls="made up",
        population=happening.event["population"],
        state=happening.event["state"],
        measure=Measure.EVENT,
        rule="made up",
    )


def _silence(w: World, page: Written, outlet: str) -> None:
    table = words()
    origin = Origin("bodies", w.dice.randrange(len(table["bodies"]["en"])))
    who = table["bodies"][page.language][origin.number]
    text = table["silence"][page.language].format(who=who)
    start = page.line(text[:1].upper() + text[1:], Role.BODY)
    w.silences.append(
        NonResponse(
            id=digest(page.id, "silence")[:32],
            report=page.id,
            evidence=(Span(start, start + len(text)),),
            asked=_voice(origin, who, Span(start, start + len(who))),
            asker=Voice(name=outlet, kind=VoiceKind.OUTLET, rule="made up"),
            stance=Stance.NO_RESPONSE,
            rule="made up",
        )
    )


def write(view: LedgerView, path: Path) -> None:
    """The view as a ledger on disk: kept rows, then derived rows."""
    engine = open_ledger(path)
    claims: dict[str, list[Claim]] = defaultdict(list)
    for c in view.claims:
        claims[c.report].append(c)
    silences = {n.report: n for n in view.non_responses}
    with transaction(engine, str(path), write=True) as connection:
        for report in sorted(view.reports, key=lambda r: r.path):
            silence = silences.get(report.id)
            add(
                connection,
                Extraction(
                    snapshot=_snapshot(report),
                    report=report,
                    claims=tuple(claims[report.id]),
                    non_responses=(silence,) if silence else (),
                    published=None,
                    maker=maker(),
                ),
            )
        derived.rewrite(connection, view, derived.made_from(connection, maker()))
    engine.dispose()


def _snapshot(report: Report) -> Snapshot:
    data = report.text.encode()
    retrieved = datetime(2026, 1, 1, tzinfo=UTC)
    return Snapshot(path=report.path, data=data, sha256=report.id, retrieved=retrieved)


def main(path: Path, reports: int) -> None:
    """Make the ledger and say how long it took."""
    start = time.perf_counter()
    path.unlink(missing_ok=True)
    view = world(reports)
    made = time.perf_counter()
    write(view, path)
    print(
        json.dumps(
            {
                "reports": len(view.reports),
                "claims": len(view.claims),
                "matters": len(view.matters),
                "relations": len(view.relations),
                "made_s": round(made - start, 1),
                "written_s": round(time.perf_counter() - made, 1),
                "ledger_mb": round(path.stat().st_size / 1e6),
                "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000)
