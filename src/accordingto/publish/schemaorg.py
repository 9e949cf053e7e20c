"""Matters as schema.org Claims (JSON-LD): what is claimed, where it appeared, to whom it is attributed.

No ClaimReview and no reviewRating: a rating says how true a claim is, and this program never does.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import chain

from accordingto.claim import Claim, Polarity
from accordingto.ledger.codec import Plain
from accordingto.ledger.view import LedgerView
from accordingto.publish import words
from accordingto.publish.cards import wording
from accordingto.publish.json import listed
from accordingto.publish.titles import title
from accordingto.relation import Matter
from accordingto.report import Report, Stated
from accordingto.voice import Form, Voice, VoiceKind

MEDIA_TYPE = "application/ld+json"
_TYPES = {
    VoiceKind.PERSON: "Person",
    VoiceKind.UNNAMED: "Person",
    VoiceKind.OFFICIAL_BODY: "GovernmentOrganization",
    VoiceKind.ORGANIZATION: "Organization",
    VoiceKind.OUTLET: "NewsMediaOrganization",
    VoiceKind.GROUP: "Organization",
    VoiceKind.DOCUMENT: "CreativeWork",
}


def claims(view: LedgerView) -> Iterator[str]:
    """A JSON-LD graph: Articles, then Claims, one a line; the view is taken as it is.

    A matter is one Claim; a claim that no matter holds is one of its own. Each mention is an appearance:
    a CreativeWork with the words, `author` the origin, `isPartOf` the report; a Quotation where the report
    quotes.
    """
    reports = {r.id: r for r in view.reports}
    by_id = {c.id: c for c in view.claims if c.report in reports}
    loose = set(by_id).difference(*(m.claims for m in view.matters))
    nodes = chain(
        (_article(r) for r in view.reports),
        (_matter(m, by_id, reports) for m in view.matters),
        (_loose(by_id[i], reports[by_id[i].report]) for i in by_id if i in loose),
    )
    yield '{"@context": "https://schema.org", "@graph": ['
    yield from listed(json.dumps(n, ensure_ascii=False, sort_keys=True) for n in nodes)
    yield "]}\n"


def _iri(kind: str, name: str) -> str:
    return f"urn:accordingto:{kind}:{name}"


def _article(report: Report) -> Plain:
    node: Plain = {"@type": "Article", "@id": _iri("report", report.id)}
    for key, value in (
        ("headline", report.title),
        ("url", report.url),
        ("datePublished", report.published),
        ("inLanguage", report.language),
    ):
        if isinstance(value, Stated):
            node[key] = value.value
    if isinstance(report.publisher, Stated):
        node["publisher"] = {"@type": "Organization", "name": report.publisher.value}
    if isinstance(report.authors, Stated):
        node["author"] = [{"@type": "Person", "name": name} for name in report.authors.value]
    return node


def _matter(matter: Matter, claims_: Mapping[str, Claim], reports: Mapping[str, Report]) -> Plain:
    mine = [claims_[i] for i in matter.claims if i in claims_]
    node = {
        "@type": "Claim",
        "@id": _iri("matter", matter.id),
        "text": title(matter.title),
        "appearance": [_appearance(c, reports[c.report]) for c in mine],
        "abstract": (
            f"{words.count(matter.independent_origins, 'independent origin')}, "
            f"{words.count(len(matter.claims), 'mention')}, {words.count(len(matter.reports), 'report')}"
        ),
    }
    return {**node, **_first(mine, reports)}


def _loose(claim: Claim, report: Report) -> Plain:
    return {
        "@type": "Claim",
        "@id": _iri("claim", claim.id) + ":alone",
        "text": wording(claim, report.text),
        "appearance": [_appearance(claim, report)],
        **_first([claim], {report.id: report}),
    }


def _first(mine: list[Claim], reports: Mapping[str, Report]) -> Plain:
    """The earliest appearance, where it is known: an undated report may be earlier than any."""
    dated = []
    for claim in mine:
        published = reports[claim.report].published
        if not isinstance(published, Stated):
            return {}
        dated.append((published.value, claim.report))
    days = sorted(dated)
    others = {report for day, report in days if day.startswith(days[0][0]) and report != days[0][1]}
    return {} if not days or others else {"firstAppearance": {"@id": _iri("report", days[0][1])}}


def _appearance(claim: Claim, report: Report) -> Plain:
    quoted = claim.form is Form.DIRECT
    node: Plain = {
        "@type": "Quotation" if quoted else "CreativeWork",
        "@id": _iri("claim", claim.id),
        "text": wording(claim, report.text),
        "author": _voice(claim.origin),
        "isPartOf": {"@id": _iri("report", report.id)},
        "creditText": " ← ".join(h.voice.name for h in claim.chain),
        "keywords": list(_keywords(claim)),
    }
    if quoted:
        node["spokenByCharacter"] = _voice(claim.origin)
    if isinstance(report.url, Stated):
        node["url"] = report.url.value
    if isinstance(report.published, Stated):
        node["datePublished"] = report.published.value
    placed = [{"@type": "Place", "name": p.name} for p in claim.places]
    times = [t.edtf for t in claim.times if t.edtf]
    return (
        node
        | ({"spatialCoverage": placed} if placed else {})
        | ({"temporalCoverage": times} if times else {})
    )


def _keywords(claim: Claim) -> Iterator[str]:
    yield f"access: {claim.access.value}"
    yield f"strength: {claim.strength.value}"
    if claim.polarity is not Polarity.ASSERTED:
        yield f"polarity: {claim.polarity.value}"
    for flag in claim.flags:
        yield flag.value


def _voice(voice: Voice) -> Plain:
    node: Plain = {"@type": _TYPES[voice.kind], "name": voice.name}
    if voice.protected:
        node["description"] = "name withheld"
    elif voice.role:
        node["jobTitle" if node["@type"] == "Person" else "description"] = voice.role
    if voice.spoken_for and node["@type"] == "Person":
        node["affiliation"] = {"@type": "Organization", "name": voice.spoken_for}
    return node
