"""Reading: the article found on HTML pages, and on plain-text copies of them.

PATH is a folder with html/ (ID.html or ID.html.gz) and ground-truth.json (ID → articleBody), as in
scrapinghub's article-extraction-benchmark, whose way of scoring this follows in own code: runs of four words
as multisets; precision and recall for each page, averaged over the pages; F1 of the two averages.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trafilatura

from accordingto.errors import SkipReport
from accordingto.read import read
from accordingto.report import Report, Role, Snapshot
from evals.reading_set import Copy, copies, pages

Row = dict[str, Any]

# Measured on the 91 development pages.
PEERS: list[Row] = [
    {"system": "trafilatura 2.3 (fast), HTML", "html_precision": 95.0, "html_recall": 98.8, "html_f1": 96.9},
    {"system": "best tool on plain text", "text_furniture_removed": 27.0},
]

# Content hash of a copy → first and last line (exclusive) of its article, empty lines not counted.
_REAL = {
    "79d0b65e9051a5d104110bd13e75ae03178d0089d64dfb71c74ec35cbec6a936": (1, 9),
    "4e1e39be760a00e0661b32296570f60c37376a30608b29d4056873b72db4aeae": (0, 8),
}

_TOKEN = re.compile(r"\w+")
_BODY = {Role.LEAD, Role.BODY}


def predict(path: Path) -> list[Row]:
    """A row for each page (id, body, peer: what trafilatura alone finds) and for each of its plain copies."""
    rows: list[Row] = []
    for name, page, _ in pages(path):
        report = _read(f"{name}.html", page)
        body = "\n".join(p.span.of(report.text) for p in report.passages if p.role in _BODY) if report else ""
        peer = trafilatura.extract(page, fast=True, include_comments=False) or ""
        rows.append({"id": name, "way": "html", "body": body, "peer": peer})
    for way in ("block", "spaced", "node"):
        rows += [{"id": c.page, "way": way, "article": _kept(c)} for c in copies(path, way)]
    return rows


def score(path: Path, rows: list[Row]) -> dict[str, float]:
    """HTML precision, recall, F1; for plain copies the article kept and the furniture removed, in %."""
    gold = {name: body for name, _, body in pages(path)}
    html = [row for row in rows if row["way"] == "html"]
    precision, recall, f1 = benchmark([(gold[r["id"]], r["body"]) for r in html])
    *_, peer = benchmark([(gold[r["id"]], r["peer"]) for r in html])
    figures = {
        "html_precision": precision,
        "html_recall": recall,
        "html_f1": f1,
        "html_f1_over_trafilatura": f1 - peer,
    }
    for way in ("block", "spaced", "node"):
        found = {row["id"]: row["article"] for row in rows if row["way"] == way}
        kept, left = shares((c, found[c.page]) for c in copies(path, way) if c.page in found)
        prefix = "text" if way == "block" else f"text_{way}"
        figures[f"{prefix}_article_kept"] = kept
        figures[f"{prefix}_furniture_removed"] = 100 - left
    figures |= real_copies(path.parent.parent / "reports")
    return figures


def real_copies(folder: Path) -> dict[str, float]:
    """The same for plain-text copies found in the wild, by the line numbers of their articles."""
    judged = []
    for path in sorted(folder.glob("*.txt")):
        data = path.read_bytes()
        ends = _REAL.get(hashlib.sha256(data).hexdigest())
        if ends:
            lines = tuple(line.strip() for line in data.decode("utf-8").splitlines() if line.strip())
            gold = tuple(ends[0] <= i < ends[1] for i in range(len(lines)))
            copy = Copy(page=path.stem, way="block", lines=lines, gold=gold)
            judged.append((copy, _kept(copy)))
    if not judged:
        return {}
    kept, left = shares(judged)
    return {"real_copies_article_kept": kept, "real_copies_furniture_removed": 100 - left}


def benchmark(pairs: Iterable[tuple[str, str]]) -> tuple[float, float, float]:
    """Precision, recall and F1 in % of (gold, found) texts, averaged over the texts."""
    precisions, recalls = [], []
    for gold, found in pairs:
        wanted, got = _runs(gold), _runs(found)
        both = sum((wanted & got).values())
        if got:
            precisions.append(both / sum(got.values()))
        if wanted:
            recalls.append(both / sum(wanted.values()))
    precision = 100 * sum(precisions) / max(1, len(precisions))
    recall = 100 * sum(recalls) / max(1, len(recalls))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def shares(judged: Iterable[tuple[Copy, list[bool]]]) -> tuple[float, float]:
    """Article characters kept and furniture characters left as article, in % over all pages together."""
    kept = article = left = furniture = 0
    for copy, found in judged:
        for line, gold, is_article in zip(copy.lines, copy.gold, found, strict=True):
            if gold is True:
                article, kept = article + len(line), kept + len(line) * is_article
            elif gold is False:
                furniture, left = furniture + len(line), left + len(line) * is_article
    return 100 * kept / max(1, article), 100 * left / max(1, furniture)


def _runs(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[i : i + size]) for i in range(max(1, len(tokens) - size + 1)))


def _kept(copy: Copy) -> list[bool]:
    """For each line of a copy whether the reader calls it article (headline and captions count as such)."""
    report = _read(f"{copy.page}.txt", copy.text())
    found, at = [], 0
    for line in copy.lines:
        start = copy.text().index(line, at) if report is None else report.text.index(line, at)
        at = start + len(line)
        role = report.role_at(start) if report else None
        found.append(role is not None and not role.furniture)
    return found


def _read(name: str, content: str) -> Report | None:
    data = content.encode("utf-8")
    moment = datetime.fromtimestamp(0, tz=UTC)
    try:
        return read(Snapshot(path=name, data=data, sha256="0" * 64, retrieved=moment))
    except SkipReport:
        return None
