"""What is derived from the claims, as pages and searches read it; and what people decided of them.

Written out, not taken from tables.py: a step stays as it was when the tables have moved on.
"""

import json
from datetime import datetime

import sqlalchemy as sa
from alembic import op

from accordingto.collect.address import same_page
from accordingto.ledger.standing import moment

revision = "0002"
down_revision = "0001"

INDEXED = (
    ("report_line", "published"),
    ("report_line", "url"),
    ("claim_line", "report"),
    ("claim_line", "matter"),
    ("claim_line", "origin"),
    ("claim_line", "earliest"),
    ("silence_line", "report"),
    ("silence_line", "published"),
    ("claim_place", "claim"),
    ("claim_figure", "claim"),
    ("matter", "independent"),
    ("matter", "conflicts"),
    ("matter", "last"),
    ("matter_origin", "matter"),
    ("matter_origin", "origin"),
    ("relation", "a"),
    ("relation", "b"),
    ("relation", "kind"),
    ("copy", "copier"),
    ("copy", "original"),
    ("retrieval", "snapshot"),
    ("retrieval", "address"),
    ("claim", "id"),
    ("judged", "claim"),
    ("claim_line", "review"),
    ("matter", "pinned"),
)
# What a page lists by groups, whole in an index so that no row has to be read for it.
LISTED = (
    ("ix_claim_line_open", "claim_line", ["polarity", "matter", "published", "id"]),
    ("ix_claim_place_listed", "claim_place", ["name", "lat", "lon", "radius_km", "country", "whole"]),
    ("ix_claim_figure_kind", "claim_figure", ["population", "state", "unit", "claim"]),
    (
        "ix_matter_origin_listed",
        "matter_origin",
        ["named", "origin", "name", "kind", "protected", "report", "counted", "alone", "claims"],
    ),
    ("ix_matter_origin_report", "matter_origin", ["named", "report"]),
    ("ix_matter_title", "matter", ["title", "id"]),
)


def upgrade() -> None:
    """Make the derived tables, empty: they are filled when the ledger is next opened for reading."""
    op.create_table(
        "derived",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("made_from", sa.Text, nullable=False),
    )
    op.create_table(
        "report_line",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("extraction", sa.Integer, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("publisher", sa.Text),
        sa.Column("published", sa.Text),
        sa.Column("language", sa.String(8)),
        sa.Column("extent", sa.String(16), nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("claims", sa.Integer, nullable=False),
    )
    op.create_table(
        "claim_line",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("report", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("matter", sa.String(32)),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("protected", sa.Boolean, nullable=False),
        sa.Column("polarity", sa.String(16), nullable=False),
        sa.Column("strength", sa.String(16), nullable=False),
        sa.Column("access", sa.String(32), nullable=False),
        sa.Column("form", sa.String(32), nullable=False),
        sa.Column("wording", sa.Text, nullable=False),
        sa.Column("published", sa.Text),
        sa.Column("earliest", sa.String(10)),
        sa.Column("latest", sa.String(10)),
        sa.Column("review", sa.String(16), nullable=False),
        sa.Column("shown", sa.Text),
    )
    op.create_table(
        "silence_line",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("report", sa.String(64), nullable=False),
        sa.Column("published", sa.Text),
        sa.Column("wording", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "claim_place",
        sa.Column("claim", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("wording", sa.Text, nullable=False),
        sa.Column("country", sa.String(2)),
        sa.Column("whole", sa.Boolean, nullable=False),
        sa.Column("lat", sa.Float),
        sa.Column("lon", sa.Float),
        sa.Column("radius_km", sa.Float),
    )
    op.create_table(
        "claim_figure",
        sa.Column("claim", sa.String(64), nullable=False),
        sa.Column("population", sa.Text),
        sa.Column("state", sa.Text),
        sa.Column("unit", sa.Text),
        sa.Column("measure", sa.String(16), nullable=False),
        sa.Column("wording", sa.Text, nullable=False),
        sa.Column("low", sa.Float, nullable=False),
        sa.Column("high", sa.Float),
        sa.Column("soft_low", sa.Float, nullable=False),
        sa.Column("soft_high", sa.Float),
        sa.Column("as_of", sa.Text),
    )
    op.create_table(
        "matter",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("independent", sa.Integer, nullable=False),
        sa.Column("mentions", sa.Integer, nullable=False),
        sa.Column("reports", sa.Integer, nullable=False),
        sa.Column("conflicts", sa.Integer, nullable=False),
        sa.Column("questions", sa.Integer, nullable=False),
        sa.Column("unreviewed", sa.Integer, nullable=False),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("first", sa.Text),
        sa.Column("last", sa.Text),
        sa.Column("earliest", sa.String(10)),
        sa.Column("latest", sa.String(10)),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "matter_origin",
        sa.Column("matter", sa.String(32), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("named", sa.Boolean, nullable=False),
        sa.Column("protected", sa.Boolean, nullable=False),
        sa.Column("report", sa.String(64), nullable=False),
        sa.Column("counted", sa.Boolean, nullable=False),
        sa.Column("alone", sa.Boolean, nullable=False),
        sa.Column("claims", sa.Integer, nullable=False),
    )
    op.create_table(
        "relation",
        sa.Column("a", sa.String(64), nullable=False),
        sa.Column("b", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "copy",
        sa.Column("copier", sa.String(64), nullable=False),
        sa.Column("original", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "retrieval",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("snapshot", sa.Integer, sa.ForeignKey("snapshot.number"), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("snapshot", "at"),
    )
    op.create_table(
        "visit",
        sa.Column("address", sa.Text, primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("first", sa.String(32), nullable=False),
        sa.Column("last", sa.String(32), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("modified", sa.Text),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
    )
    op.create_table(
        "judgement",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("concern", sa.String(32), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("undoes", sa.String(32)),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "judged",
        sa.Column("judgement", sa.Integer, sa.ForeignKey("judgement.number"), primary_key=True),
        sa.Column("claim", sa.String(64), primary_key=True),
        sa.Column("extraction", sa.Integer, sa.ForeignKey("extraction.number")),
    )
    op.create_table(
        "link_posting",
        sa.Column("key", sa.BigInteger, primary_key=True),
        sa.Column("report", sa.BigInteger, primary_key=True),
        sa.Column("claim", sa.BigInteger, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "link_record",
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("report", sa.BigInteger, primary_key=True),
        sa.Column("claim", sa.BigInteger, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    for table in ("judgement", "judged"):
        for act, done in (("UPDATE", "changed"), ("DELETE", "removed")):
            op.execute(
                f"CREATE TRIGGER {table}_is_never_{done} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'a judgement is never {done}'); END"
            )
    # One by one: as part of a table their order would be that of a set, and no two ledgers alike.
    for table, column in INDEXED:
        op.create_index(f"ix_{table}_{column}", table, [column])
    for name, table, columns in LISTED:
        op.create_index(name, table, columns)
    weight = [
        sa.text(c) for c in ("(conflicts > 0) DESC", "independent DESC", "mentions DESC", "reports DESC")
    ]
    op.create_index("ix_matter_weight", "matter", [*weight, "id"])
    for name in ("search_report", "search_claim"):
        op.execute(
            f"CREATE VIRTUAL TABLE {name} USING fts5"
            "(id UNINDEXED, words, sounds, tokenize = 'unicode61 remove_diacritics 2')"
        )
    _fill_retrieval()


def _fill_retrieval() -> None:
    """Snapshots of an older ledger whose sidecars name an address: from now on versions of one page."""
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT number, sidecar, retrieved FROM snapshot")).all()
    for number, sidecar, retrieved in rows:
        stated = (json.loads(sidecar) or {}).get("url")
        address = same_page(stated) if stated else None
        if address is not None:
            connection.execute(
                sa.text(
                    "INSERT INTO retrieval (snapshot, address, at, body) VALUES (:n, :address, :at, :no)"
                ),
                {
                    "n": number,
                    "address": address,
                    "at": moment(datetime.fromisoformat(retrieved)),
                    "no": "null",
                },
            )
