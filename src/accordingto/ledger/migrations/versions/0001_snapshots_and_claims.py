"""Snapshots, extractions, claims and non-responses.

Written out, not taken from tables.py: a step stays as it was when the tables have moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "snapshot",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("sidecar", sa.Text, nullable=False),
        sa.Column("retrieved", sa.String(32), nullable=False),
        sa.Column("report", sa.String(64), nullable=False, index=True),
        sa.UniqueConstraint("path", "sha256", "sidecar"),
    )
    op.create_table(
        "extraction",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("report", sa.String(64), nullable=False),
        sa.Column("maker", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("published", sa.Text, nullable=False),
        sa.UniqueConstraint("report", "maker"),
    )
    op.create_table(
        "claim",
        sa.Column("extraction", sa.Integer, sa.ForeignKey("extraction.number"), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("polarity", sa.String(16), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "non_response",
        sa.Column("extraction", sa.Integer, sa.ForeignKey("extraction.number"), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
