"""A ledger as FollowTheMoney statements, one JSON object a line: reports, voices, claims as notes on them.

The form is that of followthemoney's own `read_json_statements`. The library is no dependency: it would
bring babel, rdflib and phonenumbers for what are a few fixed properties; the tests read every statement
back with it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha1, sha256

from accordingto.claim import Claim, NonResponse
from accordingto.ledger.view import LedgerView
from accordingto.publish import words
from accordingto.publish.cards import wording
from accordingto.report import Report, Stated
from accordingto.voice import Voice, VoiceKind

DATASET = "accordingto"
# Only voices with a name that means the same in two reports become entities; all others stay words.
SCHEMATA = {
    VoiceKind.PERSON: "Person",
    VoiceKind.OFFICIAL_BODY: "PublicBody",
    VoiceKind.ORGANIZATION: "Organization",
    VoiceKind.OUTLET: "Organization",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One entity: its schema, and (property, value, what stood there before) for each value, in order."""

    id: str
    schema: str
    values: tuple[tuple[str, str, str | None], ...]
    origin: str


def statements(view: LedgerView) -> Iterator[str]:
    """All statements, entity by entity; the view is taken as it is."""
    return (line for entity in _entities(view) for line in _lines(entity))


def left_out(view: LedgerView) -> dict[str, int]:
    """Origins that are no entity: they have no name of their own, or it is withheld."""
    unnamed = sum(voice_id(c.origin) is None for c in view.claims)
    return {"claims of an origin without a name: kept as a note, on no entity": unnamed} if unnamed else {}


def _entities(view: LedgerView) -> Iterator[Entity]:
    reports = {r.id: r for r in view.reports}
    got = {c.report: c.retrieved.date().isoformat() for c in view.custody}
    for report in view.reports:
        yield _article(report, got.get(report.id))
    seen: set[tuple[str, str]] = set()
    for claim in view.claims:
        for hop in claim.chain:
            yield from _voice(hop.voice, claim.report, seen)
    for silence in view.non_responses:
        yield from _voice(silence.asked, silence.report, seen)
    for claim in view.claims:
        if claim.report in reports:
            yield _note(claim, reports[claim.report])
    for silence in view.non_responses:
        if silence.report in reports:
            yield _silence(silence, reports[silence.report])


def _article(report: Report, retrieved: str | None) -> Entity:
    values: list[tuple[str, str | None]] = [
        ("fileName", report.path.rsplit("/", 1)[-1]),
        ("title", _said(report.title)),
        ("publisher", _said(report.publisher)),
        ("publishedAt", _said(report.published)),
        ("sourceUrl", _address(report)),
        ("retrievedAt", retrieved),
        ("bodyText", report.text),
    ]
    if isinstance(report.authors, Stated):
        values += [("author", name) for name in report.authors.value]
    return _entity(f"report-{report.id}", "Article", values, origin=report.id)


def _voice(voice: Voice, report: str, seen: set[tuple[str, str]]) -> Iterator[Entity]:
    id_ = voice_id(voice)
    if id_ is None or (id_, voice.role or "") in seen:
        return
    seen.add((id_, voice.role or ""))
    values: list[tuple[str, str | None]] = [("name", voice.name)]
    if voice.kind is VoiceKind.PERSON:
        values.append(("position", voice.role))
    elif voice.role:
        values.append(("description", voice.role))
    yield _entity(id_, SCHEMATA[voice.kind], values, origin=report)


def voice_id(voice: Voice) -> str | None:
    """The entity of a voice; None for one without a name, or with a name that is withheld."""
    if voice.protected or not voice.named or voice.kind not in SCHEMATA:
        return None
    key = f"{SCHEMATA[voice.kind]}\x1f{voice.name}"
    return f"voice-{sha256(key.encode()).hexdigest()[:32]}"


def _note(claim: Claim, report: Report) -> Entity:
    summary = (
        f"{' ← '.join(h.voice.name for h in claim.chain)}: {claim.stance.value}; {claim.polarity.value}; "
        f"{claim.strength.value}; access: {claim.access.value}"
    )
    hedges = [s.of(report.text) for s in claim.hedges]
    values: list[tuple[str, str | None]] = [
        ("description", wording(claim, report.text)),
        ("summary", summary),
        ("entity", voice_id(claim.origin)),
        ("proof", f"report-{report.id}"),
        ("publisher", _said(report.publisher)),
        ("sourceUrl", _address(report)),
        *(("notes", f"hedge: {hedge}") for hedge in hedges),
        *(("notes", f"when: {t.edtf or words.when(t)}, “{t.span.of(report.text)}”") for t in claim.times),
        *(("notes", f"how many: {words.quantity(f)}, “{f.span.of(report.text)}”") for f in claim.figures),
        *(("notes", f"flag: {flag.value}") for flag in claim.flags),
        *(("locationMentioned", p.name) for p in claim.places),
        *(("detectedCountry", p.country.lower() if p.country else None) for p in claim.places),
    ]
    return _entity(f"claim-{claim.id}", "Note", values, origin=report.id)


def _silence(silence: NonResponse, report: Report) -> Entity:
    asked = " … ".join(words.one_line(s.of(report.text)) for s in silence.evidence)
    values: list[tuple[str, str | None]] = [
        ("description", asked),
        ("summary", f"{silence.asked.name}: {silence.stance.value}; asked by {silence.asker.name}"),
        ("entity", voice_id(silence.asked)),
        ("proof", f"report-{report.id}"),
        ("publisher", _said(report.publisher)),
    ]
    return _entity(f"silence-{silence.id}", "Note", values, origin=report.id)


def _entity(id_: str, schema: str, values: list[tuple[str, str | None]], *, origin: str) -> Entity:
    once = dict.fromkeys((prop, cleaned, None) for prop, v in values if v and (cleaned := _clean(v)))
    return Entity(id=id_, schema=schema, values=tuple(once), origin=origin)


def _clean(value: str) -> str:
    return "".join(
        c for c in value if c in "\n\t" or (c.isprintable() and not "\ud800" <= c <= "\udfff")
    ).strip()


def _said(value: object) -> str | None:
    return str(value.value) if isinstance(value, Stated) else None


def _address(report: Report) -> str | None:
    url = _said(report.url)
    return url if url and url.startswith(("http://", "https://")) else None


def _lines(entity: Entity) -> Iterator[str]:
    for prop, value, original in entity.values:
        key = f"{DATASET}.{entity.id}.{prop}.{value}"
        line = {
            "canonical_id": entity.id,
            "entity_id": entity.id,
            "prop": prop,
            "schema": entity.schema,
            "value": value,
            "dataset": DATASET,
            "lang": None,
            "original_value": original,
            "first_seen": None,
            "last_seen": None,
            "external": False,
            "origin": entity.origin,
            "id": sha1(key.encode(), usedforsecurity=False).hexdigest(),
        }
        yield json.dumps(line, ensure_ascii=False) + "\n"
