"""Linking on hand-made claims: who counts, and why."""

from linked import Pile

from accordingto.voice import Access, VoiceKind


def test_forty_outlets_with_one_interview_are_one_origin() -> None:
    pile = Pile()
    for n in range(40):
        pile.report(f"Outlet {n}", "2024-05-01").claim(
            "the dam was weakened by floods", by="Ada Meyer", kind=VoiceKind.PERSON, access=Access.EYEWITNESS
        )
    (matter,) = pile.link().matters
    assert (matter.independent_origins, len(matter.claims), len(matter.reports)) == (1, 40, 40)


def test_two_witnesses_with_their_own_access_count_twice() -> None:
    pile = Pile()
    for name in ("Ada Meyer", "Jon Bell"):
        pile.report(f"{name} Daily", "2024-05-01").claim(
            "the dam was weakened by floods", by=name, kind=VoiceKind.PERSON, access=Access.EYEWITNESS
        )
    (matter,) = pile.link().matters
    assert matter.independent_origins == 2


def test_the_order_of_the_input_does_not_matter() -> None:
    pile = Pile()
    for n, name in enumerate(("Ada Meyer", "Jon Bell", "the river office")):
        pile.report(f"Outlet {n}", f"2024-05-0{n + 1}").claim("the dam was weakened by floods", by=name)
    assert pile.link() == pile.link(backwards=True)
