"""Three-way textual entailment: does a text contradict a hypothesis? Typed values, not likeness."""

from datetime import date
from pathlib import Path

from spacy.tokens import Token

from accordingto.link.contradiction import Amount, Statement, contradiction, listed
from accordingto.link.kinds import plain
from accordingto.link.words import stem, telling
from accordingto.normalize.figure import figures
from accordingto.normalize.place import places
from accordingto.normalize.time import times
from accordingto.parse.english import model
from evals.score.links import labels_of, load, score_labels
from evals.sets import Row

PEERS: list[Row] = [
    {"system": "simple rules", "contradicts_f1": 14.7},
    {"system": "best measured elsewhere", "contradicts_f1": 22.4, "numeric_f1": 33.3},
]
ENTAILED = 0.8  # share of the hypothesis's telling words that the text holds
_SUBJECT, _OBJECT = {"nsubj", "csubj"}, {"dobj", "attr", "oprd", "acomp"}
_PREDICATES = {"VERB", "AUX"}


def predict(path: Path) -> list[Row]:
    """Rows {"id", "label", "reason"}."""
    return [{"id": row["id"], **judge(row["text"], row["hypothesis"])} for row in load(str(path))]


def judge(text: str, hypothesis: str) -> Row:
    """The label of one pair: contradicts with its reason, else by how much of the hypothesis is held."""
    given, asked = statements(text), statements(hypothesis)
    for statement in asked[:1]:
        if reason := contradiction(statement, given):
            return {"label": "contradicts", "reason": reason}
    wanted = {plain(s) for s in telling(hypothesis)}
    held = {plain(s) for s in telling(text)}
    share = len(wanted & held) / max(1, len(wanted))
    return {"label": "entails" if share >= ENTAILED else "neither", "reason": f"{share:.2f} of its words"}


def statements(text: str) -> list[Statement]:
    """Every predicate of a text with what hangs on it, the main one first."""
    doc = model()(text)
    counted = [
        (doc.char_span(f.span.start, f.span.end, alignment_mode="expand"), f) for f in figures(text, doc)
    ]
    amounts: list[tuple[Token, Amount]] = []
    for span, f in counted:
        if (
            span is None
            or span.text.lower().startswith("one")
            or f.cls in {"article", "plural", "some", "universal", "none"}
        ):
            continue
        counts = plain(stem(f.population.split()[-1])) if f.population else None
        amounts.append((_governor(span.root), Amount(bounds=f.hard, counts=counts, unit=f.unit)))
    dated: list[tuple[Token, tuple[date, date]]] = []
    for t in times(text, None):
        span = doc.char_span(t.span.start, t.span.end, alignment_mode="expand")
        if span is not None and t.earliest and t.latest:
            dated.append((_governor(span.root), (t.earliest, t.latest)))
    countries: list[tuple[Token, str]] = []
    for w in places(text, doc):
        span = doc.char_span(w.span.start, w.span.end, alignment_mode="expand")
        if span is not None and w.country:
            countries.extend((token, w.country) for token in span)
    predicates = [t for t in doc if t.pos_ in _PREDICATES and t.dep_ not in {"aux", "auxpass"}]
    predicates.sort(key=lambda t: (len(list(t.ancestors)), t.i))
    used = predicates or [t for t in doc if t.dep_ == "ROOT"]
    nominal = [t for t in doc if t.pos_ == "NOUN" and t.dep_ in _OBJECT]
    return [_statement(t, amounts, dated, countries) for t in used] + [_nominal(t) for t in nominal]


def _nominal(noun: Token) -> Statement:
    """ "reported net earnings": the noun as a predicate of the verb's subject."""
    verb = noun.head
    own = plain(stem(noun.lemma_.lower()))
    return Statement(
        predicate=own,
        negated=_negated(verb),
        agent=frozenset(w for c in verb.children if c.dep_ in _SUBJECT for w in _words(c)),
        about=frozenset({plain(s) for s in telling(noun.sent.text)} - {own}),
    )


def _governor(token: Token) -> Token:
    """The predicate that a word hangs on."""
    while token.pos_ not in _PREDICATES and token.head.i != token.i:
        token = token.head
    return token


def _statement(
    t: Token,
    amounts: list[tuple[Token, Amount]],
    dated: list[tuple[Token, tuple[date, date]]],
    countries: list[tuple[Token, str]],
) -> Statement:
    agent: set[str] = set()
    patient: set[str] = set()
    rest: set[str] = set()
    for c in t.children:
        words = _words(c)
        if c.dep_ in _SUBJECT:
            agent |= words
        elif c.dep_ == "nsubjpass" or c.dep_ in _OBJECT:
            patient |= words
        elif c.dep_ == "agent":
            agent |= words
        else:
            rest |= words
    if not agent and t.dep_ in {"conj", "xcomp", "advcl"}:
        agent = {w for c in t.head.children if c.dep_ in _SUBJECT for w in _words(c)}
    if t.dep_ in {"acl", "relcl"}:
        passive = t.tag_ == "VBN" or any(c.dep_ == "auxpass" for c in t.children)
        (patient if passive else agent).update(_words(t.head, deep=False))
    predicate = t
    if t.lemma_ == "be":
        predicate = next((c for c in t.children if c.dep_ in {"attr", "acomp"}), t)
    own = plain(stem(predicate.lemma_.lower()))
    if own in listed("voting"):
        side = next((c for c in t.children if c.lower_ in {"for", "against"}), None)
        if side is not None:
            own = "support" if side.lower_ == "for" else "oppos"
            patient |= _words(side)
    about = {plain(s) for s in telling(t.sent.text)} - {own}
    return Statement(
        predicate=own,
        negated=_negated(t),
        agent=frozenset(agent),
        patient=frozenset(patient),
        rest=frozenset(rest),
        about=frozenset(about),
        places=frozenset(code for w, code in countries if w.sent == t.sent and t.lemma_ != "be"),
        named=frozenset(plain(stem(w.lemma_.lower())) for w, _ in countries),
        amounts=tuple(a for g, a in amounts if g.i == t.i),
        times=tuple(d for g, d in dated if g.i == t.i),
    )


def _words(token: Token, *, deep: bool = True) -> set[str]:
    held = token.subtree if deep else [token, *(c for c in token.children if c.dep_ == "compound")]
    return {plain(stem(w.lemma_.lower())) for w in held if w.pos_ in {"NOUN", "PROPN", "NUM"}}


def _negated(t: Token) -> bool:
    """Negations and undoing verbs above it, counted even or odd."""
    minus = sum(c.dep_ == "neg" for c in t.children)
    minus += sum(
        g.lower_ == "no"
        for c in t.children
        if c.dep_ in _SUBJECT | _OBJECT | {"nsubjpass"}
        for g in c.children
    )
    above = t.head if t.dep_ in {"xcomp", "ccomp", "pcomp"} else None
    if above is not None:
        minus += plain(stem(above.lemma_.lower())) in listed("undoing")
        minus += sum(c.dep_ == "neg" for c in above.children)
    return minus % 2 == 1


def score(path: Path, rows: list[Row]) -> dict[str, float]:
    """F1, precision and recall of `contradicts`, F1 on pairs with a number, accuracy; in per cent."""
    gold = load(str(path))
    said = labels_of(rows)
    whole = score_labels(labels_of(gold), said)
    out = {f"contradicts_{k}": round(100 * whole["per_label"]["contradicts"][k], 2) for k in ("f1", "p", "r")}
    numeric = labels_of([g for g in gold if g.get("numeric")])
    if "contradicts" in numeric.values():
        part = score_labels(numeric, {k: v for k, v in said.items() if k in numeric})
        out["numeric_f1"] = round(100 * part["per_label"]["contradicts"]["f1"], 2)
    return {
        **out,
        "accuracy": round(100 * whole["accuracy"], 2),
        "macro_f1": round(100 * whole["macro_f1"], 2),
    }
