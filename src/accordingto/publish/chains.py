"""The drawing of how claims travelled: each origin a root, its carriers branches, reports the leaves.

Rooted at the origin so that forty outlets with one interview look like what they are: one root.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from accordingto.claim import Claim
from accordingto.publish import words
from accordingto.publish.pile import Pile
from accordingto.relation import Matter, OriginGroup
from accordingto.voice import Access

ROW = 42  # height of a row, in px at natural size: the drawing is never scaled
STEP = 24
WIDTH = 330
_LEAVES = 10  # beyond this many reports under one carrier the rest is a number


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One row. `kind` is origin, carrier, report or more; `parent` the row it hangs on, -1 for a root."""

    kind: str
    name: str
    note: str
    depth: int
    row: int
    parent: int
    counted: bool = False
    protected: bool = False
    mark: str = ""  # a report's letter
    claims: tuple[str, ...] = ()

    @property
    def x(self) -> int:
        return 14 + self.depth * STEP

    @property
    def y(self) -> int:
        return 20 + self.row * ROW

    @property
    def short(self) -> str:
        return words.shortened(self.name, max(12, (WIDTH - self.x - 18) // 8))

    @property
    def short_note(self) -> str:
        return words.shortened(self.note, max(12, (WIDTH - self.x - 18) // 6))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The rows, and what the drawing says in one sentence for those who do not see it."""

    nodes: tuple[Node, ...]
    says: str

    @property
    def height(self) -> int:
        return len(self.nodes) * ROW + 4


@dataclass(slots=True)
class _Branch:
    """Carriers below an origin, by name in order of first use, with the claims that end here."""

    branches: dict[str, "_Branch"] = field(default_factory=dict)
    leaves: dict[str, list[Claim]] = field(default_factory=dict)  # report id → claims


def drawing(matter: Matter, claims: Sequence[Claim], held: Pile) -> Drawing:
    """The drawing for one matter."""
    by_id = {c.id: c for c in claims}
    nodes: list[Node] = []
    seen: set[str] = set()
    for group in matter.origins:
        mine = [by_id[i] for i in group.claims if i in by_id]
        seen |= {c.id for c in mine}
        _root(nodes, group, mine, held)
    left: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.id not in seen:
            left.setdefault(claim.origin.name, []).append(claim)
    for name, mine in left.items():
        _root(nodes, _uncounted(name), mine, held)
    return Drawing(nodes=tuple(nodes), says=_says(nodes))


def _uncounted(name: str) -> OriginGroup:
    return OriginGroup(name=name, voices=(), claims=(), counted=False, reason="in no group")


def _root(nodes: list[Node], group: OriginGroup, claims: Sequence[Claim], held: Pile) -> None:
    known = dict.fromkeys(c.access for c in claims if c.access is not Access.UNSPECIFIED)
    access = words.listed(words.label("access", a) for a in known)
    root = _Branch()
    for claim in claims:
        branch = root
        for hop in reversed(claim.chain[1:-1]):
            branch = branch.branches.setdefault(hop.voice.name, _Branch())
        branch.leaves.setdefault(claim.report, []).append(claim)
    parent = len(nodes)
    nodes.append(
        Node(
            kind="origin",
            name=group.name,
            note=_counted(group, access),
            depth=0,
            row=parent,
            parent=-1,
            counted=group.counted,
            protected=any(c.origin.protected for c in claims),
        )
    )
    _grow(nodes, root, parent, held)


def _counted(group: OriginGroup, access: str) -> str:
    counted = words.phrase("counted" if group.counted else "not counted")
    return f"{counted} · {access or words.phrase('not stated')}"


def _grow(nodes: list[Node], branch: _Branch, parent: int, held: Pile) -> None:
    depth = nodes[parent].depth + 1
    for name, below in branch.branches.items():
        row = len(nodes)
        nodes.append(
            Node(
                kind="carrier",
                name=name,
                note=words.phrase("carried it"),
                depth=depth,
                row=row,
                parent=parent,
            )
        )
        _grow(nodes, below, row, held)
    order = sorted(branch.leaves, key=lambda r: held.letters.get(r, ""))
    for report in order[:_LEAVES]:
        source = held.reports.get(report)
        day = words.published(source.published) if source else words.phrase("date not known")
        mine = branch.leaves[report]
        nodes.append(
            Node(
                kind="report",
                name=words.publisher(source) if source else words.phrase("publisher not known"),
                note=f"{day} · {words.count(len(mine), 'mention')}",
                depth=depth,
                row=len(nodes),
                parent=parent,
                mark=held.letters.get(report, "?"),
                claims=tuple(c.id for c in mine),
            )
        )
    if len(order) > _LEAVES:
        more = words.count(len(order) - _LEAVES, "more report")
        nodes.append(
            Node(
                kind="more",
                name=more,
                note=words.phrase("listed below"),
                depth=depth,
                row=len(nodes),
                parent=parent,
            )
        )


def _says(nodes: Sequence[Node]) -> str:
    roots = [n for n in nodes if n.kind == "origin"]
    leaves = {n.mark for n in nodes if n.kind == "report"}
    carriers = list(dict.fromkeys(n.name for n in nodes if n.kind == "carrier"))
    through = words.phrase("chain through", carriers=words.listed(carriers)) if carriers else ""
    return words.phrase(
        "chain says",
        origins=words.listed(n.name for n in roots),
        through=through,
        reports=words.count(len(leaves), "report"),
    )
