"""Claims as W3C Web Annotations (JSON-LD): what a claim rests on, by its place and by its words."""

import json
from collections.abc import Iterator

from accordingto import __version__
from accordingto.claim import Claim
from accordingto.ledger.codec import Plain
from accordingto.ledger.view import LedgerView
from accordingto.publish import words
from accordingto.publish.json import listed
from accordingto.report import Report, Span, Stated

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = f'application/ld+json; profile="{CONTEXT}"'
AROUND = 32  # characters before and after a quotation that tell it from the same words elsewhere


def annotations(view: LedgerView) -> Iterator[str]:
    """An AnnotationPage, one annotation a line; the view is taken as it is.

    A claim is one annotation that describes its evidence; what it was read from (source, cue, hedge,
    basis, alternative, when, where, how many) is one annotation each that names the claim.
    """
    reports = {r.id: r for r in view.reports}
    items = (
        json.dumps(one, ensure_ascii=False, sort_keys=True)
        for claim in view.claims
        if claim.report in reports
        for one in _of(claim, reports[claim.report])
    )
    head = {
        "@context": CONTEXT,
        "type": "AnnotationPage",
        "id": "urn:accordingto:annotations",
        "generator": {"type": "Software", "name": f"accordingto {__version__}"},
    }
    yield json.dumps(head, sort_keys=True)[:-1] + ', "items": ['
    yield from listed(items)
    yield "]}\n"


def _of(claim: Claim, report: Report) -> Iterator[Plain]:
    iri = f"urn:accordingto:claim:{claim.id}"
    yield {
        "id": iri,
        "type": "Annotation",
        "motivation": "describing",
        "body": {
            "type": "TextualBody",
            "purpose": "describing",
            "format": "text/plain",
            "value": _sentence(claim),
        },
        "target": [_target(span, report) for span in claim.evidence],
    }
    for number, (role, value, spans) in enumerate(_parts(claim), 1):
        yield {
            "id": f"{iri}:{number}",
            "type": "Annotation",
            "motivation": "classifying",
            "body": [
                {"type": "TextualBody", "purpose": "tagging", "value": role},
                *([{"type": "TextualBody", "purpose": "describing", "value": value}] if value else []),
                {"type": "SpecificResource", "purpose": "linking", "source": iri},
            ],
            "target": [_target(span, report) for span in spans],
        }


def _sentence(claim: Claim) -> str:
    """Who says it, through whom, how they would know, how sure: in code words, one a field."""
    said = [
        " ← ".join(h.voice.name for h in claim.chain),
        f"stance: {claim.stance.value}",
        f"access: {claim.access.value}",
        f"polarity: {claim.polarity.value}",
        f"strength: {claim.strength.value}",
        *(f"flag: {flag.value}" for flag in claim.flags),
    ]
    return "; ".join(said)


def _parts(claim: Claim) -> Iterator[tuple[str, str, tuple[Span, ...]]]:
    """Role, value in words, spans: for all that the claim was read from besides its evidence."""
    for hop in claim.chain:
        if hop.voice.mention:
            yield "source", hop.voice.name, (hop.voice.mention,)
        if hop.cue:
            yield "cue", hop.stance.value, hop.cue
        if hop.basis:
            yield "basis", hop.access.value, hop.basis
    for hedge in claim.hedges:
        yield "hedge", claim.strength.value, (hedge,)
    for choice in claim.alternatives:
        yield "alternative", "", (choice,)
    for when in claim.times:
        yield "when", when.edtf or when.value, (when.span,)
    for where in claim.places:
        yield "where", where.name, (where.span,)
    for figure in claim.figures:
        yield "how many", words.bounds(figure.hard), (figure.span,)


def _target(span: Span, report: Report) -> Plain:
    text = report.text
    source: Plain = {
        "id": f"urn:accordingto:report:{report.id}",
        "type": "Text",
        "format": "text/plain",
    }
    if isinstance(report.language, Stated):
        source["language"] = report.language.value
    if isinstance(report.url, Stated):
        source["via"] = report.url.value
    return {
        "type": "SpecificResource",
        "source": source,
        "selector": [
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            {
                "type": "TextQuoteSelector",
                "exact": span.of(text),
                "prefix": text[max(0, span.start - AROUND) : span.start],
                "suffix": text[span.end : span.end + AROUND],
            },
        ],
    }
