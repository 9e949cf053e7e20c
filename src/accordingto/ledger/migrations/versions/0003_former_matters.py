"""Where matters stood that are no more."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table, empty: addresses of before are not known."""
    op.create_table(
        "former_matter",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("claims", sa.Text, nullable=False),
    )
