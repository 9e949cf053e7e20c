"""How a number counts: event, cumulative, stock, rate, duration."""

from functools import cache
from typing import Any

from spacy.tokens import Token

from accordingto.figure import Measure
from accordingto.languages import lexicon
from accordingto.normalize.figure.lexer import Phrases, lex
from accordingto.normalize.figure.population import Counted
from accordingto.normalize.figure.scan import Quantity
from accordingto.normalize.figure.state import Fate
from accordingto.normalize.figure.syntax import Offsets, child, is_verb, lemma


@cache
def _cues(language: str = "en") -> dict[str, Any]:
    data = lexicon(language, "measures")
    units = lexicon(language, "units")["time"]
    return {
        "cumulative": Phrases((p, p) for p in data["cumulative"]["phrases"]),
        "stock": Phrases((p, p) for p in data["stock"]["phrases"]),
        "stative": frozenset(data["stock"]["verbs"]),
        "passive": frozenset(data["stock"]["passive"]),
        "rate": frozenset(data["rate"]["words"]),
        "each": frozenset(data["rate"]["articles"]),
        "time": frozenset(w for ws in units.values() for w in ws),
    }


def measure_of(q: Quantity, c: Counted, happened: Fate, offsets: Offsets) -> tuple[Measure, str]:
    """How the number counts, and the sign of it."""
    if q.kind == "time":
        return Measure.DURATION, "unit of time"
    rate = _rate(q, c, offsets)
    if rate is not None:
        return Measure.RATE, rate
    verb = happened.verb
    cues = _cues()
    clause = _clause(verb if verb is not None else c.top, q, offsets)
    for kind, name in ((Measure.CUMULATIVE, "cumulative"), (Measure.STOCK, "stock")):
        hit = next((h[1] for i in range(len(clause)) if (h := cues[name].at(clause, i))), None)
        if hit:
            return kind, hit
    if happened.tally:
        return (Measure.CUMULATIVE, "tally") if happened.state else (Measure.STOCK, "number of")
    if verb is not None and not is_verb(verb) and happened.state is not None:
        return Measure.EVENT, f"noun of happening: {lemma(verb)}"
    if verb is None or not is_verb(verb):
        above = next((a for a in c.top.ancestors if is_verb(a)), None)
        if above is not None and lemma(above) == "be" and happened.state is None:  # "is home to 90 tigers"
            return Measure.STOCK, "verb of being"
        return Measure.UNSTATED, "no verb"
    return _by_verb(verb, happened, cues)


def _by_verb(verb: Token, happened: Fate, cues: dict[str, Any]) -> tuple[Measure, str]:
    auxiliaries = {t.lower_ for t in verb.children if t.dep_ in ("aux", "auxpass")}
    # "had recruited" is "recruited" or "has recruited" set back by reported speech: no running count.
    if auxiliaries & {"have", "has", "'ve", "’ve"} and verb.tag_ == "VBN":
        return Measure.CUMULATIVE, "perfect"
    passive = child(verb, "auxpass", "nsubjpass") is not None
    named = f"{lemma(verb)} {happened.state}" if lemma(verb) == "be" else lemma(verb)
    phrasal = happened.state if happened.state and " " in happened.state else lemma(verb)
    if passive and lemma(verb) in cues["passive"]:
        return Measure.STOCK, f"passive of holding: {lemma(verb)}"
    if (lemma(verb) in cues["stative"] or phrasal in cues["stative"]) and not passive:
        return Measure.STOCK, f"verb of being or holding: {named}"
    if verb.tag_ == "VBG" and auxiliaries & {"are", "is", "were", "was"}:
        return Measure.STOCK, "progressive"
    return Measure.EVENT, "verb of happening"


def _rate(q: Quantity, c: Counted, offsets: Offsets) -> str | None:
    """ "25 women a week", "60 patients daily", "nine shells every hour": the sign, or None."""
    cues = _cues()
    end = max(q.end, c.head.idx + len(c.head)) if c.head is not None else q.end
    behind = list(offsets.within(end, end + 40))[:4]
    for k, token in enumerate(behind):
        after = behind[k + 1].lower_ if k + 1 < len(behind) else ""
        if k + 2 < len(behind) and behind[k + 2].lower_ in ("ago", "earlier", "later", "before", "after"):
            continue  # "held 850 inmates a year ago"
        if token.lower_ in cues["rate"] and not (token.lower_ == "per" and after == "cent"):
            return token.lower_
        if (
            token.lower_ in cues["each"]
            and after in cues["time"]
            and (k == 0 or token.lower_ not in ("a", "an"))
        ):
            return f"{token.lower_} {after}"
    return None


def _clause(anchor: Token, q: Quantity, offsets: Offsets) -> list[Any]:
    """The words of the clause around the figure, as lexemes: from its verb's left edge to its right edge."""
    doc = anchor.doc
    left, right = anchor.left_edge.i, anchor.right_edge.i
    token = offsets.at(q.core)
    here = token.i if token is not None else anchor.i
    left, right = min(left, here), max(right, here)
    left, right = max(left, here - 25), min(right, here + 25)
    words = doc[left : right + 1]
    return lex(words.text) if len(words) else []
