"""Audits on piles made by hand: one report a line below, what the audit must find beside it."""

import pytest
from tests.linked import Pile

from accordingto.audit.confirmed import Worth, confirmations
from accordingto.audit.coverage import coverage
from accordingto.audit.falls import falls
from accordingto.audit.first import first_known
from accordingto.audit.hedges import hedge_losses
from accordingto.claim import NonResponse, Strength
from accordingto.figure import Bounds, Figure
from accordingto.ledger.view import LedgerView
from accordingto.publish import audits
from accordingto.relation import Independence, Matter, OriginGroup, Relation, RelationKind
from accordingto.report import Span
from accordingto.voice import Stance, Voice, VoiceKind


def view(pile: Pile, matters=(), relations=(), non_responses=()) -> LedgerView:
    return LedgerView(
        reports=tuple(w.report for w in pile.written),
        claims=tuple(c for w in pile.written for c in w.claims),
        non_responses=tuple(non_responses),
        relations=tuple(relations),
        matters=tuple(matters),
        copies=(),
    )


def matter(title: str, *groups: OriginGroup) -> Matter:
    claims = tuple(c for g in groups for c in g.claims)
    reports = tuple(sorted({r for g in groups for r, _ in g.voices}))
    return Matter(id=title, title=title, claims=claims, origins=groups, reports=reports, reasons=())


def origin(name: str, *claims, counted: bool = True) -> OriginGroup:
    return OriginGroup(
        name=name,
        voices=tuple((c.report, name) for c in claims),
        claims=tuple(c.id for c in claims),
        counted=counted,
        reason="test",
    )


def figure(text: str, wording: str, cls: str, low: float, high: float) -> Figure:
    start = text.index(wording)
    bounds = Bounds(low=low, high=high)
    return Figure(
        span=Span(start, start + len(wording)),
        hard=bounds,
        soft=Bounds(low=high / 2, high=high) if cls == "upper" else bounds,
        cls=cls,
        population="boat",
        rule="test",
    )


def test_a_source_that_falls_takes_what_rests_on_it_alone():
    pile = Pile()
    a = pile.report("Herald", "2024-01-01")
    sunk, sailed = a.claim("a boat sank", by="the mayor"), a.claim("a boat sailed", by="the mayor")
    b = pile.report("Post", "2024-01-02")
    seen, echoed = b.claim("the boat sank at noon", by="a diver"), b.claim("boats sailed", by="the town hall")
    found = falls(
        view(
            pile,
            matters=[
                matter("sank", origin("the mayor", sunk), origin("a diver", seen)),
                matter("sailed", origin("the mayor", sailed), origin("the town hall", echoed, counted=False)),
            ],
        )
    )
    assert [(f.origin, f.lost, f.weakened, f.beside) for f in found] == [
        ("the mayor", ("sailed",), ("sank",), 1),
        ("a diver", (), ("sank",), 0),
    ]


def test_what_a_publisher_only_says_itself_does_not_fall():
    pile = Pile()
    said = pile.report("Herald").claim("it rained")
    assert falls(view(pile, matters=[matter("rain", origin("Herald", said))])) == ()


@pytest.mark.parametrize(
    ("first", "then", "lost"),
    [
        pytest.param(
            ("as many as 100", "upper", 1, 100),
            ("100", "round_bare", 100, 100),
            [("figure", "as many as 100", "100")],
            id="upper bound becomes the number",
        ),
        pytest.param(("100", "round_bare", 100, 100), ("100", "round_bare", 100, 100), [], id="kept bare"),
        pytest.param(
            ("as many as 100", "upper", 1, 100), ("40", "round_bare", 40, 40), [], id="another number"
        ),
    ],
)
def test_a_hedge_on_a_number_that_is_lost_is_found(first, then, lost):
    pile = Pile()
    a, b = pile.report("Herald", "2024-01-01"), pile.report("Post", "2024-01-02")
    early, late = f"{first[0]} boats sank", f"{then[0]} boats sank"
    one = a.claim(early, by="the mayor", figures=(figure(early, *first),))
    two = b.claim(late, by="the mayor", figures=(figure(late, *then),))
    found = hedge_losses(view(pile, matters=[matter("sank", origin("the mayor", one, two))]))
    assert [(h.what, h.was, h.became) for h in found] == lost


def test_a_strength_that_grows_on_the_way_is_found_with_its_hedge():
    pile = Pile()
    one = pile.report("Herald").claim(
        "a boat is believed to have sunk", by="the mayor", strength=Strength.BELIEVED, hedge="believed"
    )
    two = pile.report("Post").claim("a boat has sunk", by="the mayor")
    (found,) = hedge_losses(view(pile, matters=[matter("sank", origin("the mayor", one, two))]))
    assert (found.weaker, found.stronger, found.was, found.became) == (one.id, two.id, "“believed”", "flat")


def test_a_stronger_claim_of_somebody_else_is_no_hedge_lost():
    pile = Pile()
    one = pile.report("Herald").claim("a boat may have sunk", by="the mayor", strength=Strength.POSSIBLE)
    two = pile.report("Post").claim("a boat has sunk", by="a diver")
    held = matter("sank", origin("the mayor", one), origin("a diver", two))
    assert hedge_losses(view(pile, matters=[held])) == ()


def test_the_first_day_of_a_matter_and_the_next_origin():
    pile = Pile()
    late = pile.report("Post", "2024-01-05").claim("a boat sank", by="a diver")
    early = pile.report("Herald", "2024-01-02").claim("a boat sank", by="the mayor")
    undated = pile.report("Mirror").claim("a boat sank", by="the mayor")
    (found,) = first_known(
        view(pile, matters=[matter("sank", origin("a diver", late), origin("the mayor", early, undated))])
    )
    assert (found.day, found.origins, found.second, found.undated) == (
        "2024-01-02",
        ("the mayor",),
        "2024-01-05",
        1,
    )


@pytest.mark.parametrize(
    ("kind", "independence", "through", "worth"),
    [
        (RelationKind.CONFIRMS, Independence.DEPENDENT, (), Worth.ECHO),
        (RelationKind.CORROBORATES, Independence.INDEPENDENT, (), Worth.INDEPENDENT),
        (None, None, (), Worth.UNKNOWN),
    ],
)
def test_what_a_confirmation_is_worth(kind, independence, through, worth):
    pile = Pile()
    said = pile.report("Herald").claim("a boat sank", by="the mayor")
    confirmed = pile.report("Post").claim(
        "a boat sank", by="a diver", stance=Stance.CONFIRMS, through=through
    )
    relations = (
        [Relation(a=said.id, b=confirmed.id, kind=kind, independence=independence, reasons=("why",))]
        if kind
        else []
    )
    (found,) = confirmations(view(pile, relations=relations))
    assert (found.claim, found.worth) == (confirmed.id, worth)


def test_who_did_not_answer_and_what_rests_on_one_origin():
    pile = Pile()
    post = pile.report("Post", "2024-01-05")
    post.claim("a boat sank", by="a diver")
    post.claim("it sank at noon", by="a diver")
    port = Voice(name="the port", kind=VoiceKind.OFFICIAL_BODY, rule="test")
    silence = NonResponse(
        id="n",
        report=post.id,
        evidence=(Span(0, 1),),
        asked=port,
        asker=post.claims[0].chain[0].voice,
        stance=Stance.NO_RESPONSE,
        rule="test",
    )
    found = coverage(view(pile, non_responses=[silence]))
    assert [(g.kind, g.about) for g in found] == [
        ("no answer", "the port (did not respond), asked by Post"),
        ("one origin", "a diver"),
    ]


@pytest.mark.parametrize("question", audits.AUDITS)
def test_every_audit_of_an_empty_ledger_says_so(question):
    assert list(audits.as_text(question, view(Pile()))) == ["nothing found"]
    assert list(audits.as_json(question, view(Pile()))) == []
