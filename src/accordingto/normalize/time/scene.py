"""What a time expression is read against: its tokens, the day of speaking, and the time in focus."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accordingto.normalize.time.days import Days, spread
from accordingto.normalize.time.tokens import Tokens, Words
from accordingto.when import TimeType

DATE, TIME, DURATION, SET = TimeType.DATE, TimeType.TIME, TimeType.DURATION, TimeType.SET

_RECENT = 320  # days; a quarter that began longer ago is one to compare with
_REACH = 22  # tokens to look back for a verb; newspaper sentences have 25 words
_REACH_AFTER = 12  # tokens to look ahead, where another clause soon begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an expression means. `offset` is days from an unknown day of speaking.

    `first` and `last` cut the span to fewer tokens; `days` overrides the days that the value spans.
    """

    type: TimeType
    value: str
    mod: str | None = None
    quant: str | None = None
    freq: str | None = None
    offset: int | None = None
    first: int | None = None
    last: int | None = None
    days: Days | None = None


# A day that no calendar has ("31 February"): nothing is marked, nor any part of it by another pattern.
NO_DAY = Reading(type=DATE, value="")


@dataclass(slots=True)
class Scene:
    """State while one text is read from front to back.

    `anchor` is the day of speaking, or None. `focus` is the value of the last time that the text
    placed by itself, `quarter` of the quarter reported on: "a year earlier" and "the quarter" start
    there, unless the last stretch spoken of was a longer one ("the nine months"). `yearless` is such a
    quarter ("-Q3") without a known day of speaking. `ended` is the token behind the last time that was
    read, `named` the last day spoken of for each day of the week.
    """

    tokens: Tokens
    words: Words
    anchor: date | None
    focus: str | None = None
    quarter: str | None = None
    yearless: str = ""
    long_stretch: bool = False
    ended: int = -1
    named: dict[int, date] = field(default_factory=dict)

    def focus_day(self) -> date | None:
        days = spread(self.focus) if self.focus else None
        return days[0] if days else None

    def note(self, reading: Reading, last: int) -> None:
        """Move the focus to a time that has just been read, up to token `last`."""
        self.ended = last
        if reading.type in (DATE, TIME) and reading.value[:4].isdigit():
            self.focus = reading.value
            if (one := spread(reading.value)) and one[0] == one[1]:
                self.named[one[0].isoweekday()] = one[0]
            if "-Q" in reading.value or "-H" in reading.value:
                days = spread(reading.value)
                # The quarter that is reported on is a recent one; those it is compared with are not.
                later = self.quarter is None or reading.value >= self.quarter
                told = self.tokens.word[last : last + 1] in (["ended"], ["ending"])
                if days and self._reported(days) and (later or told):
                    self.quarter, self.long_stretch = reading.value, False
        elif reading.type is DATE and reading.value[:6] == "XXXX-Q" and not self.yearless:
            self.yearless = reading.value[4:].replace("-QX", "")
        elif reading.type is DURATION and reading.value in ("P9M", "P6M"):
            self.long_stretch = True

    def _reported(self, days: Days) -> bool:
        """True for a quarter that news can report on: ended lately, or the only one spoken of.

        Without a day of speaking none is: "the third quarter of 1984" may be one to compare with.
        """
        if self.anchor is None:
            return False
        recent = abs((self.anchor - days[0]).days) < _RECENT
        return recent and (self.quarter is None or days[1] <= self.anchor)

    def compared(self) -> str | None:
        """The quarter that "a year earlier" and "the 1988 period" are compared with, if one is."""
        return None if self.long_stretch else self.quarter


@dataclass(frozen=True, slots=True)
class Found:
    """The tokens `[first, last)` that a pattern has matched."""

    tokens: Tokens
    first: int
    last: int

    @property
    def classes(self) -> str:
        return self.tokens.classes[self.first : self.last]

    def at(self, letters: str) -> int | None:
        """The first token of one of these classes."""
        for i in range(self.first, self.last):
            if self.tokens.classes[i] in letters:
                return i
        return None

    def value(self, letters: str) -> Any:
        i = self.at(letters)
        return None if i is None else self.tokens.value[i]

    def word(self, letters: str) -> str:
        i = self.at(letters)
        return "" if i is None else self.tokens.word[i]

    def last_word(self, letters: str) -> str:
        """The last token of one of these classes: "coming" of "this coming Sunday"."""
        for i in range(self.last - 1, self.first - 1, -1):
            if self.tokens.classes[i] in letters:
                return self.tokens.word[i]
        return ""

    def closes_name(self) -> bool:
        """True if it has a capital within a sentence, right behind another: "USA Today"."""
        text, start = self.tokens.text, self.tokens.start
        if self.first == 0 or not text[start[self.first]].isupper():
            return False
        before = self.first - 1
        return text[start[before]].isupper() and not sentence_ends(self.tokens, before)

    def opens_name(self) -> bool:
        """True if a word with a capital follows directly: "Jan Kowalski"."""
        return self.last < len(self.tokens.start) and self.tokens.text[self.tokens.start[self.last]].isupper()

    def before(self, back: int = 1) -> str:
        i = self.first - back
        return self.tokens.word[i] if i >= 0 else ""

    def after(self, ahead: int = 0) -> str:
        i = self.last + ahead
        return self.tokens.word[i] if i < len(self.tokens.word) else ""


def sentence_ends(tokens: Tokens, i: int) -> bool:
    """True if token `i` closes a sentence; the full stop of "U.S." or "Sept." does not."""
    cls = tokens.classes[i]
    if cls == "¶" or tokens.word[i] in ("!", "?"):
        return True
    return cls == "." and i > 0 and len(tokens.word[i - 1]) > 2 and tokens.classes[i - 1] not in "Mmw"


def direction(scene: Scene, found: Found) -> int:
    """-1 if the words around speak of the past, 1 of what is to come, 0 if they do not tell.

    The nearest verb before the expression within its sentence decides, else the nearest after it.
    """
    tokens, clues = scene.tokens, scene.words.clues
    if found.last < len(tokens.classes) and tokens.classes[found.last] == "'":
        return -1  # "Friday's vote": what is named so has mostly happened
    before = _before(tokens, clues, found)
    near = tokens.word[max(0, found.first - 8) : found.last + 5]
    if found.before() in clues["future_before"]:
        return -1 if "had" in near else 1
    if found.before() == "for" and found.after() in ("was", "were"):
        return -1  # "a rally planned for Saturday was called off"
    return before or _after(tokens, clues, found)


def _before(tokens: Tokens, clues: dict[str, frozenset[str]], found: Found) -> int:
    i = found.first - 1
    stop = max(-1, found.first - _REACH)
    while i > stop and not sentence_ends(tokens, i):
        word = tokens.word[i]
        previous = tokens.word[i - 1] if i else ""
        if word in clues["future"] or (word == "be" and previous == "to"):
            if _no_plan(tokens, clues, i):
                i -= 1
                continue
            if word == "could" and not {"not", "neither"}.isdisjoint(tokens.word[max(0, i - 10) : i + 2]):
                return -1  # "could not be reached on Friday"
            return 1
        if word == "to" and previous in ("is", "are"):
            return 1  # "is to resume"
        if word == "set" and tokens.word[i + 1] in ("for", "to"):
            return 1
        # In "will be published" and "to be published" the auxiliary tells.
        if word in clues["past"] or _past_form(word, clues):
            if previous.endswith("ly") and i > 1 and tokens.word[i - 2] in ("be", "is", "are", "being"):
                previous = "is"  # "is officially reported"
            if previous not in clues["not_past_after"]:
                return -1
        i -= 1
    return 0


def told(scene: Scene, found: Found) -> bool:
    """True where a verb of the past governs the time itself: "fell in July", "In July the index fell"."""
    tokens, clues, i = scene.tokens, scene.words.clues, found.first - 2
    if i < 0 or sentence_ends(tokens, i):
        return True
    return tokens.word[i] in clues["past"] or _past_form(tokens.word[i], clues)


def _no_plan(tokens: Tokens, clues: dict[str, frozenset[str]], i: int) -> bool:
    """True where a clue of the future is none, so that what stands before it tells.

    "the house next to the school", "as previously planned", "had been due", and "May", a month here.
    """
    if tokens.classes[i] in "Mm" or (tokens.word[i] == "next" and tokens.word[i + 1] == "to"):
        return True
    if i > 3 and tokens.word[i - 1] == "to" and tokens.word[i - 4 : i - 2] == ["had", "been"]:
        return True  # "had been due to expire"
    if i and tokens.word[i - 1] == "been":
        return i > 1 and tokens.word[i - 2] == "had"
    return i > 0 and tokens.word[i - 1] in clues["arranged"]


def _after(tokens: Tokens, clues: dict[str, frozenset[str]], found: Found) -> int:
    stop = min(len(tokens.word), found.last + _REACH_AFTER)
    for i in range(found.last, stop):
        if sentence_ends(tokens, i):
            break
        word = tokens.word[i]
        if word in clues["future_after"] and (word != "plans" or tokens.word[i + 1 : i + 2] == ["to"]):
            return 1
        if (word in clues["past"] and word not in clues["not_after"]) or _past_form(word, clues):
            return -1
    return 0


def _past_form(word: str, clues: dict[str, frozenset[str]]) -> bool:
    return len(word) > 4 and word.endswith("ed") and word not in clues["not_past"]
