"""What people decided of claims and matters, applied beside the machine's own output, never in its place."""

from accordingto.review.applied import Reviewed, applied
from accordingto.review.matters import Settled, regrouped, settled

__all__ = ["Reviewed", "Settled", "applied", "regrouped", "settled"]
