"""The plain-text set: pages as a person would copy them, each line labelled by the gold body.

Nothing of it is kept on disk: it is made from the pages whenever it is scored. Three ways of copying,
because tools differ: "block" (a line for each block element, as a browser copies), "spaced" (the same
with an empty line between) and "node" (a line for each text node, as naive scripts write).
"""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree, html

_WORD = re.compile(r"\w+")
_UNSEEN = set("script style noscript template head svg iframe option select textarea".split())  # noqa: SIM905
_IN_LINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "label",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "u",
    "var",
    "wbr",
    "img",
    "button",
}
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
WAYS = ("block", "spaced", "node")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A page as plain text. `gold[i]` says whether line i stands in the gold body; None: not counted."""

    page: str
    way: str
    lines: tuple[str, ...]
    gold: tuple[bool | None, ...]

    def text(self) -> str:
        return ("\n\n" if self.way == "spaced" else "\n").join(self.lines)


def pages(path: Path) -> Iterator[tuple[str, str, str]]:
    """(id, HTML, gold body) of each page of a folder with html/ and ground-truth.json."""
    truth: dict[str, Any] = json.loads((path / "ground-truth.json").read_text(encoding="utf-8"))
    for name in sorted(truth):
        packed = path / "html" / f"{name}.html.gz"
        page = (
            gzip.decompress(packed.read_bytes()) if packed.exists() else packed.with_suffix("").read_bytes()
        )
        yield name, page.decode("utf-8", errors="replace"), truth[name]["articleBody"]


def copies(path: Path, way: str) -> Iterator[Copy]:
    """The plain-text copies of a folder's pages."""
    for name, page, body in pages(path):
        lines = tuple(node_lines(page) if way == "node" else block_lines(page))
        yield Copy(page=name, way=way, lines=lines, gold=tuple(labels(lines, body)))


def block_lines(page: str) -> list[str]:
    """A line for each run of text between the borders of block elements."""
    pieces: list[str] = []
    for event, element in _walk(page):
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag not in _IN_LINE and tag:
            pieces.append("\n")
        pieces.append(((element.text if event == "start" else element.tail) or "").replace("\n", " "))
    return _clean("".join(pieces).split("\n"))


def node_lines(page: str) -> list[str]:
    """A line for each text node."""
    return _clean((e.text if event == "start" else e.tail) or "" for event, e in _walk(page))


def _walk(page: str) -> Iterator[tuple[str, Any]]:
    """Start and end of every element that is shown, its text with the start and its tail with the end."""
    tree = html.document_fromstring(page.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    unseen = None
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event in {"comment", "pi"}:
            if unseen is None:
                yield "end", element
        elif unseen is not None:
            if event == "end" and element is unseen:
                unseen = None
                yield event, element
        elif event == "start" and (element.tag in _UNSEEN or _HIDDEN.search(element.get("style") or "")):
            unseen = element
        else:
            yield event, element


def _clean(lines: Any) -> list[str]:
    return [clean for line in lines if (clean := " ".join(line.split()))]


def labels(lines: tuple[str, ...], body: str) -> list[bool | None]:
    """Whether each line stands in the gold body.

    A line of eight words and more: half of its 4-word runs do. A shorter one: its words do, in a row.
    Of three words and fewer: it is a whole line of the gold body, or its longer neighbours stand there.
    """
    gold = _WORD.findall(body)
    running = " " + " ".join(gold) + " "
    whole = {" ".join(_WORD.findall(line)) for line in body.split("\n")}
    runs = {tuple(gold[i : i + 4]) for i in range(len(gold) - 3)}
    found: list[bool | None] = []
    short: list[int] = []
    for i, line in enumerate(lines):
        words = _WORD.findall(line)
        if len(words) >= 8:
            own = [tuple(words[j : j + 4]) for j in range(len(words) - 3)]
            found.append(2 * sum(run in runs for run in own) >= len(own))
        elif not words:
            found.append(None)
        else:
            found.append(f" {' '.join(words)} " in running)
            if len(words) <= 3 and found[-1] and " ".join(words) not in whole:
                short.append(i)
    for i in short:
        before = next(
            (found[j] for j in range(i - 1, -1, -1) if j not in short and found[j] is not None), False
        )
        after = next(
            (found[j] for j in range(i + 1, len(lines)) if j not in short and found[j] is not None), False
        )
        found[i] = bool(before and after)
    return found
