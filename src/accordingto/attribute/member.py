"""Generic names in headline and lead, resolved to the one member that the report names further down.

A lead sums up: "according to officials and a watchdog". Where exactly one named voice of the report
is of that kind and shares what the generic name says of it ("Ukrainian officials" and Ukraine's
Defense Ministry), that voice is meant. With two that fit, or none, the words stay as they are.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from accordingto.attribute.cast import words
from accordingto.report import Report, Role
from accordingto.voice import Attribution, Chain, Voice, VoiceKind

_SURE = 0.7
_STEM = 5  # letters in common that make "Ukrainian" and "Ukraine", "prisons" and "prisoners" one stem
_SUMMARY = {Role.HEADLINE, Role.LEAD}
_ARTICLES = frozenset({"the", "a", "an"})
_WORD = re.compile(r"[^\W\d_]+")


def with_members(report: Report, found: Sequence[Attribution]) -> list[Attribution]:
    """The same attributions, with the generic origins of headline and lead resolved where that is safe."""
    named = _Named(found, report.text)
    return [
        replace(a, chains=tuple(_resolved(c, named) for c in a.chains)) if _sums_up(report, a) else a
        for a in found
    ]


def _sums_up(report: Report, a: Attribution) -> bool:
    return bool(a.content) and report.role_at(a.content[0].start) in _SUMMARY


class _Named:
    """The chains of named, unprotected origins of the report, the first of each; a title is a role.

    Filed by the stems of what is said of them: a member has to share one with the generic name.
    """

    def __init__(self, found: Iterable[Attribution], text: str) -> None:
        chains: dict[str, Chain] = {}
        for a in found:
            for chain in a.chains:
                voice = chain[-1].voice
                if len(chain) > 1 and not (voice.generic or voice.protected or voice.name in chains):
                    chains[voice.name] = _titled(chain, text)
        self._chains = list(chains.values())
        self._by_stem: dict[str, list[int]] = defaultdict(list)
        for n, chain in enumerate(self._chains):
            for stem in {w[:_STEM] for w in _described(chain[-1].voice)}:
                self._by_stem[stem].append(n)
        self._members: dict[str, list[Chain]] = {}

    def members(self, generic: Voice) -> list[Chain]:
        """The chains of those that a generic name may mean."""
        if generic.name not in self._members:
            near = {n for w in _words(generic.name) for n in self._by_stem.get(w[:_STEM], ())}
            fits = [self._chains[n] for n in sorted(near) if _is_member(self._chains[n][-1].voice, generic)]
            self._members[generic.name] = fits
        return self._members[generic.name]


def _titled(chain: Chain, text: str) -> Chain:
    """With the words before a person's name ("Mayor Ann Reed") as the role, where none is told."""
    last = chain[-1]
    voice = last.voice
    if voice.role or voice.kind is not VoiceKind.PERSON or not voice.named or voice.mention is None:
        return chain
    before, name, _ = voice.mention.of(text).partition(voice.name)
    role = before.strip() if name else ""
    return (*chain[:-1], replace(last, voice=replace(voice, role=role or None)))


def _resolved(chain: Chain, named: _Named) -> Chain:
    """The member's own chain, for the words reached the publisher that way, with this place's mention."""
    last = chain[-1]
    if len(chain) == 1 or not (last.voice.generic or _is_state(last.voice)) or last.voice.protected:
        return chain
    fits = named.members(last.voice)
    if len(fits) != 1:
        return chain
    (*carriers, origin) = fits[0]
    if len(chain) > 2:
        carriers = list(chain[:-1])  # "officials knew …, a report says": what carries it here is said here
    member = replace(
        origin.voice, mention=last.voice.mention, sure=_SURE, rule="the only member named in the report"
    )
    return (*carriers, replace(last, voice=member))


def _is_state(voice: Voice) -> bool:
    """True for "Ostria says": a state speaks through one of its bodies."""
    one = len(voice.name.split()) == 1 and voice.name[:1].isupper() and not voice.name.isupper()
    return one and voice.kind is VoiceKind.OFFICIAL_BODY and not _words(voice.name) & words("official_bodies")


def _is_member(member: Voice, generic: Voice) -> bool:
    said, described = _words(generic.name), _described(member)
    if _is_state(generic):
        of_it = member.kind is VoiceKind.OFFICIAL_BODY and len(member.name.split()) > 1
        return of_it and any(_kin(w, other) for w in said for other in described)
    # "officials" and an Office share a stem and nothing else: the noun that makes it generic does not count.
    nouns = words("organizations") | words("officials") | {w + "s" for w in words("officials")}
    shared = len({w for w in said - nouns if any(_kin(w, other) for other in described)})
    if said & words("organizations"):
        speaks_for_one = member.spoken_for is not None or bool(described & words("organizations"))
        return shared >= 2 and (member.kind is VoiceKind.ORGANIZATION or speaks_for_one)
    roles = said & words("persons")
    if roles and member.kind is VoiceKind.PERSON and member.named:  # "mayor says", and then "Mayor Ann Reed"
        return said - _ARTICLES <= _words(member.role or "")
    if {w.removesuffix("s") for w in said} & words("officials"):
        return member.kind is VoiceKind.OFFICIAL_BODY and shared >= 1
    return False


def _described(member: Voice) -> set[str]:
    return _words(" ".join(filter(None, (member.name, member.role, member.spoken_for))))


def _words(name: str) -> set[str]:
    return {w.casefold() for w in _WORD.findall(name)}


def _kin(a: str, b: str) -> bool:
    return (a == b and len(a) > 2) or (len(a) >= _STEM and a[:_STEM] == b[:_STEM])
