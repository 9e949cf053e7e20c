"""Who is meant by "officials" and "a watchdog" in a lead: the one member that the report names."""

from dataclasses import replace

import pytest
from tests.attribute_cases import report

from accordingto.attribute import attribute
from accordingto.parse.english import parse
from accordingto.report import Passage, Role, Span

LEAD = (
    "Norland has closed two harbours, according to both Ostrian officials and a Norland harbour watchdog.\n\n"
)
MINISTRY = "“Both harbours are shut,” Ostria’s Transport Ministry said on Monday.\n\n"
NAVY = "The Ostrian Navy said that ships had turned back.\n\n"
REED = (
    "Ann Reed, the head of the Norland harbour rights group Open Quays, told the Elmwick Courier that "
    "guards had chained the gates.\n"
)


def lead_origins(text):
    end = text.index("\n\n")
    lead = Passage(span=Span(0, end), role=Role.LEAD, rule="case")
    body = Passage(span=Span(end, len(text)), role=Role.BODY, rule="case")
    held = replace(report(text), passages=(lead, body))
    first = min((a for a in attribute(held, parse(text)) if a.cue), key=lambda a: a.content[0])
    return sorted(chain[-1].voice.name for chain in first.chains)


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        pytest.param(LEAD + MINISTRY + REED, ["Ann Reed", "Ostria’s Transport Ministry"], id="one a kind"),
        pytest.param(
            LEAD + MINISTRY + NAVY + REED, ["Ann Reed", "Ostrian officials"], id="two bodies: nobody"
        ),
        pytest.param(
            LEAD.replace("both Ostrian officials and", "both officials and")
            + "The Harbour Commissioner’s Office said that ships had turned back.\n\n",
            ["a Norland harbour watchdog", "officials"],
            id="an Office is no official: they share a stem and nothing else",
        ),
        pytest.param(LEAD + REED, ["Ann Reed", "Ostrian officials"], id="no body named"),
        pytest.param(
            "Two harbours are shut, Ostria says.\n\n" + MINISTRY,
            ["Ostria’s Transport Ministry"],
            id="a state",
        ),
        pytest.param(
            "Two harbours are shut, Ostria says.\n\n" + MINISTRY + NAVY,
            ["Ostria"],
            id="a state of two bodies",
        ),
    ],
)
def test_a_lead_names_its_members(text, origins):
    assert lead_origins(text) == origins
