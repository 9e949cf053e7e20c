"""Number words of a time expression: "twenty-four", "two and a half", "nineteen ninety-six"."""

from accordingto.normalize.time.scene import Found

_MOST = 10**9  # a larger count of days or years says nothing about a calendar


def amount(found: Found, first: int | None = None, last: int | None = None) -> float | str | None:
    """The quantity that stands in tokens `[first, last)`: a number, "X" for a vague one, or None."""
    tokens = found.tokens
    total = 0.0
    part = 0.0
    any_number = False
    for i in range(found.first if first is None else first, found.last if last is None else last):
        cls, value, word = tokens.classes[i], tokens.value[i], tokens.word[i]
        if cls in "dNY" and not any_number:
            if value is None:
                return None
            part, any_number = float(value), True
        elif cls == "q":
            return value if isinstance(value, str) else float(value)
        elif cls == "x":
            above, _, below = word.partition("/")
            if not 0 < int(above[:6]) < int(below[:6]) < 100:
                return None
            part, any_number = part + int(above) / int(below), True
        elif cls == "h" or (cls == "U" and value == "HALF"):
            part, any_number = part + 0.5, True
        elif cls == "n":
            any_number = True
            if value >= 1000:
                total, part = (total + (part or 1) * value), 0.0
            elif value == 100:
                part = (part or 1) * 100
            elif value == 12 and word == "dozen":
                part = (part or 1) * 12
            else:
                part += value
    if not any_number:
        return None
    total += part
    return total if total < _MOST else None


def year_in_words(values: list[int]) -> int | None:
    """ "nineteen ninety-six" as [19, 90, 6] → 1996; "two thousand one" as [2, 1000, 1] → 2001."""
    if not values:
        return None
    if len(values) >= 2 and values[:2] == [2, 1000]:
        rest = sum(values[2:])
        return 2000 + rest if rest < 100 else None
    if 11 <= values[0] <= 20 and len(values) in (2, 3):
        if values[0] == 20 and values[1] < 10:
            return None  # "twenty-one"
        rest = values[1] + (values[2] if len(values) == 3 else 0)
        tens = values[1]
        whole = (len(values) == 3 and tens % 10 == 0 and tens > 0 and values[2] < 10) or (
            len(values) == 3 and tens == 0
        )
        if (len(values) == 2 and 10 <= tens <= 99) or whole:
            return values[0] * 100 + rest if tens != 100 else None
        if len(values) == 2 and tens == 100:
            return values[0] * 100
    return None
