"""A ledger as one JSON document, the same bytes for the same ledger; its form is in docs/exports.md.

Every span is `{start, end, text}`: the original wording stands beside each normalized value, and
the rule that made it under `rule`. `readback.loads` reads a document back into the same view.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from accordingto import __version__
from accordingto.audit.shield import shielded
from accordingto.claim import Claim
from accordingto.ledger.codec import Plain, to_plain
from accordingto.ledger.view import Earlier, LedgerView
from accordingto.relation import Matter
from accordingto.report import Report

FORMAT = "accordingto-ledger/1"
# The document's names for fields: a reader of JSON asks when and where, and wants names before hops.
CLAIM_NAMES = {"chain": "hops", "times": "when", "places": "where"}
MATTER_NAMES = {"reports": "report_ids"}
# Fields of a report that may be unstated: then `{"unstated": why}`.
MAY_BE_UNSTATED = ("publisher", "published", "title", "authors", "url", "language")


def ledger(view: LedgerView) -> Plain:
    """Plain data of everything in the view, withheld names shielded. Lists keep the view's order."""
    head, lists = _parts(view)
    return {**head, **{name: list(items) for name, items in lists.items()}}


def dumps(view: LedgerView) -> str:
    """`ledger(view)` as text: one noun a line, its keys sorted."""
    return "".join(document(view))


def document(view: LedgerView) -> Iterator[str]:
    """The text of `dumps`, noun by noun: a ledger of any size is never whole in memory twice."""
    head, lists = _parts(view)
    yield "{" + ",\n".join(f'"{name}": {_written(head[name])}' for name in head)
    for name in sorted(lists):
        yield f',\n"{name}": ['
        yield from listed(_written(item) for item in lists[name])
        yield "]"
    yield "}\n"


def _parts(view: LedgerView) -> tuple[Plain, Mapping[str, Iterable[Plain]]]:
    view = shielded(view)
    texts = {r.id: r.text for r in view.reports}
    of_claim = {c.id: texts.get(c.report) for c in (*view.machine, *view.claims)}
    head = {"format": FORMAT, "made_by": f"accordingto {__version__}"}
    return head, {
        "reports": (report(r) for r in view.reports),
        "claims": (claim(c, texts.get(c.report)) for c in view.claims),
        "non_responses": (to_plain(n, texts.get(n.report)) for n in view.non_responses),
        "relations": (to_plain(r) for r in view.relations),
        "matters": (matter(m) for m in view.matters),
        "copies": (to_plain(c) for c in view.copies),
        "dated": (to_plain(d, texts.get(d.report)) for d in view.dated),
        "custody": (to_plain(c) for c in view.custody),
        "made": (to_plain(m) for m in view.made),
        "judgements": (to_plain(j, of_claim.get(j.subject[0])) for j in view.judgements),
        "reviews": (to_plain(r) for r in view.reviews),
        "matter_reviews": (to_plain(r) for r in view.matter_reviews),
        "machine": (claim(c, texts.get(c.report)) for c in view.machine),
        "newest": (claim(c, texts.get(c.report)) for c in view.newest),
        "proposals": (to_plain(p, of_claim.get(p.claim)) for p in view.proposals),
        "edits": (to_plain(e) for e in view.edits),
        "earlier": (_earlier(e) for e in view.earlier),
    }


def listed(items: Iterable[str]) -> Iterator[str]:
    """The items of a JSON list, one a line."""
    end = ""
    for number, item in enumerate(items):
        yield f",\n{item}" if number else f"\n{item}"
        end = "\n"
    yield end


def report(noun: Report) -> Plain:
    """A report with its text and passages; what it does not state says why."""
    plain: Plain = to_plain(noun, noun.text)
    for name in MAY_BE_UNSTATED:
        if isinstance(plain[name], str):
            plain[name] = {"unstated": plain[name]}
    return plain


def claim(noun: Claim, text: str | None) -> Plain:
    """A claim; `origin`, `chain` and `cue` repeat what `hops` says in full."""
    plain = _renamed(to_plain(noun, text), CLAIM_NAMES)
    return {
        **plain,
        "origin": noun.origin.label,
        "chain": [h.voice.label for h in noun.chain],
        "cue": to_plain(noun.last.cue, text),
        "access": noun.access.value,
        "stance": noun.stance.value,
    }


def _earlier(noun: Earlier) -> Plain:
    text = noun.report.text
    return {
        **to_plain(noun, text),
        "report": report(noun.report),
        "claims": [claim(c, text) for c in noun.claims],
    }


def matter(noun: Matter) -> Plain:
    """A matter; `independent_origins`, `mentions` and `reports` are its three counts."""
    return {
        **_renamed(to_plain(noun), MATTER_NAMES),
        "independent_origins": noun.independent_origins,
        "mentions": len(noun.claims),
        "reports": len(noun.reports),
    }


def lines(view: LedgerView) -> str:
    """JSON Lines: one claim a line in the form of `claims`, with its report's publisher, date and path."""
    return "".join(rows(view))


def rows(view: LedgerView) -> Iterator[str]:
    """The lines of `lines`, one at a time."""
    view = shielded(view)
    reports = {r.id: r for r in view.reports}
    about = {i: {name: report(r)[name] for name in _ABOUT} for i, r in reports.items()}
    for noun in view.claims:
        held = reports.get(noun.report)
        yield _written({**claim(noun, held.text if held else None), **about.get(noun.report, {})}) + "\n"


def _written(plain: object) -> str:
    said = json.dumps(plain, ensure_ascii=False, sort_keys=True, allow_nan=False)
    # No file holds half a surrogate pair as it is; as an escape it comes back the same.
    return _HALF.sub(lambda m: f"\\u{ord(m[0]):04x}", said)


_HALF = re.compile("[\ud800-\udfff]")
_ABOUT = ("path", "publisher", "published")


def _renamed(plain: Plain, names: Mapping[str, str]) -> Plain:
    return {names.get(k, k): v for k, v in plain.items()}
