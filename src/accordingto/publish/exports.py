"""Every form in which a ledger leaves the house, and the one gate they all pass: `export`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from accordingto.audit.alias import Draw, drawn, leaving
from accordingto.audit.shield import shielded
from accordingto.errors import OutputError
from accordingto.keep.proof import Proof
from accordingto.ledger.view import LedgerView
from accordingto.publish import annotations, events, ftm, geojson, pdf, schemaorg, wacz, word
from accordingto.publish import csv as ledger_csv
from accordingto.publish import json as ledger_json
from accordingto.publish.dossier import dossier

TITLE = "Who says what"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One form: a pure function of a shielded view and a title (which only pages for people show).

    `left_out` tells what the form could not carry: a reason in plain words, and how many. `comes_back` is
    true for a form that keeps the ids of withheld voices in fields of their own, for others to take in.
    """

    name: str
    says: str
    media_type: str
    extension: str
    make: Callable[[LedgerView, str], bytes]
    left_out: Callable[[LedgerView], Mapping[str, int]] = lambda _view: {}
    comes_back: bool = False


def export(
    view: LedgerView,
    name: str,
    *,
    title: str = TITLE,
    proof: Proof | None = None,
    draw: Draw | None = None,
) -> bytes:
    """The finished bytes of a view in the form `name`, the same bytes for the same view, title and ids.

    All that is published goes through here: withheld names are shielded before a form sees the view, each
    such voice has an id that `draw` gives (left out: random ones, others in every export), and what must
    never leave is looked for in the bytes: `proof` holds what is sealed. Raises OutputError for a form
    there is not, WithheldFound where the bytes would tell who a sealed voice is.
    """
    form = format_named(name)
    made = form.make((shielded if form.comes_back else leaving)(view, draw or drawn()), title)
    if proof is not None:
        proof.check([(f"{name} export", made)])
    return made


def archive(
    view: LedgerView, originals: Callable[[str], bytes], *, title: str = TITLE, proof: Proof | None = None
) -> bytes:
    """The originals of a view as a WACZ; `originals` gives the bytes of a SHA-256.

    What an original prints, it prints: `proof` looks for what is sealed in it as in any other form.
    """
    captures = (replace(c, data=originals(sha)) for sha, c in wacz.addressed(shielded(view)))
    made = wacz.wacz(captures, title=title)
    if proof is not None:
        proof.check([("wacz export", made)])
    return made


def format_named(name: str) -> Format:
    """The form of this name. Raises OutputError if there is none."""
    if name not in FORMATS:
        raise OutputError(name, f"no such form; there are {', '.join(FORMATS)}")
    return FORMATS[name]


def left_out(view: LedgerView, name: str) -> Mapping[str, int]:
    """What this form cannot carry of the view: reasons, each with its number."""
    return format_named(name).left_out(shielded(view))


def _encoded(parts: Iterable[str]) -> bytes:
    # A title may hold bytes of no Unicode; JSON escapes them before.
    data = bytearray()
    for part in parts:
        data += part.encode(errors="replace")
    return bytes(data)


FORMATS: Mapping[str, Format] = {
    form.name: form
    for form in (
        Format(
            name="json",
            says="everything, as `accordingto import` takes it back",
            media_type="application/json",
            extension="json",
            make=lambda view, _: _encoded(ledger_json.document(view)),
            comes_back=True,
        ),
        Format(
            name="jsonl",
            says="one claim a line",
            media_type="application/jsonl",
            extension="jsonl",
            make=lambda view, _: _encoded(ledger_json.rows(view)),
            comes_back=True,
        ),
        Format(
            name="csv",
            says="one claim a row, for spreadsheets",
            media_type="text/csv; charset=utf-8",
            extension="csv",
            make=lambda view, _: ledger_csv.claims(view).encode(errors="replace"),
        ),
        Format(
            name="geojson",
            says="places that claims name, with their uncertainty (RFC 7946)",
            media_type="application/geo+json",
            extension="geojson",
            make=lambda view, _: _encoded(geojson.places(view)),
        ),
        Format(
            name="annotations",
            says="claims by their place in the text (W3C Web Annotation)",
            media_type=annotations.MEDIA_TYPE,
            extension="jsonld",
            make=lambda view, _: _encoded(annotations.annotations(view)),
        ),
        Format(
            name="schemaorg",
            says="matters as schema.org Claims, never rated",
            media_type=schemaorg.MEDIA_TYPE,
            extension="jsonld",
            make=lambda view, _: _encoded(schemaorg.claims(view)),
        ),
        Format(
            name="ftm",
            says="reports, named voices and claims as FollowTheMoney statements",
            media_type="application/jsonl",
            extension="jsonl",
            make=lambda view, _: _encoded(ftm.statements(view)),
            left_out=ftm.left_out,
        ),
        Format(
            name="events",
            says="deaths at one time and place, as rows like those of UCDP GED",
            media_type="text/csv; charset=utf-8",
            extension="csv",
            make=lambda view, _: events.rows(view).encode(errors="replace"),
            left_out=events.left_out,
        ),
        Format(
            name="html",
            says="the dossier, one page",
            media_type="text/html; charset=utf-8",
            extension="html",
            make=lambda view, title: dossier(view, title=title).encode(errors="replace"),
        ),
        Format(
            name="docx",
            says="the dossier to edit and print: a Word document",
            media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            extension="docx",
            make=word.document,
        ),
        Format(
            name="pdf",
            says="the dossier on paper",
            media_type="application/pdf",
            extension="pdf",
            make=pdf.document,
        ),
    )
}
