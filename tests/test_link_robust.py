"""Linking any claims: defined results, nothing lost, the same for any order, no quadratic growth."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from linked import Pile

from accordingto.claim import Polarity
from accordingto.link import link
from accordingto.voice import Access, Stance, VoiceKind

NAMES = st.sampled_from(
    ["", "she", "officials", "Ada Meyer", "Meyer", "Outlet 1", "the Defense Ministry", "“", "Ⅻ"]
)
WORDS = st.text(alphabet="ab cd Velten 12 «“\n.", max_size=40)
CLAIMS = st.tuples(
    WORDS,
    st.none() | NAMES,
    st.sampled_from(VoiceKind),
    st.sampled_from(Access),
    st.sampled_from(Stance),
    st.sampled_from(Polarity),
    st.booleans(),
)
REPORTS = st.tuples(
    st.none() | NAMES,
    st.none() | st.sampled_from(["2024", "2024-05-01", "0000", "x"]),
    st.lists(CLAIMS, max_size=4),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(REPORTS, max_size=5), st.randoms(use_true_random=False))
def test_any_claims_link_to_matters_that_hold_each_of_them_once(
    piles: list[tuple[str | None, str | None, list[tuple[object, ...]]]], dice: random.Random
) -> None:
    pile = Pile()
    for publisher, published, claims in piles:
        report = pile.report(publisher, published)
        for wording, by, kind, access, stance, polarity, protected in claims:
            report.claim(
                wording,  # type: ignore[arg-type]
                by,  # type: ignore[arg-type]
                kind=kind,  # type: ignore[arg-type]
                access=access,  # type: ignore[arg-type]
                stance=stance,  # type: ignore[arg-type]
                polarity=polarity,  # type: ignore[arg-type]
                protected=bool(protected),
            )
    reports = [w.report for w in pile.written]
    claims_ = [c for w in pile.written for c in w.claims]
    linked = link(reports, claims_)
    held = [c for m in linked.matters for c in m.claims]
    assert sorted(held) == sorted({c.id for c in claims_})
    for m in linked.matters:
        assert len(m.origins) >= m.independent_origins >= bool(m.origins)
    distinct = {r.id: r for r in reports}
    if len(distinct) == len(reports):
        dice.shuffle(reports)
        dice.shuffle(claims_)
        assert link(reports, claims_) == linked


def test_ten_thousand_identical_claims_are_one_matter_with_a_star_of_relations() -> None:
    pile = Pile()
    for n in range(10_000):
        pile.report(f"Outlet {n}", "2024-05-01").claim(
            "the dam was weakened by floods", by="Ada Meyer", kind=VoiceKind.PERSON
        )
    linked = pile.link()
    (matter,) = linked.matters
    assert (matter.independent_origins, len(matter.claims)) == (1, 10_000)
    assert len(linked.relations) < 20_000
