"""A pile of reports end to end: claims, origins, relations and counts against a gold ledger.

The gold file is what evals/score/links.py reads for `ledger`, with the reports it is about:
    "documents": [{"id", "file" | "text", "publisher"?, "published" (or "date")?, "url"?}]
`file` is relative to the gold file's folder or its parent. Without "documents", the files beside
the gold file whose name (or stem) is a claim's "doc" are read.
"""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from accordingto.collect import files
from accordingto.ledger.view import LedgerView
from accordingto.link import link
from accordingto.pipeline import extract_snapshot
from accordingto.relation import RelationKind
from accordingto.report import Sidecar, Snapshot
from accordingto.voice import VoiceKind
from evals import gold as gold_
from evals.score import links
from evals.sets import Row

# The scorer's names for our relations.
NAMES = {
    RelationKind.REPEATS: "same_origin",
    RelationKind.CORROBORATES: "corroborates_independently",
    RelationKind.CONFIRMS: "confirms",
    RelationKind.CONFLICTS: "conflicts",
    RelationKind.UPDATES: "updates",
    RelationKind.NARROWS: "narrower",
}

PEERS: list[Row] = []  # nothing else keeps such a ledger


def predict(path: Path) -> list[Row]:
    """One object: claims, relations and propositions of the reports that the gold file is about."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    names: dict[str, str] = {}  # report id to the gold file's name for it
    extracted = []
    for name, snapshot in _snapshots(gold, path.parent):
        one = extract_snapshot(snapshot)
        names[one.report.id] = name
        extracted.append(one)
    reports = tuple(sorted((one.report for one in extracted), key=lambda r: r.id))
    claims = tuple(sorted((c for one in extracted for c in one.claims), key=lambda c: c.id))
    linked = link(reports, claims)
    view = LedgerView(
        reports=reports,
        claims=claims,
        non_responses=(),
        relations=linked.relations,
        matters=linked.matters,
        copies=linked.copies,
    )
    return [as_scored(view, names)]


def as_scored(view: LedgerView, names: dict[str, str]) -> Row:
    """A ledger in the scorer's form."""
    # What an outlet or somebody unnamed says goes back to the origin that carriers and copies lead to; named
    # voices are the origin under their own name, not under their body's. A denial supports nothing.
    group = {c: o.name for m in view.matters for o in m.origins for c in o.claims}
    carried = {c.id for c in view.claims if c.origin.generic or c.origin.kind is VoiceKind.OUTLET}
    return {
        "claims": [
            {
                "id": c.id,
                "doc": names[c.report],
                "evidence": [{"start": s.start, "end": s.end} for s in c.evidence],
                "polarity": c.polarity.value,
                "origin": group.get(c.id, c.origin.name) if c.id in carried else c.origin.name,
            }
            for c in view.claims
        ],
        "relations": [
            {"a": r.a, "relation": NAMES[r.kind], "b": r.b} for r in view.relations if r.kind in NAMES
        ],
        "propositions": [
            {
                "support": [c for o in m.origins for c in o.claims],
                "independent_origins": m.independent_origins,
            }
            for m in view.matters
        ],
    }


def score(path: Path, rows: list[Row]) -> dict[str, float]:
    """Percentages, but for the counts named as such."""
    found = links.score_ledger(gold_.settled(path), rows[0])
    figures = {
        "claims_f1": 100 * found["claims"]["f1"],
        "claims_recall": 100 * found["claims"]["r"],
        "polarity": 100 * found["polarity_accuracy"],
        "origin": 100 * found["origin_accuracy"],
        "relations_f1": 100 * found["relations"]["f1"],
        "no_violation": -float(found["hard_negatives"]["violations"]),
    }
    if "independent_origins" in found:
        counted = found["independent_origins"]
        figures["counts_exact"] = 100 * counted["exact"] / max(1, counted["of"])
    return {name: round(value, 2) for name, value in figures.items()}


def _snapshots(gold: dict[str, Any], folder: Path) -> list[tuple[str, Snapshot]]:
    return [(d["id"], _snapshot(d, folder)) for d in _documents(gold, folder)]


def _documents(gold: dict[str, Any], folder: Path) -> list[Row]:
    """The reports of the pile: a list, or an object from ids to texts or to what is known of each."""
    held = gold.get("documents") or gold.get("docs") or gold.get("reports")
    if isinstance(held, dict):
        held = [{"id": i, **(d if isinstance(d, dict) else {"text": d})} for i, d in held.items()]
    if held:
        return list(held)
    wanted = sorted({c["doc"] for c in gold["claims"]})
    return [{"id": name, "file": _beside(folder, name).name} for name in wanted]


def _snapshot(document: Row, folder: Path) -> Snapshot:
    stated = {key: document.get(key) for key in ("url", "publisher", "published")}
    stated["published"] = stated["published"] or document.get("date") or document.get("dct")
    if "text" in document:
        data = document["text"].encode()
        path, sidecar = f"{document['id']}.txt", None
    else:
        name = document.get("file") or document["path"]
        near = [base / name for base in (folder, folder.parent)]
        kept = files.snapshot(next((p for p in near if p.exists()), near[0]))
        data, path, sidecar = kept.data, kept.path, kept.sidecar
    if sidecar is None and any(stated.values()):
        sidecar = Sidecar(**stated)
    # One report may stand in the pile twice, under two publishers: its id is not its bytes alone.
    return Snapshot(
        path=path,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        retrieved=datetime(1970, 1, 1, tzinfo=UTC),
        sidecar=sidecar,
    )


def _beside(folder: Path, name: str) -> Path:
    for path in sorted(folder.iterdir()):
        if name in (path.name, path.stem) and not path.name.endswith(".json"):
            return path
    raise SystemExit(f"{folder}: no file for the document {name!r} of the gold ledger")
