"""HTML to the text a reader sees, line by line, with what the markup says about each line.

Follows the rendering of a browser without its style sheets: block elements start lines, white space
collapses, scripts and the like are not text. Nothing here recurses: pages may be nested 2,000 deep.
"""

import re
from dataclasses import dataclass
from functools import cache

from lxml import etree, html

from accordingto.errors import BrokenDocument, EmptyInput, TooDeep, TooLarge
from accordingto.languages import lexicon
from accordingto.report import Role, Span

Element = etree._Element

# A NUL or another control character ends the parse of libxml2 or is refused by lxml.
_UNPARSABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_TAG = re.compile(r"""<(?:(?P<raw>script\b|style\b|!--)|[A-Za-z])(?>[^"'<>]++|"[^"]*+"|'[^']*+')*+""", re.I)
_RAW_END = re.compile(r"</(?:script|style)|-->", re.I)
_QUOTED = re.compile(r"""\s*=\s*(?:"[^"]*+"|'[^']*+')""")
_SEPARATOR = re.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a page: its place in the text, the element that began it, the role its markup points to.

    `linked` is the number of characters inside links.
    """

    span: Span
    tag: str
    mark: Role | None
    linked: int


def parse(subject: str, page: str) -> Element:
    """The tree of a page. Raises TooDeep, TooLarge, EmptyInput or BrokenDocument."""
    _refuse_endless_tags(subject, page)
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(_UNPARSABLE.sub(" ", page).encode("utf-8"), parser=parser)
    except etree.ParserError:
        raise EmptyInput(subject, "no element in it") from None
    except etree.XMLSyntaxError as error:
        raise BrokenDocument(subject, f"not readable as HTML: {error.msg}") from None
    # libxml2 cuts what is deeper than its limit and says so in its log only.
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise TooDeep(subject, "elements nested more than 2,000 deep")
    return tree


def _refuse_endless_tags(subject: str, page: str) -> None:
    """Raise TooLarge for a tag with more attributes than any page has: libxml2 compares each with each."""
    limits = lexicon("any", "markup")["tag"]
    at = 0
    while tag := _TAG.search(page, at):
        at = tag.end()
        if at - tag.start() > limits["looked_into"]:
            count = len(_QUOTED.sub("=x ", tag.group()).split())
            if count > limits["most_attributes"]:
                raise TooLarge(subject, f"an element with more than {limits['most_attributes']:,} attributes")
        if tag["raw"]:  # signs in a program begin no tag
            end = _RAW_END.search(page, at)
            if end is None:
                return
            at = end.end()


def visible(tree: Element) -> tuple[str, list[Line]]:
    """The text that a reader sees, and its lines in order."""
    writer = _Writer()
    hidden = frozenset(lexicon("any", "markup")["hidden"])
    inline = frozenset(lexicon("any", "markup")["inline"])
    skip: Element | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event in {"comment", "pi"}:
            if skip is None:
                writer.add(element.tail)
            continue
        if skip is not None:
            if event == "end" and element is skip:
                skip = None
                writer.add(element.tail)
            continue
        tag = str(element.tag).lower()
        if event == "start":
            if tag in hidden or _unseen(element):
                if tag not in inline:
                    writer.end_line()
                skip = element
                continue
            if tag not in inline:
                writer.end_line()
            writer.open(element, tag)
            writer.add(element.text)
        else:
            if tag not in inline:
                writer.end_line()
            writer.close(tag)
            writer.add(element.tail)
    writer.end_line()
    return writer.text(), writer.lines


class _Writer:
    """Collects the pieces of the current line; knows the open elements."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._done: list[str] = []
        self._length = 0
        self._pieces: list[str] = []
        self._linked = 0
        self._in_links = 0
        self._marks: list[Role | None] = [None]
        self._blocks = [""]  # for each open element, the nearest that starts a line
        self._tag = ""
        self._mark: Role | None = None

    def open(self, element: Element, tag: str) -> None:
        mark = _mark(tag, element.get("class") or "", element.get("id") or "", element.get("role") or "")
        if mark is Role.CAPTION and not _small(element):
            mark = None
        self._marks.append(mark or self._marks[-1])
        inline = tag in lexicon("any", "markup")["inline"]
        self._blocks.append(self._blocks[-1] if inline else tag)
        self._in_links += tag == "a"

    def close(self, tag: str) -> None:
        self._marks.pop()
        self._blocks.pop()
        self._in_links -= tag == "a"

    def add(self, piece: str | None) -> None:
        if not piece:
            return
        if not self._pieces:
            piece = piece.lstrip(" \t\r\n\f")
            if not piece:
                return
            self._mark = self._marks[-1]
            self._tag = self._blocks[-1]
        self._pieces.append(piece)
        if self._in_links:
            self._linked += len(piece.strip())

    def end_line(self) -> None:
        line = _SPACE.sub(" ", "".join(self._pieces)).strip()
        if line:
            start = self._length
            self.lines.append(
                Line(span=Span(start, start + len(line)), tag=self._tag, mark=self._mark, linked=self._linked)
            )
            self._done.append(line)
            self._length += len(line) + 1
        self._pieces, self._linked = [], 0

    def text(self) -> str:
        return "\n".join(self._done)


def _small(element: Element) -> bool:
    """True if an element holds no more text than a caption; some pages call a whole article one."""
    most = lexicon("any", "markup")["longest_caption"]
    size = 0
    for count, part in enumerate(element.iter()):
        # Elements count, too: empty ones, nested, would be gone through again for each caption around them.
        own = part.text if isinstance(part.tag, str) else ""  # a comment's is not seen
        size += len(own or "") + (len(part.tail or "") if count else 0)
        if size > most or count > most:
            return False
    return True


def _unseen(element: Element) -> bool:
    unseen = lexicon("any", "markup")["unseen"]
    if any(element.get(name) is not None for name in unseen["attributes"]):
        return True
    style = (element.get("style") or "").replace(" ", "").lower()
    return any(s in style for s in unseen["style"])


@cache
def _roles_of_marks() -> dict[str, Role]:
    return {word: Role(role) for role, words in lexicon("any", "markup")["marks"].items() for word in words}


def _mark(tag: str, classes: str, identifier: str, role: str) -> Role | None:
    """The role that an element's name, class, id or ARIA role points to."""
    marks = _roles_of_marks()
    for name in (tag, role, identifier, *_SEPARATOR.split(classes)):
        if name and (found := marks.get(name.lower())):
            return found
    return None
