"""A ledger as one JSON document, the same bytes for the same ledger; its form is in docs/dossier.md.

Every span is `{start, end, text}`: the original wording stands beside each normalized value, and
the rule that made it under `rule`. `load` and `loads` read a document back into the same view.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, cast

from accordingto import __version__
from accordingto.audit.shield import shielded
from accordingto.claim import Claim
from accordingto.errors import LedgerError
from accordingto.ledger.view import LedgerView
from accordingto.publish.codec import Plain, decode, encode
from accordingto.relation import Matter

FORMAT = "accordingto-ledger/1"
# The document's names for fields: a reader of JSON asks when and where, and wants names before hops.
CLAIM_NAMES = {"chain": "hops", "times": "when", "places": "where"}
MATTER_NAMES = {"reports": "report_ids"}


def ledger(view: LedgerView) -> Plain:
    """Plain data of everything in the view, withheld names shielded. Lists keep the view's order."""
    view = shielded(view)
    texts = {r.id: r.text for r in view.reports}
    return {
        "format": FORMAT,
        "made_by": f"accordingto {__version__}",
        "reports": [encode(r, r.text) for r in view.reports],
        "claims": [claim(c, texts.get(c.report)) for c in view.claims],
        "non_responses": [encode(n, texts.get(n.report)) for n in view.non_responses],
        "relations": [encode(r) for r in view.relations],
        "matters": [matter(m) for m in view.matters],
        "copies": [encode(c) for c in view.copies],
        "dated": [encode(d, texts.get(d.report)) for d in view.dated],
        "custody": [encode(c) for c in view.custody],
        "made": [encode(m) for m in view.made],
    }


def claim(noun: Claim, text: str | None) -> Plain:
    """A claim; `origin`, `chain` and `cue` repeat what `hops` says in full."""
    plain = _renamed(encode(noun, text), CLAIM_NAMES)
    return {
        **plain,
        "origin": noun.origin.name,
        "chain": [h.voice.name for h in noun.chain],
        "cue": encode(noun.last.cue, text),
        "access": noun.access.value,
        "stance": noun.stance.value,
    }


def matter(noun: Matter) -> Plain:
    """A matter; `independent_origins`, `mentions` and `reports` are its three counts."""
    return {
        **_renamed(encode(noun), MATTER_NAMES),
        "independent_origins": noun.independent_origins,
        "mentions": len(noun.claims),
        "reports": len(noun.reports),
    }


def dumps(view: LedgerView) -> str:
    """`ledger(view)` as text: keys sorted, two spaces, a newline at the end."""
    return _written(ledger(view), indent=2)


def load(plain: Mapping[str, Any]) -> LedgerView:
    """The view that `ledger` was given. Raises LedgerError where the document has another form."""
    if plain.get("format") != FORMAT:
        raise LedgerError("format", f"{plain.get('format')!r} is not {FORMAT}")
    claims = [_restored(c, CLAIM_NAMES) for c in plain.get("claims", [])]
    matters = [_restored(m, MATTER_NAMES) for m in plain.get("matters", [])]
    return cast(LedgerView, decode(LedgerView, {**plain, "claims": claims, "matters": matters}))


def loads(text: str) -> LedgerView:
    """`load` for the text that `dumps` wrote. Raises LedgerError if it is no JSON of that form."""
    try:
        plain = json.loads(text)
    except ValueError as error:
        raise LedgerError("ledger", f"not JSON: {error}") from None
    if not isinstance(plain, dict):
        raise LedgerError("ledger", "not a JSON object")
    return load(plain)


def lines(view: LedgerView) -> str:
    """JSON Lines: one claim a line in the form of `claims`, with its report's publisher, date and path."""
    view = shielded(view)
    reports = {r.id: r for r in view.reports}
    out = []
    for noun in view.claims:
        report = reports.get(noun.report)
        about = {} if report is None else {k: encode(getattr(report, k)) for k in _ABOUT}
        row = {**claim(noun, report.text if report else None), **about}
        out.append(_written(row))
    return "".join(out)


def _written(plain: Plain, indent: int | None = None) -> str:
    said = json.dumps(plain, ensure_ascii=False, indent=indent, sort_keys=True, allow_nan=False) + "\n"
    # No file holds half a surrogate pair as it is; as an escape it comes back the same.
    return _HALF.sub(lambda m: f"\\u{ord(m[0]):04x}", said)


_HALF = re.compile("[\ud800-\udfff]")
_ABOUT = ("path", "publisher", "published")


def _renamed(plain: Plain, names: Mapping[str, str]) -> Plain:
    return {names.get(k, k): v for k, v in plain.items()}


def _restored(plain: Any, names: Mapping[str, str]) -> Any:
    if not isinstance(plain, Mapping):
        return plain
    back = {v: k for k, v in names.items()}
    # A renamed field and a derived one may share a key ("chain"): the renamed one is the truth.
    kept = {k: v for k, v in plain.items() if k not in names}
    return {back.get(k, k): v for k, v in kept.items()}
