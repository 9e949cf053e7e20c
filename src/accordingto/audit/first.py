"""First known when: the earliest report of each matter, and the earliest by another origin."""

from dataclasses import dataclass

from accordingto.ledger.view import LedgerView
from accordingto.relation import Matter
from accordingto.report import Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """When a matter was first published, as far as the pile shows.

    `day` is ISO (YYYY, YYYY-MM or YYYY-MM-DD), None where no report of it is dated. `origins` are
    those who said it on that day. `second` is the first day on which another origin said it.
    `undated` counts reports without a date, any of which may be earlier.
    """

    matter: str
    day: str | None
    origins: tuple[str, ...]
    second: str | None
    undated: int


def first_known(view: LedgerView) -> tuple[First, ...]:
    """One entry a matter, in order of its first day; undated ones last."""
    days = {r.id: r.published.value for r in view.reports if isinstance(r.published, Stated)}
    report_of = {c.id: c.report for c in view.claims}
    found = (_first(matter, days, report_of) for matter in view.matters)
    return tuple(sorted(found, key=lambda f: (f.day is None, f.day or "", f.matter)))


def _first(matter: Matter, days: dict[str, str], report_of: dict[str, str]) -> First:
    # A list, not a mapping: two unnamed origins can bear one name.
    by_origin = [
        (
            group.name,
            min((days[report_of[c]] for c in group.claims if report_of.get(c) in days), default=None),
        )
        for group in matter.origins
    ]
    if not matter.origins:  # an open question: raised, and supported by nobody
        raised = min((days[r] for r in matter.reports if r in days), default=None)
        by_origin = [("", raised)]
    dated = sorted(day for _, day in by_origin if day is not None)
    day = dated[0] if dated else None
    return First(
        matter=matter.id,
        day=day,
        origins=tuple(sorted({name for name, said in by_origin if name and said == day and day})),
        second=next((later for later in dated if later != day), None),
        undated=sum(report not in days for report in matter.reports),
    )
