"""The dossier and the JSON of a ledger made by hand."""

import re
from dataclasses import fields, replace
from enum import EnumType
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.publish_case import SECRET, VIEW

from accordingto import claim, figure, relation, report, voice
from accordingto.audit.shield import shielded
from accordingto.errors import LedgerError, MissingInput
from accordingto.ledger.view import LedgerView
from accordingto.publish import json as ledger_json
from accordingto.publish import readback, words
from accordingto.publish.dossier import dossier
from accordingto.publish.marks import blocks

EMPTY = LedgerView(reports=(), claims=(), non_responses=(), relations=(), matters=(), copies=())
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """Checks nesting, and collects ids, links, tags and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_ = dict(attrs)
        self.tags.append((tag, given_))
        self.ids += [v for k, v in attrs if k == "id" and v]
        self.links += [v for k, v in attrs if k == "href" and v]
        if tag not in VOID and not self.rawdata[: len(self.rawdata)].startswith("\0"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data


def test_page_needs_nothing_from_anywhere():
    html = dossier(VIEW, title="Ferry")
    page = Page(html)
    assert "default-src 'none'" in html
    assert not {t for t, _ in page.tags} & {"script", "link", "img", "iframe", "object", "form"}
    assert all(link.startswith("#") for link in page.links)
    assert "url(" not in html and "@import" not in html


def test_every_link_leads_somewhere_and_no_id_is_twice():
    page = Page(dossier(VIEW, title="Ferry"))
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids)


def test_claim_and_words_link_both_ways():
    links = Page(dossier(VIEW, title="Ferry")).links
    for one in VIEW.claims:
        assert f"#c-{one.id}" in links
        assert f"#w-c-{one.id}" in links


@pytest.mark.parametrize(
    "said",
    [
        "1 independent origin",
        "2 mentions · 2 reports",
        "speaks of her own contacts",  # why counted
        "may be the first one’s contact",  # why not
        "Radio Sul → North Post",  # through whom, origin's side first
        "heard it from own contacts",
        "“believed”",  # the hedge, verbatim
        "29 April 2024",
        "“on Monday”",
        "likely 20 to 40; the words allow 1 to 40",
        "“As many as 40”",
        "conflicts with",
        "cannot both hold",
        "corroborated by",
        "the engine failed",  # an alternative
        "did not respond",
        "ends in a subscription notice",
        "date not stated; from 29 April 2024 on by its own text",
        "cites A (North Post)",
        "from sidecar",
        "Nothing here is stated to be true",
    ],
)
def test_page_says(said: str):
    assert said in Page(dossier(VIEW, title="Ferry")).text


def test_a_hedge_lost_on_the_way_is_said():
    first = VIEW.claims[0]
    flat = replace(first, id="c7", strength=claim.Strength.FLAT, hedges=(), figures=())
    group = replace(VIEW.matters[0].origins[0], claims=("c1", "c7"))
    matter = replace(VIEW.matters[0], claims=("c1", "c7"), origins=(group,))
    text = Page(dossier(replace(VIEW, claims=(first, flat), matters=(matter,)), title="Ferry")).text
    assert "Lost on the way. “believed” A1 became stated flatly A2" in " ".join(text.split())


def test_two_who_were_silent_in_one_sentence_stand_together():
    first = VIEW.non_responses[0]
    other = replace(first, id="n2", asked=replace(first.asked, name="the harbour master"))
    text = Page(dossier(replace(VIEW, non_responses=(first, other)), title="Ferry")).text
    assert "the harbour master and the port authority: did not respond" in text
    assert text.count("No answer") == 1


def test_conflict_comes_first():
    text = Page(dossier(VIEW, title="Ferry")).text
    assert text.index("in conflict") < text.index("Said once") if "Said once" in text else True
    assert text.index("Conflicts\n") < text.index("Independent of each other")


def test_skipped_input_is_named_with_its_reason():
    page = Page(dossier(EMPTY, title="Nothing", skipped=[MissingInput("a/<b>.html", "no such file")]))
    assert "a/<b>.html" in page.text
    assert "no such file" in page.text
    assert "No report could be read" in page.text


def test_withheld_name_is_nowhere():
    html = dossier(VIEW, title="Ferry")
    for published in (html, ledger_json.dumps(VIEW), ledger_json.lines(VIEW)):
        assert SECRET not in published
        assert "night clerk" not in published
        assert "Customs" not in published
    assert "A clerk" in html


def test_withheld_voice_keeps_one_name_in_its_report():
    told = replace(VIEW.claims[3].last.voice, name="A clerk")
    later = replace(told, mention=VIEW.claims[3].last.basis[0])
    claims = tuple(
        replace(VIEW.claims[3], id=i, chain=(VIEW.claims[3].chain[0], replace(VIEW.claims[3].last, voice=v)))
        for i, v in (("c4", told), ("c6", later))
    )
    shown = shielded(replace(VIEW, claims=claims, relations=(), matters=()))
    assert [c.origin.name for c in shown.claims] == ["A clerk", "A clerk"]


def test_withheld_voice_is_not_joined_across_reports():
    north, _ = VIEW.reports
    twin = replace(VIEW.claims[3], id="c9", report=north.id, evidence=VIEW.claims[4].evidence)
    text = Page(dossier(replace(VIEW, claims=(*VIEW.claims, twin)), title="Ferry")).text
    table = text[text.index("Who says it") :]
    assert table.count("name withheld") >= 2


HOSTILE = [
    pytest.param("<script>alert(1)</script>", "<script>", id="script"),
    pytest.param('"><img src=x onerror=alert(1)>', "<img", id="attribute"),
    pytest.param("</style><style>*{display:none}", "</style><style>", id="style"),
    pytest.param("pay \u202eevil\u202c now", "\u202e", id="writing direction turned"),
    pytest.param("bell \x07 escape \x1b[31m null \x00", "\x1b", id="control characters"),
    pytest.param("half \ud800 a pair", "\ud800", id="lone surrogate"),
    pytest.param("{{ 7 * 7 }} {% raw %}", "49", id="template"),
]


@pytest.mark.parametrize(("text", "never"), HOSTILE)
def test_hostile_text_is_shown_not_run(text: str, never: str):
    north, south = VIEW.reports
    held = replace(
        north,
        text=text,
        passages=(report.Passage(span=report.Span(0, len(text)), role=report.Role.BODY, rule=text),),
        path=text,
        publisher=replace(VIEW.reports[0].publisher, value=text),
        title=replace(VIEW.reports[0].title, value=text),
    )
    whole = replace(
        VIEW.claims[4], evidence=(report.Span(0, len(text)),), rule=text, chain=VIEW.claims[4].chain
    )
    matter = replace(VIEW.matters[0], title=text, claims=("c5", "c3"), reasons=(text,))
    view = replace(
        VIEW, reports=(held, south), claims=(whole, VIEW.claims[2]), matters=(matter,), non_responses=()
    )
    html = dossier(view, title=text, skipped=[MissingInput(text, text)])
    Page(html)
    body = re.sub(r"<style>.*?</style>", "", html, count=1, flags=re.S)
    assert never not in body
    html.encode("utf-8")
    ledger_json.dumps(view).encode("utf-8")


def test_marks_lose_no_character():
    for held in VIEW.reports:
        mine = [c for c in VIEW.claims if c.report == held.id]
        for block, passage in zip(blocks(held, mine), held.passages, strict=True):
            assert "".join(p.text for p in block.pieces) == passage.span.of(held.text)


def test_overlapping_claims_are_each_reachable():
    north = VIEW.reports[0]
    outer, inner = VIEW.claims[0], replace(VIEW.claims[0], id="c8", evidence=(VIEW.claims[0].hedges[0],))
    pieces = [p for b in blocks(north, [outer, inner]) for p in b.pieces]
    assert [p.text for p in pieces if p.owner == "c8"] == ["believed"]
    assert [i for p in pieces for i in p.starts] == ["c1", "c8"]
    assert [i for p in pieces for i in p.ends] == ["c8", "c1"]


def test_same_ledger_same_bytes():
    assert dossier(VIEW, title="Ferry") == dossier(VIEW, title="Ferry")
    assert ledger_json.dumps(VIEW) == ledger_json.dumps(VIEW)


def test_json_is_read_back():
    shown = shielded(VIEW)
    assert readback.loads(ledger_json.dumps(VIEW)) == shown


def test_json_keeps_wording_beside_value():
    one = ledger_json.ledger(VIEW)["claims"][0]
    assert one["origin"] == "Ana Reis"
    assert one["chain"] == ["North Post", "Radio Sul", "Ana Reis"]
    assert one["cue"] == [{"start": 91, "end": 95, "text": "told"}]
    assert one["when"][0]["span"]["text"] == "on Monday"
    assert one["when"][0]["earliest"] == "2024-04-29"
    assert one["figures"][0]["hard"] == {"low": 1, "high": 40, "low_open": False, "high_open": False}
    matter = ledger_json.ledger(VIEW)["matters"][0]
    assert (matter["independent_origins"], matter["mentions"], matter["reports"]) == (1, 2, 2)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{", id="no JSON"),
        pytest.param("[]", id="no object"),
        pytest.param('{"format": "other/1"}', id="another format"),
        pytest.param('{"format": "accordingto-ledger/1"}', id="nothing in it"),
        pytest.param(
            '{"format": "accordingto-ledger/1", "reports": 1, "claims": [], "non_responses": [],'
            ' "relations": [], "matters": [], "copies": []}',
            id="a number for a list",
        ),
    ],
)
def test_json_of_another_form_is_refused(text: str):
    with pytest.raises(LedgerError):
        readback.loads(text)


def test_every_code_word_has_plain_words():
    spoken = {
        "access": voice.Access,
        "kind": voice.VoiceKind,
        "stance": voice.Stance,
        "form": voice.Form,
        "strength": claim.Strength,
        "polarity": claim.Polarity,
        "flag": claim.Flag,
        "relation": relation.RelationKind,
        "relation_back": relation.RelationKind,
        "relation_section": relation.RelationKind,
        "independence": relation.Independence,
        "copy": relation.CopyKind,
        "extent": report.Extent,
        "measure": figure.Measure,
    }
    for section, members in spoken.items():
        assert isinstance(members, EnumType)
        assert {m: words.label(section, m) for m in members}


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=60), st.data())
def test_any_text_gives_a_page_that_holds_together(text: str, data: st.DataObject):
    north = VIEW.reports[0]
    spans = []
    for _ in range(3):
        start = data.draw(st.integers(0, len(text)))
        spans.append(report.Span(start, data.draw(st.integers(start, len(text)))))
    held = replace(
        north,
        text=text,
        passages=(report.Passage(span=report.Span(0, len(text)), role=report.Role.BODY, rule="x"),),
    )
    own = VIEW.claims[4]
    claims = tuple(replace(own, id=f"c{n}", evidence=(s,)) for n, s in enumerate(spans))
    page = Page(dossier(replace(EMPTY, reports=(held,), claims=claims), title=text))
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids)


def test_a_thousand_claims_stay_usable():
    reports, claims, matters = [], [], []
    for n in range(250):
        reports += [replace(r, id=f"{r.id}{n}") for r in VIEW.reports]
        mine = [replace(c, id=f"{c.id}-{n}", report=f"{c.report}{n}") for c in VIEW.claims]
        claims += mine
        matters.append(
            replace(VIEW.matters[0], id=f"m{n}", claims=(f"c1-{n}", f"c4-{n}"), origins=(), reports=())
        )
    view = replace(EMPTY, reports=tuple(reports), claims=tuple(claims), matters=tuple(matters))
    html = dossier(view, title="Many")
    assert len(claims) == 1250
    assert len(html.encode()) < 5_000_000


def test_published_form_covers_every_noun():
    plain = ledger_json.ledger(VIEW)
    assert {f.name for f in fields(LedgerView)} <= set(plain)


TEXT_ON = {
    "paper": ["ink", "soft", "dim", "a", "many", "one", "conflict", "open"],
    "wash": ["ink", "soft", "a", "many", "one", "conflict"],
    "hl": ["ink", "a"],
    "hl-own": ["ink", "a"],
    "hl-open": ["ink", "a"],
    "hl-denied": ["ink", "a"],
    "a": ["paper"],
    "ink": ["paper"],
}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    digits = colour if len(colour) == 6 else "".join(2 * c for c in colour)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_contrast_is_wcag_aa(theme: int):
    roots = re.findall(r":root\{(.*?)\}", dossier(EMPTY, title="x"))
    colours = dict(re.findall(r"--([\w-]+):#(\w+)", roots[theme]))
    short = {}
    for back, fronts in TEXT_ON.items():
        for front in fronts:
            pair = sorted((luminance(colours[back]), luminance(colours[front])))
            ratio = (pair[1] + 0.05) / (pair[0] + 0.05)
            if ratio < 4.5:
                short[f"{front} on {back}"] = round(ratio, 2)
    assert short == {}
