"""Adding and taking away, report by report, gives what linking all at once gives."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from linked import Pile

from accordingto.claim import Polarity
from accordingto.languages import lexicon
from accordingto.ledger.links import LedgerIndex
from accordingto.ledger.store import open_ledger, transaction
from accordingto.link import Index, MemoryIndex, Piece, link, linked, update
from accordingto.link.compare import cosine
from accordingto.link.place import joined
from accordingto.link.weigh import Item
from accordingto.voice import Access, Stance, VoiceKind

# A pile takes a tenth of a second: to look for a smaller one that fails, too, would take minutes.
UNSHRUNK = settings(phases=(Phase.explicit, Phase.generate), deadline=None)

# Few words, so that wordings, names, copies and quotations meet often.
WORDS = ["dam", "flood", "Velten", "broke", "women", "moved", "front", "prison", "stayed", "forty", "bridge"]
NAMES = ["she", "officials", "Ada Meyer", "Meyer", "Jon Meyer", "Outlet 1", "the Defense Ministry"]
NAMES += ["Ukraine's Defense Ministry", "Russia's Defense Ministry", "Reuters"]
PROSE = [
    "The ferry Marlin ran aground near Port Ellis on Tuesday evening with many passengers on board.",
    "The crew of the ferry sent a call for help and boats reached the ship within half an hour.",
    "“The crew of the ferry sent a call for help and boats reached the ship within half an hour”, he said.",
    "Nobody was hurt, but the harbour stayed closed until the tug had pulled the vessel free again.",
]
CLAIMS = st.tuples(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join),
    st.none() | st.sampled_from(NAMES),
    st.sampled_from([VoiceKind.PERSON, VoiceKind.OUTLET, VoiceKind.OFFICIAL_BODY]),
    st.sampled_from([Access.UNSPECIFIED, Access.EYEWITNESS]),
    st.sampled_from([Stance.SAYS, Stance.CONFIRMS]),
    st.sampled_from([Polarity.ASSERTED, Polarity.DENIED]),
)
REPORTS = st.tuples(
    st.none() | st.sampled_from(["Outlet 1", "Outlet 2", "Reuters"]),
    st.none() | st.sampled_from(["2024", "2024-05-01", "2024-05-02", "2024-12-24"]),
    st.lists(st.sampled_from(PROSE), max_size=3, unique=True),
    st.lists(CLAIMS, max_size=4),
)


def pieces_of(reports: list[tuple[object, ...]]) -> list[Piece]:
    made = {}
    for publisher, published, prose, claims in reports:
        report = Pile().report(publisher, published, "\n".join(prose))  # type: ignore[arg-type]
        for wording, by, kind, access, stance, polarity in claims:  # type: ignore[attr-defined]
            report.claim(wording, by, kind=kind, access=access, stance=stance, polarity=polarity)
        made[report.report.id] = Piece(report=report.report, claims=tuple(report.claims))
    return list(made.values())


LIMITS = st.fixed_dictionaries(
    {
        "weigh": st.fixed_dictionaries({"base": st.sampled_from([1, 3, 1000]), "digits": st.integers(1, 2)}),
        "compare": st.fixed_dictionaries(
            {
                "window": st.sampled_from([1, 2, 60]),
                "likely": st.sampled_from([2, 20]),
                "keys": st.just(10),
                "members": st.sampled_from([1, 2, 6]),
                "wording": st.sampled_from([0.12, 0.5]),
            }
        ),
        "copies": st.fixed_dictionaries(
            {
                "all_pairs": st.sampled_from([1, 2, 30]),
                "cited": st.sampled_from([1, 50]),
                "cited_marks": st.just(1),
                "runs": st.sampled_from([1, 9]),
            }
        ),
        "reworded": st.fixed_dictionaries({"marks": st.just(1), "neighbours": st.just(1)}),
    }
)


@contextmanager
def limited(limits: dict[str, dict[str, int]]) -> Iterator[None]:
    """Smaller windows and bases than the table's, so that a pile of eight reports runs over them."""
    table = lexicon("any", "linking")
    kept = {part: dict(table[part]) for part in limits}
    try:
        for part, values in limits.items():
            table[part].update(values)
        yield
    finally:
        for part, values in kept.items():
            table[part].clear()
            table[part].update(values)


def follow(index: Index, reports: list[tuple[object, ...]], dice: Random) -> None:
    """Adds, takes away, brings back and replaces; after each step all is as if linked at once."""
    pieces, held, before = pieces_of(reports), dict[str, Piece](), linked(index)
    dice.shuffle(pieces)
    while pieces:
        batch = [pieces.pop() for _ in range(min(len(pieces), dice.randint(1, 3)))]
        gone = [r for r in held if dice.random() < 0.2]
        for r in sorted(held.keys() - gone):
            if dice.random() < 0.1:  # a newer extraction finds fewer claims
                batch.append(replace(held[r], claims=tuple(c for c in held[r].claims if dice.random() < 0.6)))
        change = update(index, batch, gone)
        for r in gone:
            left = held.pop(r)
            if dice.random() < 0.3:
                pieces.append(left)
        held.update({p.report.id: p for p in batch})
        after = linked(index)
        assert after == link([p.report for p in held.values()], [c for p in held.values() for c in p.claims])
        for part in ("copies", "matters", "relations"):
            went, came = (set(getattr(change, f"{part}_{which}")) for which in ("went", "came"))
            assert set(getattr(before, part)) - went | came == set(getattr(after, part))
        before = after


@settings(UNSHRUNK, max_examples=60)
@given(LIMITS, st.lists(REPORTS, max_size=8), st.randoms(use_true_random=False))
def test_any_pile_in_any_batches_and_any_order_is_linked_as_at_once(limits, reports, dice) -> None:
    with limited(limits):
        follow(MemoryIndex(), reports, dice)


@settings(UNSHRUNK, max_examples=25)
@given(LIMITS, st.lists(REPORTS, max_size=6), st.randoms(use_true_random=False))
def test_the_index_in_a_ledger_does_the_same(limits, reports, dice) -> None:
    engine = open_ledger(None)
    with limited(limits), transaction(engine, write=True) as connection:
        follow(LedgerIndex(connection), reports, dice)
    engine.dispose()


@settings(UNSHRUNK, max_examples=15)
@given(st.lists(REPORTS, max_size=6))
def test_an_index_made_in_memory_goes_on_in_a_ledger(reports) -> None:
    pieces = pieces_of(reports)
    made = MemoryIndex()
    update(made, pieces[1:])
    engine = open_ledger(None)
    with transaction(engine, write=True) as connection:
        index = LedgerIndex(connection)
        index.fill(made)
        update(index, pieces[:1])
        assert linked(index) == link([p.report for p in pieces], [c for p in pieces for c in p.claims])
    engine.dispose()


def decided(index: Index) -> dict[int, tuple[object, ...]]:
    """What each item was decided by, and its topic, told by the first item of that."""
    items = dict(index.every(Item))
    first: dict[int, int] = {}
    for place, item in items.items():
        first.setdefault(item.topic, place)
    return {p: (first[i.topic], i.weight, i.keys, i.likely, i.firsts, i.near) for p, i in items.items()}


LIKELY = {"weigh": {"base": 5}, "compare": {"likely": 5, "window": 4, "members": 2, "wording": 0.45}}


def many(seed: int) -> list[Piece]:
    """Thirty reports of three claims each, in fifteen words, some of which are common."""
    words = [f"{a}{b}" for a in ("dam", "mill", "port") for b in ("like", "ward", "hood", "ship", "side")]
    dice, pile = Random(seed), Pile()
    for n in range(30):
        report = pile.report(f"Outlet {n}", f"2024-05-{dice.randint(1, 28):02}")
        for _ in range(3):
            said = [words[min(int(dice.expovariate(0.15)), 14)] for _ in range(dice.randint(3, 6))]
            report.claim(
                " ".join(said), by="Ada Meyer", kind=VoiceKind.PERSON, event=said[0], who=(*said[1:3],)
            )
    return [Piece(report=w.report, claims=tuple(w.claims)) for w in pile.written]


def indexed(*batches: list[Piece]) -> MemoryIndex:
    index = MemoryIndex()
    for batch in batches:
        update(index, batch)
    return index


@pytest.mark.parametrize("seed", range(6))
def test_early_reports_among_many_move_weights_and_all_is_as_at_once(seed) -> None:
    pieces = many(seed)
    with limited(LIKELY):
        index = indexed(pieces[8:], *([p] for p in pieces[:8]))
        whole = indexed(pieces)
        assert decided(index) == decided(whole)
        assert linked(index) == linked(whole)


def test_claims_that_were_too_unlike_are_compared_once_an_early_report_makes_their_words_tell_more() -> None:
    first, *others = many(1)
    with limited(LIKELY):
        items, then = dict(indexed(others).every(Item)), dict(indexed(others, [first]).every(Item))
    crossed = [
        (cosine(item, items[other]) + cosine(then[place], then[other])) / 2
        for place, item in items.items()
        if item.weight == then[place].weight and item.likely == then[place].likely
        for other in (joined(*item.likely[n]) for n in item.firsts)
        if cosine(items[place], items[other]) < cosine(then[place], then[other])
    ]
    assert len(crossed) > 3
    for wording in crossed[:: len(crossed) // 4]:
        with limited(LIKELY | {"compare": LIKELY["compare"] | {"wording": wording}}):
            assert decided(indexed(others, [first])) == decided(indexed([first, *others]))


def test_a_report_whose_claims_were_all_rejected_gets_them_back() -> None:
    pile = Pile()
    pile.report("Herald", "2024-05-01").claim("the dam broke", by="Ada Meyer", kind=VoiceKind.PERSON)
    ((piece,),) = [[Piece(report=w.report, claims=tuple(w.claims)) for w in pile.written]]
    index = indexed([replace(piece, claims=())], [piece])
    assert linked(index) == linked(indexed([piece]))


def test_a_report_of_today_decides_nothing_old_again() -> None:
    pile = Pile()
    for n in range(40):
        report = pile.report(f"Outlet {n}", f"2024-05-{n % 28 + 1:02}", f"{PROSE[n % 3]} Copy {n}.")
        report.claim(f"the dam at Velten broke near bridge {n % 7}", by="Ada Meyer", kind=VoiceKind.PERSON)
    *old, new = [Piece(report=w.report, claims=tuple(w.claims)) for w in pile.written]
    new = replace(
        new, report=replace(new.report, published=replace(new.report.published, value="2024-06-30"))
    )
    with limited({"weigh": {"base": 5}}):
        index = MemoryIndex()
        update(index, old)
        kept = dict(index.every(Item))
        update(index, [new])
        assert {place: item for place, item in index.every(Item) if place in kept} == kept
