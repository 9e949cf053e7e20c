"""What might tell who a withheld voice is, though no name is printed, is pointed at before it leaves."""

from dataclasses import replace
from datetime import date

import pytest

from accordingto.claim import Claim, Polarity, Strength
from accordingto.keep.telling import tellings
from accordingto.report import Span
from accordingto.voice import Form, Hop, Voice, VoiceKind
from accordingto.when import TimeType, When
from accordingto.where import Point, Where

AT = Span(0, 1)
WITHHELD = Voice(name="a former inmate", kind=VoiceKind.PERSON, protected=True, rule="test")
DAY = When(
    span=AT,
    type=TimeType.DATE,
    value="2024-05-01",
    earliest=date(2024, 5, 1),
    latest=date(2024, 5, 1),
    rule="t",
)
TOWN = Where(span=AT, name="Elmwick", country="GB", point=Point(lat=0, lon=0, radius_km=4), rule="t")
AREA = replace(TOWN, point=Point(lat=0, lon=0, radius_km=400))
YEAR = replace(DAY, earliest=date(2024, 1, 1), latest=date(2024, 12, 31))


def claim(words: str, voice: Voice = WITHHELD, **given: object) -> tuple[Claim, dict[str, str]]:
    known: dict[str, object] = {"form": Form.INDIRECT, **given}
    made = Claim(
        id="c", report="r", evidence=(Span(0, len(words)),), chain=(Hop(voice=voice),),
        polarity=Polarity.ASSERTED, strength=Strength.FLAT, rule="test", **known,
    )  # type: ignore[arg-type]  # fmt: skip
    return made, {"r": words}


def whys(*given, **more):
    made, texts = claim(*given, **more)
    return [telling.why for telling in tellings([made], texts)]


@pytest.mark.parametrize(
    ("words", "given", "why"),
    [
        (
            "we were beaten every morning before work",
            {"form": Form.DIRECT},
            "quotes a withheld voice word for word",
        ),
        ("she lives at 14 Lesnaya street", {}, "may hold an address"),
        ("живет на ул. Лесная, 14", {}, "may hold an address"),
        (
            "convicted of theft, she was beaten",
            {"times": (DAY,), "places": (TOWN,)},
            "gives an exact place, an exact day, a charge together",
        ),
        (
            "she was beaten",
            {"times": (DAY,), "places": (TOWN,), "voice": replace(WITHHELD, role="cook")},
            "gives an exact place, an exact day, a role together",
        ),
    ],
)
def test_it_warns(words, given, why):
    assert whys(words, **given) == [why]


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ("we were beaten every morning before work", {}),
        ("beaten", {"form": Form.DIRECT}),
        ("convicted of theft, she was beaten", {"times": (YEAR,), "places": (AREA,)}),
        ("convicted of theft", {"times": (DAY,)}),
        (
            "we were beaten every morning before work",
            {"form": Form.DIRECT, "voice": replace(WITHHELD, protected=False)},
        ),
    ],
)
def test_it_does_not_warn(words, given):
    assert whys(words, **given) == []
