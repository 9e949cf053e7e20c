"""Adding and taking away, report by report, gives what linking all at once gives."""

from hypothesis import given, settings
from hypothesis import strategies as st
from linked import Pile

from accordingto.claim import Polarity
from accordingto.link import Linked, MemoryIndex, Piece, link, linked, update
from accordingto.voice import Access, Stance, VoiceKind

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


def at_once(pieces: list[Piece]) -> Linked:
    return link([p.report for p in pieces], [c for p in pieces for c in p.claims])


@settings(max_examples=60, deadline=None)
@given(st.lists(REPORTS, max_size=8), st.randoms(use_true_random=False))
def test_any_pile_in_any_batches_in_any_order_is_linked_as_at_once(reports, dice) -> None:
    pieces = pieces_of(reports)
    dice.shuffle(pieces)
    index, held = MemoryIndex(), {}
    while pieces:
        batch = [pieces.pop() for _ in range(min(len(pieces), dice.randint(1, 3)))]
        gone = [r for r in list(held) if dice.random() < 0.2]
        update(index, batch, gone)
        for r in gone:
            pieces.append(held.pop(r)) if dice.random() < 0.3 else held.pop(r)
        held.update({p.report.id: p for p in batch})
        assert linked(index) == at_once(list(held.values()))
