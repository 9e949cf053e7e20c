"""--policy: what of a withheld voice is made coarse before it leaves, and what is left to be weighed."""

import sys
from collections import defaultdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from accordingto.audit.alias import Draw
    from accordingto.keep.proof import Proof
    from accordingto.ledger.view import LedgerView

PolicyName = Annotated[
    str | None,
    typer.Option(
        "--policy",
        metavar="NAME|FILE",
        help="Make coarse what might tell who a withheld voice is: careful, strict, or a .toml of your own.",
    ),
]
_NAMED = 3  # claims that a warning names


def policed(
    view: "LedgerView", name: str | None, draw: "Draw", proof: "Proof | None"
) -> "tuple[LedgerView, Proof | None]":
    """The view as the policy lets it leave, and a proof that looks for what it took away.

    Raises BadSettings for what is no policy.
    """
    from accordingto.audit.coarse import coarsened  # noqa: PLC0415
    from accordingto.audit.policy import load  # noqa: PLC0415
    from accordingto.keep.proof import Proof  # noqa: PLC0415

    if name is None:
        return view, proof
    coarse = coarsened(view, load(name), draw)
    return coarse.view, (proof or Proof({})).besides(coarse.phrases)


def weigh(held: "LedgerView", leaves: "LedgerView") -> None:
    """Say on standard error what was made coarse, and what else might tell who a withheld voice is."""
    from accordingto.claim import Flag  # noqa: PLC0415
    from accordingto.keep.telling import tellings  # noqa: PLC0415

    shown = {c.id: Flag.COARSENED in c.flags for c in leaves.claims}
    if coarse := sum(shown.values()):
        print(f"made coarse: {coarse} claims", file=sys.stderr)
    found = defaultdict(list)
    for told in tellings(held.claims, {r.id: r.text for r in held.reports}):
        if shown.get(told.claim) is False:
            found[told.why].append(told.claim)
    for why, claims in sorted(found.items()):
        named = ", ".join(claim[:12] for claim in claims[:_NAMED]) + (", …" if len(claims) > _NAMED else "")
        print(f"weigh: {len(claims)} × a claim {why} ({named})", file=sys.stderr)
