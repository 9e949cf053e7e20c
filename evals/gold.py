"""A gold ledger whose evidence is quoted, not counted: offsets are found in the text as it is read.

A quotation survives a change in reading; an offset does not. White space in a quotation matches any
white space, since a PDF breaks its lines where it likes.

    python -m evals.gold examples/gold/ledger.json     writes the offsets of today's reading into it
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from accordingto.collect import files
from accordingto.read import read

Gold = dict[str, Any]


def texts(path: Path) -> dict[str, str]:
    """The text of each document that the gold file names, by document id."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    return {d["id"]: read(files.snapshot(_file(path, d["file"]))).text for d in gold["documents"]}


def places(text: str, quoted: str) -> list[tuple[int, int]]:
    """Each place where the quotation stands, as [start, end) in code points."""
    pattern = r"\s+".join(re.escape(word) for word in quoted.split())
    return [m.span() for m in re.finditer(pattern, text)]


def placed(gold: Gold, text_of: Mapping[str, str]) -> Gold:
    """The same ledger with `start` and `end` at each piece of evidence.

    Raises ValueError where a quotation does not stand in its text exactly once.
    """
    gold = json.loads(json.dumps(gold))
    for doc, evidence in quotations(gold):
        found = places(text_of[doc], evidence["text"])
        if len(found) != 1:
            raise ValueError(f"{doc}: {evidence['text']!r} stands {len(found)} times in the text")
        evidence["start"], evidence["end"] = found[0]
    return gold


def settled(path: Path) -> Gold:
    """The gold ledger with offsets moved to where its quotations stand in the texts as read today.

    Only documents given as files can be read otherwise than when they were annotated; a quotation that
    still stands at its offsets, or no longer stands anywhere once, keeps them.
    """
    gold: Gold = json.loads(path.read_text(encoding="utf-8"))
    documents = gold.get("documents")
    if not isinstance(documents, list) or not all("file" in d for d in documents):
        return gold
    text_of = texts(path)
    for doc, evidence in quotations(gold):
        if "text" not in evidence or doc not in text_of:
            continue
        found = places(text_of[doc], evidence["text"])
        if (evidence.get("start"), evidence.get("end")) not in found and len(found) == 1:
            evidence["start"], evidence["end"] = found[0]
    return gold


def quotations(gold: Gold) -> Iterator[tuple[str, dict[str, Any]]]:
    """Document id and evidence of every claim."""
    for claim in gold["claims"]:
        for evidence in claim["evidence"]:
            yield claim["doc"], evidence


def written(gold: Gold) -> str:
    """The file's form: one line a claim, source or relation, so that a change shows as one line."""
    parts = []
    for key, rows in gold.items():
        lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
        parts.append(f' "{key}": [\n{lines}\n ]')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _file(path: Path, name: str) -> Path:
    """Relative to the gold file's folder or its parent."""
    beside = path.parent / name
    return beside if beside.exists() else path.parent.parent / name


def main(argv: list[str]) -> int:
    """Write the offsets of today's reading into the files named."""
    for name in argv:
        path = Path(name)
        gold = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(written(placed(gold, texts(path))), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
