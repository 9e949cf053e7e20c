"""What a page calls a matter: the wording of a claim, without what it was torn off from.

Only the title shown is cleaned. The claim's words stand verbatim on its card and in its report.
"""

from accordingto.publish import words

# Opening marks and the marks that close them; what opens and closes alike is held by its count.
_PAIRS = {"“": "”", "«": "»", "„": "“”"}
_ALIKE = '"'
_EDGES = " ,;:–—"


def title(wording: str) -> str:
    """The wording on one line, with no bare "that" before it and no half of a pair of quotation marks."""
    text = _whole(words.one_line(wording).strip(_EDGES))
    for word in words.torn():
        head, _, rest = text.partition(" ")
        if head == word and rest:
            text = raised(_whole(rest.lstrip(_EDGES)))
    return text or words.one_line(wording)


def raised(text: str) -> str:
    """With a capital, but for a first word that has one inside it ("iStories")."""
    first = text.split(" ", 1)[0]
    return text if any(c.isupper() for c in first) else text[:1].upper() + text[1:]


def _whole(text: str) -> str:
    """Without marks at either end whose other half is not there."""
    loose = _loose(text)
    start, end = 0, len(text)
    while start < end and (start in loose or text[start].isspace()):
        start += 1
    while end > start and (end - 1 in loose or text[end - 1].isspace()):
        end -= 1
    return text[start:end].strip(_EDGES)


def _loose(text: str) -> set[int]:
    """Where quotation marks stand that no other answers."""
    open_: list[int] = []
    loose: set[int] = set()
    for at, mark in enumerate(text):
        if open_ and mark in _PAIRS.get(text[open_[-1]], text[open_[-1]]):
            open_.pop()
        elif mark in _PAIRS or mark == _ALIKE:
            open_.append(at)
        elif mark in "”»":
            loose.add(at)
    # ‘ and ’ are halves of a pair only at the ends: elsewhere ’ is an apostrophe, and so is a last one
    # without a ‘ before it ("the prisons’").
    if text.startswith("’") or (text.startswith("‘") and "’" not in text[1:]):
        loose.add(0)
    if text.endswith("‘"):
        loose.add(len(text) - 1)
    return loose | set(open_)
