"""Our JSON back into the view it was made from; a file that is damaged, foreign or newer is refused whole."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from accordingto.claim import Claim, NonResponse
from accordingto.edit import Edit
from accordingto.errors import BadJudgement, LedgerError
from accordingto.judgement import Judgement, MatterReview, Proposal, Review
from accordingto.ledger.codec import Plain, faults, from_plain
from accordingto.ledger.view import Custody, Dated, Earlier, LedgerView, Made
from accordingto.publish.json import CLAIM_NAMES, FORMAT, MATTER_NAMES, MAY_BE_UNSTATED
from accordingto.publish.sound import twice, wrong
from accordingto.relation import Copy, Matter, Relation
from accordingto.report import Report

T = TypeVar("T")
KINDS: Mapping[str, type[Any]] = {
    "reports": Report,
    "claims": Claim,
    "non_responses": NonResponse,
    "relations": Relation,
    "matters": Matter,
    "copies": Copy,
    "dated": Dated,
    "custody": Custody,
    "made": Made,
    "machine": Claim,
    "newest": Claim,
    "judgements": Judgement,
    "reviews": Review,
    "matter_reviews": MatterReview,
    "proposals": Proposal,
    "edits": Edit,
    "earlier": Earlier,
}
_NEEDED = ("reports", "claims", "non_responses", "relations", "matters", "copies")


def loads(data: str | bytes) -> LedgerView:
    """The view that `json.dumps` was given.

    Raises LedgerError, its subject the place in the document ("claims[3].hops[0].voice.kind"), where the
    document is no JSON, of another or a newer form, where a field is missing or of another kind, where a
    span does not quote the report, or where an id leads nowhere.
    """
    try:
        document = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LedgerError("the file", f"not a JSON object: {error}") from None
    except RecursionError:
        raise LedgerError("the file", "nested too deeply for a ledger") from None
    _check_format(_parsed(document.get("format", msgspec.Raw(b"null")), "format"))
    lists = {name: _items(document, name) for name in KINDS}
    reports = _nouns("reports", lists["reports"], {})
    for place, why in twice("reports", reports):
        raise LedgerError(place, why)
    texts = {report.id: report.text for report in reports}
    rest: dict[str, tuple[Any, ...]] = {}
    for name in KINDS:
        if name != "reports":
            rest[name] = _nouns(name, lists[name], texts)
        if KINDS[name] is Claim:  # by which judgements name the text that they are about
            texts |= {c.id: texts.get(c.report, "") for c in rest[name]}
    view = LedgerView(reports=reports, **rest)
    for place, why in wrong(view):
        raise LedgerError(place, why)
    return view


def load(plain: Mapping[str, Any]) -> LedgerView:
    """`loads` for a document that is parsed already."""
    return loads(json.dumps(plain))


def _check_format(said: object) -> None:
    if said == FORMAT:
        return
    form, _, version = FORMAT.partition("/")
    known = re.fullmatch(rf"{form}/(\d{{1,9}})", said) if isinstance(said, str) else None
    if known and int(known[1]) > int(version):
        raise LedgerError("format", f"version {known[1]} is newer than this program, which reads {version}")
    raise LedgerError("format", f"{said!r:.60} is not {FORMAT}")


def _parsed(raw: msgspec.Raw, place: str) -> Any:
    try:
        return json.loads(bytes(raw))
    except ValueError as error:
        raise LedgerError(place, f"not JSON: {error}") from None
    except RecursionError:
        raise LedgerError(place, "nested too deeply for a ledger") from None


def _items(document: Mapping[str, msgspec.Raw], name: str) -> list[msgspec.Raw]:
    if name not in document:
        if name in _NEEDED:
            raise LedgerError(name, "not in the file")
        return []
    try:
        return msgspec.json.decode(document[name], type=list[msgspec.Raw])
    except msgspec.DecodeError as error:
        raise LedgerError(name, f"not in the published form: {error}") from None


def _nouns(name: str, items: list[msgspec.Raw], texts: Mapping[str, str]) -> tuple[Any, ...]:
    return tuple(_noun(name, raw, f"{name}[{number}]", texts) for number, raw in enumerate(items))


def _noun(name: str, raw: msgspec.Raw, place: str, texts: Mapping[str, str]) -> Any:
    plain = _parsed(raw, place)
    if not isinstance(plain, dict):
        raise LedgerError(place, "not in the published form: no object")
    of = plain.get("report") if name == "earlier" else plain
    own = of.get("text") if isinstance(of, dict) else None
    text = own if name in ("reports", "earlier") else _text(plain, texts)
    for where, why in faults(plain, text if isinstance(text, str) else None):
        raise LedgerError(place + where, why)
    restore = _RESTORED.get(name, dict)
    try:
        return from_plain(KINDS[name], restore(plain), place)
    except LedgerError as error:
        raise LedgerError(_as_published(name, error.subject), error.reason) from None
    except BadJudgement as error:
        raise LedgerError(place, error.reason) from None


def _text(plain: Plain, texts: Mapping[str, str]) -> str | None:
    """The text that spans of this noun quote: that of its report, or of the claim it is about.

    None where that is not in the file, as for a decision on words that a newer reading no longer has.
    """
    about = plain.get("report") or plain.get("claim")
    subject = plain.get("subject")
    if about is None and isinstance(subject, list) and subject:
        about = subject[0]
    return texts.get(about) if isinstance(about, str) else None


def _report(plain: Plain) -> Plain:
    why = {name: plain.get(name) for name in MAY_BE_UNSTATED}
    return plain | {
        name: said["unstated"]
        for name, said in why.items()
        if isinstance(said, dict) and set(said) == {"unstated"}
    }


def _claim(plain: Plain) -> Plain:
    return _named_back(plain, CLAIM_NAMES)


def _earlier(plain: Plain) -> Plain:
    of, said = plain.get("report"), plain.get("claims")
    claims = [_claim(c) if isinstance(c, dict) else c for c in said] if isinstance(said, list) else said
    return plain | {"report": _report(of) if isinstance(of, dict) else of, "claims": claims}


def _matter(plain: Plain) -> Plain:
    return _named_back(plain, MATTER_NAMES)


_RESTORED: Mapping[str, Callable[[Plain], Plain]] = {
    "reports": _report,
    "claims": _claim,
    "machine": _claim,
    "newest": _claim,
    "matters": _matter,
    "earlier": _earlier,
}


def _named_back(plain: Plain, names: Mapping[str, str]) -> Plain:
    back = {v: k for k, v in names.items()}
    # A renamed field and a derived one may share a key ("chain"): the renamed one is the truth.
    return {back.get(k, k): v for k, v in plain.items() if k not in names}


def _as_published(name: str, place: str) -> str:
    """The place under the document's own names of fields."""
    of_claims = dict.fromkeys(("claims", "machine", "newest"), CLAIM_NAMES)
    names = {**of_claims, "matters": MATTER_NAMES}.get(name, {})
    head, dot, rest = place.partition(".")
    field = re.match(r"\w*", rest)
    first = field[0] if field else ""
    return head + dot + names.get(first, first) + rest[len(first) :]
