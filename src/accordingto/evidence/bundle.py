"""A bundle: everything that is held on a matter, as somebody else can check it without this program.

What is told of each item follows the Berkeley Protocol on Digital Open Source Investigations (UN Human
Rights Office and UC Berkeley, 2022), chapter VI, on collection and preservation: address, time, who
collected it with what, the bytes as they came, their hash, and the unbroken record of who had them since.
What was not collected is said to be so.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from accordingto import __version__
from accordingto.errors import EvidenceBroken
from accordingto.keep import custody, originals
from accordingto.keep.bag import bag
from accordingto.keep.custody import Act, Head
from accordingto.keep.store import Store
from accordingto.ledger.view import Custody, LedgerView
from accordingto.report import Report, Stated

NOT_COLLECTED = "not collected"
NOT_KNOWN = "not known"
# Acts that add no evidence: a bundle made twice is the same file, though its making is logged.
_AFTER = {Act.EXPORTED, Act.BUNDLED, Act.BACKED_UP, Act.ANCHORED}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Log:
    """The custody log up to the last act that concerns evidence: each line's hash, and the lines wanted."""

    chain: tuple[str, ...]
    excerpt: tuple[bytes, ...]
    lines_of: Mapping[str, list[int]]  # of each subject: the numbers of the lines that tell of it
    first: Mapping[str, Mapping[str, Any]]  # of each original: the body of the first line that tells of it

    @property
    def head(self) -> Head:
        return Head(n=len(self.chain), sha256=self.chain[-1] if self.chain else custody.NOTHING)


def bundle(store: Store, view: LedgerView, matter: str, views: Mapping[str, bytes]) -> bytes:
    """The zip of a view that was chosen for this matter (`publish.selection`), shielded already.

    `views` are files made of it ("claims.json", "dossier.html"). Originals are hashed again as they are
    put in: raises EvidenceBroken if one is gone or changed, or was never kept.
    """
    wanted = sorted({c.sha256 for c in view.custody})
    log = _read(store, {*wanted, *(r.id for r in view.reports)})
    reports = {r.id: r for r in view.reports}
    items = [_item(c, reports[c.report], log) for c in view.custody]
    payload = {f"originals/{sha}{_ending(view, sha)}": originals.get(store, sha) for sha in wanted}
    payload |= views
    payload["items.json"] = _json(items)
    payload["custody/excerpt.jsonl"] = b"".join(line + b"\n" for line in log.excerpt)
    payload["custody/chain.txt"] = "".join(f"{n} {h}\n" for n, h in enumerate(log.chain, 1)).encode()
    for path in sorted(store.anchors.glob("*")) if store.anchors.is_dir() else ():
        payload[f"custody/anchors/{path.name}"] = path.read_bytes()
    info = {
        "Source-Organization": str(_actor(log)),
        "External-Identifier": matter,
        "External-Description": f"{len(view.reports)} reports, {len(view.claims)} claims on one matter",
        "Bag-Software-Agent": f"accordingto {__version__}",
        "Custody-Head": str(log.head),
    }
    readme = files("accordingto.evidence").joinpath("bundle.txt").read_text(encoding="utf-8")
    filled = readme.format(matter=matter, head=log.head, version=__version__, reports=len(view.reports))
    return bag(f"evidence-{matter[:12]}", payload, info, {"README.txt": filled.encode()})


def _read(store: Store, subjects: set[str]) -> _Log:
    chain, excerpt = [], []
    first: dict[str, Mapping[str, Any]] = {}
    lines_of: dict[str, list[int]] = {}
    kept = 0
    for n, raw in enumerate(custody.raw_lines(store), start=1):
        line = raw.removesuffix(b"\n")
        chain.append(hashlib.sha256(line).hexdigest())
        parsed = custody.whole(line)
        if parsed is None:
            continue
        body = custody.body_of(store, parsed)
        if body["act"] in _AFTER:
            continue
        kept = n
        told = {id_ for _, id_ in body["subjects"]} & subjects
        if told:
            excerpt.append(
                line if isinstance(parsed["body"], dict) else custody.canonical({**parsed, "body": body})
            )
        for id_ in told:
            lines_of.setdefault(id_, []).append(n)
            first.setdefault(id_, body)
    return _Log(chain=tuple(chain[:kept]), excerpt=tuple(excerpt), lines_of=lines_of, first=first)


def _item(held: Custody, report: Report, log: _Log) -> dict[str, Any]:
    """One item, in the words of the Berkeley Protocol's list of what to collect with it."""
    body = log.first.get(held.sha256)
    if body is None:
        raise EvidenceBroken(
            held.path, "the custody log does not tell of its original; build again from the file"
        )
    got = body["about"].get("retrieval") or {}
    return {
        "item": held.sha256,
        "report": held.report,
        "web_address": got.get("address") or _stated(report.url),
        "web_address_asked": got.get("requested", NOT_KNOWN),
        "redirects": got.get("redirects", NOT_KNOWN),
        "response_headers": got.get("headers", NOT_KNOWN),
        "server_certificate_sha256": got.get("certificate") or NOT_KNOWN,
        "source_code": f"originals/{held.sha256}: the bytes as they came",
        "full_page_capture": NOT_COLLECTED,
        "embedded_media": NOT_COLLECTED,
        "embedded_metadata": "inside the original, untouched",
        "contextual": {
            "title": _stated(report.title),
            "publisher": _stated(report.publisher),
            "authors": _stated(report.authors),
            "published": _stated(report.published),
            "language": _stated(report.language),
            "completeness": report.completeness.extent.value,
        },
        "collection": {
            "collected": held.retrieved.isoformat(),
            "kept": body["time"],
            "collector": body["actor"],
            "tool": got.get("tool") or body["tool"],
            "collector_address": "never recorded",
            "found_as": held.path,
        },
        "hash": {"algorithm": "SHA-256", "value": held.sha256},
        "custody_lines": sorted({*log.lines_of.get(held.sha256, ()), *log.lines_of.get(held.report, ())}),
    }


def _stated(value: Any) -> Any:
    return value.value if isinstance(value, Stated) else str(value)


def _ending(view: LedgerView, sha256: str) -> str:
    """The ending it was found with, so that a viewer opens it; nothing that is no plain ending."""
    path = next(c.path for c in view.custody if c.sha256 == sha256)
    ending = Path(path).suffix.lower()
    return ending if ending[1:].isalnum() and ending.isascii() and len(ending) <= 6 else ""


def _actor(log: _Log) -> str:
    return next((body["actor"] for body in log.first.values()), custody.DESK)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode(errors="replace")
