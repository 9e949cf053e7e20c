"""Who is who within one report: every speaker by the name it has, through titles, pronouns and roles.

A wrong name is worse than none: a link is kept only above the threshold of languages/en/voices.toml.
The links go backwards only (a description refers to what was introduced before it), nearest first, as in
Lappin and Leass (1994), with a number for how far each kind of link may be relied on.
"""

import unicodedata
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache

from accordingto.attribute.source import role_before
from accordingto.attribute.tree import Tree
from accordingto.languages import lexicon
from accordingto.report import Span
from accordingto.voice import Access

_PRONOUNS = {
    "he": "male",
    "him": "male",
    "his": "male",
    "she": "female",
    "her": "female",
    "they": "",
    "them": "",
    "it": "body",
}
_NAMED = frozenset({"PERSON", "ORG", "NORP", "GPE", "FAC", "PRODUCT", "WORK_OF_ART", "LAW"})

# How far each kind of link may be relied on (0 to 1).
_EXACT, _PART, _SPELLING, _ACRONYM = 1.0, 0.95, 0.8, 0.9
_SAME_NOUN, _ROLE, _PRONOUN, _ONLY = 0.85, 0.7, 0.75, 0.65
_BEHIND_NAME = frozenset({"’s", "'s", ",", "'", "’"})


@cache
def words(name: str) -> frozenset[str]:
    """A word list of voices.toml as a set."""
    return frozenset(lexicon("en", "voices")[name])


@dataclass(slots=True)
class Someone:
    """One speaker or possible speaker. `heads` and `about` are the nouns and words that described it."""

    name: str
    label: str  # entity label of its name, "" for a description
    at: int  # word index of its latest mention
    first: int  # … and of its first
    plural: bool = False
    gender: str = ""
    heads: set[str] = field(default_factory=set)
    about: set[str] = field(default_factory=set)
    role: str | None = None
    spoken_for: str | None = None
    access: Access | None = None  # how it would know, where the report said so
    basis: Span | None = None
    quoted: int = 0  # how often it was a source so far

    @property
    def named(self) -> bool:
        return bool(self.label)


@dataclass(frozen=True, slots=True)
class Link:
    """Whom a mention stands for, how sure that is and by which rule."""

    who: Someone
    sure: float
    rule: str


class Cast:
    """The people and bodies of a report, met in the order of the text."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.known: list[Someone] = []
        self._names = [n for n in tree.names if n[2] in ("PERSON", "ORG")]
        self._next = 0
        self._linked: dict[int, Link] = {}
        self._by_name: dict[tuple[str, ...], Someone] = {}
        self._by_part: dict[str, list[Someone]] = {}
        self._entity = {
            k: (a, b, label) for a, b, label in tree.names for k in range(a, b) if label in _NAMED
        }

    def link(self, head: int, mention: set[int]) -> Link:
        """Whom the noun phrase `mention` with this head word stands for. Call in order of the text."""
        if head in self._linked:  # one mention may speak twice, and is the same both times
            return self._linked[head]
        self._linked[head] = found = self._link(head, mention)
        return found

    def _link(self, head: int, mention: set[int]) -> Link:
        self._meet(min(mention, default=head))
        behind = self.tree.child(head, "appos")
        named = behind is not None and (self.tree.pos[behind] == "PROPN" or self.tree.ent[behind] == "ORG")
        if self.tree.pos[head] == "NOUN" and behind is not None and named:
            head = behind  # "the builder, Ann Reed": the name is what it will be known by
        head = self._name_at_end(head, mention)
        found = self._pronoun(head) or self._name(head) or self._description(head, mention)
        self._meet(max(mention, default=head) + 1)
        found.who.at = max(found.who.at, head)
        found.who.quoted += 1
        return found

    def _name_at_end(self, head: int, mention: set[int]) -> int:
        """ "the head of the Volga fund Ann Reed": the parser hangs the name on the fund; it is the head's."""
        tree, last = self.tree, max(mention, default=head)
        entity = self._entity.get(last)
        if tree.lemma[head] not in words("persons") | words("officials") or entity is None or last == head:
            return head
        a, b, label = entity
        bodies = words("organizations") | words("official_bodies") | words("outlets")
        behind_body = a > head and tree.lemma[a - 1] in bodies  # behind "the miner" it would be the miner's
        return last if label == "PERSON" and b == last + 1 and behind_body else head

    def _meet(self, until: int) -> None:
        """Take in the names that stand before this word."""
        while self._next < len(self._names) and self._names[self._next][0] < until:
            self._introduce(*self._names[self._next])
            self._next += 1

    def _take_in(self, who: Someone) -> None:
        self.known.append(who)
        if who.named:
            self._find_by(who)

    def _find_by(self, who: Someone) -> None:
        """File somebody under their name, its parts and its initials."""
        parts = folded(who.name)
        self._by_name.setdefault(parts, who)
        for key in (*parts, initials(who.name).casefold()):
            filed = self._by_part.setdefault(key, [])
            if key and who not in filed[-3:]:
                filed.append(who)

    # names

    def _introduce(self, a: int, b: int, label: str) -> Link:
        tree = self.tree
        name = plain_name(tree, _owner(tree, a, b) if label == "ORG" else a, b)
        head = next((k for k in range(a, b) if not a <= tree.head[k] < b or tree.head[k] == k), b - 1)
        found = self._match(name, label)
        if found is None:
            who = Someone(name=name, label=label, at=a, first=a)
            self._take_in(who)
            found = Link(who, _EXACT, "name")
        who = found.who
        who.at = max(who.at, a)
        if label == "PERSON" and found.rule == "part of the name":
            who.label = label  # the model took the full name for a body's
        if len(name.split()) > len(who.name.split()) and found.rule in ("name", "part of the name"):
            who.name = name
            self._find_by(who)
        self._describe(who, head, a, b)
        return found

    def _match(self, name: str, label: str) -> Link | None:
        """Somebody known under this name, a part of it, another spelling or an acronym."""
        mine = folded(name)
        if mine in self._by_name:
            return Link(self._by_name[mine], _EXACT, "name")
        near = {id(w): w for key in (*mine, name.casefold()) for w in self._by_part.get(key, [])[-20:]}
        for who in sorted(near.values(), key=lambda w: -w.at):
            found = _alike(who, mine, folded(who.name), name, label)
            if found is not None:
                return found
        return None

    def _name(self, head: int) -> Link | None:
        if self.tree.low[head] in words("tails"):
            return None
        if head not in self._entity or self.tree.pos[head] not in ("PROPN", "NOUN", "ADJ", "X", "NUM"):
            return None
        a, b, label = self._entity[head]
        if self.tree.pos[head] == "NOUN" and label in ("NORP", "GPE"):
            return None
        return self._introduce(a, b, label)

    def _describe(self, who: Someone, head: int, a: int, b: int) -> None:
        """What stands around a name: titles before it, an apposition behind it."""
        tree = self.tree
        before = [k for k in range(tree.left[head], a) if not tree.space(k)]
        behind: list[int] = []
        for k in tree.kids[head]:
            if tree.dep[k] == "appos" and k > head:
                behind = [w for w in tree.subtree(k) if not tree.space(w)]
                who.heads.add(tree.lemma[k])
        role = role_before(tree, head) if tree.dep[head] == "nsubj" else None
        if role is not None:
            before = [w for w in tree.subtree(role) if not tree.space(w)]
            who.heads.add(tree.lemma[role])
        up = tree.head[head]
        if tree.dep[head] == "appos" and tree.pos[up] == "NOUN" and up < head:
            before = [w for w in range(tree.left[up], head) if not tree.space(w)]
            who.heads.add(tree.lemma[up])
        if behind:
            behind = list(range(_hyphened(tree, behind[0]), behind[-1] + 1))
        described = [k for k in (*before, *behind) if tree.tag[k] != "POS"]
        who.about |= {tree.lemma[k] for k in described if tree.pos[k] in ("NOUN", "PROPN", "ADJ")}
        who.heads |= {tree.lemma[k] for k in before if tree.lemma[k] in words("persons")}
        if who.role is None and described and (behind or any(tree.pos[k] == "NOUN" for k in before)):
            who.role = tree.text[tree.start[described[0]] : tree.end[described[-1]]].strip(" ,")
        for k in (*range(a, b), *described):
            for gender in ("female", "male"):
                if tree.low[k] in words(gender) and not who.gender and tree.pos[k] != "PRON":
                    who.gender = gender
        if who.label == "PERSON" and who.spoken_for is None:
            near = (self._entity.get(k) for k in described)
            body = next((e for e in near if e is not None and e[2] == "ORG" and e[0] in described), None)
            if body is not None:
                who.spoken_for = plain_name(tree, body[0], body[1])

    # pronouns

    def _pronoun(self, head: int) -> Link | None:
        low = self.tree.low[head]
        if low not in _PRONOUNS:
            return None
        plural = low in ("they", "them")
        gender = _PRONOUNS[low]
        fits = [w for w in self._recent(head, 3) if _fits(w, plural, gender)]
        if not fits:
            return self._as_worded(head, {head})
        best = max(fits, key=lambda w: (self._salience(w, head), w.at))
        rivals = [w for w in fits if w is not best and self._salience(w, head) >= self._salience(best, head)]
        sure = _PRONOUN if not rivals else _PRONOUN - 0.2
        if gender in ("male", "female") and not best.gender and not rivals:
            best.gender = gender
        return Link(best, sure, "pronoun")

    def _salience(self, who: Someone, head: int) -> int:
        """Sources before others, the same sentence and the last one before earlier ones."""
        tree = self.tree
        return 2 * (who.quoted > 0) - min(3, tree.sent[head] - tree.sent[min(who.at, len(tree) - 1)])

    def _recent(self, head: int, sentences: int) -> list[Someone]:
        tree = self.tree
        first = tree.sents[max(0, tree.sent[head] - sentences)][0]
        return [w for w in self.known[-200:] if first <= w.at < head]

    # descriptions

    def _description(self, head: int, mention: set[int]) -> Link:
        """ "the human rights defender", "the ministry", "the former inmates"."""
        tree = self.tree
        noun = tree.lemma[head]
        plural = tree.tag[head] in ("NNS", "NNPS")
        first = tree.child(head, "det", "poss")
        definite = first is not None and (
            tree.low[first] in ("the", "this", "that", "these", "those", "both") or tree.dep[first] == "poss"
        )
        mine = {
            tree.lemma[k] for k in tree.subtree(head) if k < head and tree.pos[k] in ("NOUN", "ADJ", "PROPN")
        }
        if definite or noun in {h for w in self.known[-200:] if not w.named for h in w.heads}:
            found = self._same_noun(noun, plural, mine, definite)
            if found is None and definite and not plural:
                found = self._role(head, noun, mine) or self._body(head, noun, mine)
            if found is not None:
                return found
        link = self._as_worded(head, mention)
        link.who.heads.add(noun)
        link.who.about |= mine
        link.who.plural = plural
        for gender in ("female", "male"):
            if noun in words(gender):
                link.who.gender = gender
        return link

    def _same_noun(self, noun: str, plural: bool, mine: set[str], definite: bool) -> Link | None:
        """The same noun again; another adjective makes it somebody else."""
        for who in sorted(self.known[-200:], key=lambda w: -w.at):
            nouns = who.heads | ({who.name.split()[-1].lower()} if who.label == "ORG" else set())
            if noun not in nouns or (who.plural != plural and not who.named):
                continue
            if plural and who.named:
                continue
            if mine <= (who.about | {w.lower() for w in who.name.split()}) and (
                definite or mine == who.about
            ):
                return Link(who, _SAME_NOUN, "same noun")
        return None

    def _body(self, head: int, noun: str, mine: set[str]) -> Link | None:
        """ "the company", "the agency": the only body named nearby."""
        if mine or not any(noun in words(name) for name in ("organizations", "official_bodies", "outlets")):
            return None
        recent = self._recent(head, 3)
        bodies = [w for w in recent if w.label == "ORG" and not self._lies_there(w)]
        if noun in words("outlets"):
            # An outlet by its name, or a name that has spoken, whatever the model took it for ("RFE/RL").
            here = [w for w in recent if self.tree.line[w.at] == self.tree.line[head] or w.quoted]
            here = [w for w in here if self.tree.sent[head] - self.tree.sent[w.at] <= 1]
            named = [w for w in here if words("outlets") & set(w.name.casefold().split())]
            spoken = [w for w in here if w.quoted and w.label not in ("", "PERSON")]
            others = bodies if noun in words("official_bodies") | words("organizations") else []
            alike = [w for w in recent if _same_trade(noun, set(w.name.casefold().split()))]
            bodies = next((some for some in (named, spoken, alike) if len(some) == 1), others)
        return Link(bodies[0], _ONLY, "only body about") if len(bodies) == 1 else None

    def _lies_there(self, who: Someone) -> bool:
        """True for one word behind "in" or "near" that never spoke: a town that the model took for a body."""
        tree = self.tree
        one = len(who.name.split()) == 1 and not who.name.isupper()
        return one and not who.quoted and who.first > 0 and tree.low[who.first - 1] in words("whereabouts")

    def _role(self, head: int, noun: str, mine: set[str]) -> Link | None:
        """A person's role: words shared with how a person was introduced, else the only person about."""
        if noun not in words("persons"):
            return None
        people = [w for w in self._recent(head, 12) if w.label == "PERSON"]
        shared = [w for w in people if mine & w.about]
        if shared:
            best = max(shared, key=lambda w: (len(mine & w.about), w.quoted, w.at))
            return Link(best, _ROLE, "role")
        near = [w for w in people if w.quoted and self.tree.sent[head] - self.tree.sent[w.at] <= 2]
        if len(near) == 1 and len(people) == 1:
            return Link(near[0], _ONLY, "only person about")
        return None

    def _as_worded(self, head: int, mention: set[int]) -> Link:
        tree = self.tree
        aside = {w for k in tree.kids[head] if tree.dep[k] == "relcl" for w in _aside(tree, k)}
        told = [k for k in mention if k <= head and tree.pos[k] in ("NOUN", "PROPN", "ADJ", "NUM")]
        if (
            len(told) > 1
        ):  # "two former inmates who …" are told apart without the clause; "a woman who …" is not
            clauses = [k for k in tree.kids[head] if tree.dep[k] in ("relcl", "acl") and k > head]
            aside |= {w for k in clauses for w in range(tree.left[k], tree.right[k] + 1)}
        span = [k for k in sorted(mention - aside) if not tree.space(k)] or [head]
        while len(span) > 1 and tree.word[span[-1]] == ",":
            span.pop()
        wording = tree.text[tree.start[span[0]] : tree.end[span[-1]]]
        name, label = " ".join(wording.split()), ""
        if (
            tree.pos[head] == "PROPN" and not tree.ent[head] and tree.low[head] not in words("tails")
        ):  # a name that the model did not know as one
            last = [k for k in span if k <= head and tree.pos[k] == "PROPN"]
            name, label = plain_name(tree, last[0] if last else head, _whose(tree, head) + 1), "NAME"
            old = self._match(name, label)
            if old is not None:
                return old
        who = Someone(name=name, label=label, at=head, first=span[0])
        if tree.low[head] not in _PRONOUNS:
            self._take_in(who)
        return Link(who, _EXACT, "as worded")


def _same_trade(noun: str, name: set[str]) -> bool:
    """True if an outlet of this name can be "the newspaper", "the broadcaster"."""
    on_air = words("broadcasters")
    return bool(name & words("outlets")) and (noun in on_air) == bool(name & on_air)


def plain_name(tree: Tree, a: int, b: int) -> str:
    """A name without title, article, possessive and line breaks."""
    keep = [k for k in range(a, b) if not tree.space(k)]
    while len(keep) > 1 and (_title(tree, keep) or _article(tree, keep[0])):
        keep = keep[1:]
    while len(keep) > 1 and (tree.tag[keep[-1]] == "POS" or tree.word[keep[-1]] in _BEHIND_NAME):
        keep = keep[:-1]
    return " ".join(tree.text[tree.start[keep[0]] : tree.end[keep[-1]]].split())


def _title(tree: Tree, keep: list[int]) -> bool:
    """A title before a name ("General Brown"); in "the General Staff" the word is the name's own."""
    return tree.low[keep[0]] in words("titles") and tree.low[keep[1]] not in words("official_bodies")


def _whose(tree: Tree, head: int) -> int:
    """Where the name of a body ends that says behind it whose it is: "the General Staff of Ukraine"."""
    if tree.low[head] not in words("official_bodies"):
        return head
    of = next((k for k in tree.kids[head] if k == head + 1 and tree.low[k] == "of"), None)
    owner = None if of is None else tree.child(of, "pobj")
    return owner if owner is not None and tree.pos[owner] == "PROPN" else head


def _hyphened(tree: Tree, k: int) -> int:
    """Where a word begins that hyphens tie together ("co-founder" is three words to the parser)."""
    while k > 1 and tree.end[k - 1] == tree.start[k] and (tree.word[k - 1] == "-" or tree.word[k] == "-"):
        k -= 1
    return k


def _owner(tree: Tree, a: int, b: int) -> int:
    """Where the name of a body begins: with whose it is ("Norway's Transport Ministry"), with its "The"."""
    head = next((k for k in range(a, b) if not a <= tree.head[k] < b or tree.head[k] == k), b - 1)
    owner = tree.child(head, "poss")
    if owner is not None and owner < a and tree.pos[owner] == "PROPN":
        return tree.left[owner]
    return a - 1 if a and tree.word[a - 1] == "The" else a


@cache
def folded(name: str) -> tuple[str, ...]:
    """A name's parts without marks, case and hyphens: what two spellings of it have in common."""
    flat = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(
        c if c.isalnum() else "" if c in "-'’." or unicodedata.combining(c) else " " for c in flat
    )
    return tuple(part for part in letters.split() if part not in ("the", "jr", "sr"))


def _article(tree: Tree, k: int) -> bool:
    """True for an article that is no part of the name: "The Guardian" keeps its own inside a sentence."""
    return tree.low[k] in ("the", "a", "an") and (tree.word[k] != "The" or k == tree.sents[tree.sent[k]][0])


def _aside(tree: Tree, k: int) -> range:
    """A relative clause that a comma cuts off: no part of what somebody is called."""
    return tree.subtree(k) if tree.word[tree.left[k] - 1] == "," else range(0)


def initials(name: str) -> str:
    """The capitals that begin the words of a name."""
    return "".join(w[0] for w in name.split() if w[0].isupper())


def _alike(
    who: Someone, mine: tuple[str, ...], theirs: tuple[str, ...], name: str, label: str
) -> Link | None:
    if not mine or not theirs:
        return None
    short, long = sorted((mine, theirs), key=len)
    if who.label != "ORG" or label != "ORG":
        person = who.label in ("PERSON", "NAME") and label != "FAC"
        if (
            person
            and len(short) < len(long)
            and (short == long[-len(short) :] or short == long[: len(short)])
        ):
            return Link(who, _PART, "part of the name")
        if len(mine) == len(theirs) > 1 and len(set(mine) ^ set(theirs)) == 2:
            a, b = (set(mine) - set(theirs)).pop(), (set(theirs) - set(mine)).pop()
            if a[0] == b[0] and SequenceMatcher(None, a, b).ratio() > 0.7:
                return Link(who, _SPELLING, "another spelling")
    if who.label != "PERSON" and label == "PERSON" and _surname(mine, theirs):
        return Link(who, _PART, "part of the name")
    if who.label == "ORG" and label == "ORG":
        if len(short) < len(long) and (short == long[: len(short)] or short == long[-len(short) :]):
            return Link(who, _PART, "part of the name")
        if any(
            len(n) > 1 and n.isupper() and n == initials(o) for n, o in ((name, who.name), (who.name, name))
        ):
            return Link(who, _ACRONYM, "acronym")
    return None


def _surname(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """True if one name is the last word of the other, which has no word of a body in it."""
    return (
        len(mine) == 1
        and len(theirs) in (2, 3)
        and mine == theirs[-1:]
        and not {*words("official_bodies"), *words("organizations")} & set(theirs)
    )


def _fits(who: Someone, plural: bool, gender: str) -> bool:
    """True if a pronoun of this number and gender can stand for somebody."""
    bodies = words("official_bodies") | words("organizations")
    if plural:  # "the army … they claim": a body is many
        return who.plural or who.label == "ORG" or bool(not who.named and who.heads & bodies)
    if gender == "body":  # "it added": a body that has spoken, no person and no thing
        return who.quoted > 0 and not who.plural and (who.label == "ORG" or bool(who.heads & bodies))
    if who.plural or who.label not in ("PERSON", "NAME", ""):
        return False
    if not who.label and not who.heads & words("persons"):
        return False
    if who.label == "NAME" and not who.quoted:  # a capital alone is no sign of a person
        return False
    return not gender or who.gender in ("", gender)
