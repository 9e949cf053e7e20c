"""The tables of a ledger. Rows are added, never changed; what is derived (relations, matters) is not kept."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, Text, UniqueConstraint

metadata = MetaData()

# How and when we got which bytes. The same bytes may be found at several paths or with another sidecar.
snapshot = Table(
    "snapshot",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("path", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("sidecar", Text, nullable=False),  # JSON; "null" where there is none
    Column("retrieved", String(32), nullable=False),  # ISO 8601, UTC
    Column("report", String(64), nullable=False, index=True),
    UniqueConstraint("path", "sha256", "sidecar"),
)

# What one version of the program made of one report. A newer version adds a row beside the old one.
extraction = Table(
    "extraction",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("report", String(64), nullable=False),
    Column("maker", String(64), nullable=False),  # fingerprint of code, lexicons and model
    Column("body", Text, nullable=False),  # the Report as JSON
    Column("published", Text, nullable=False),  # the When that the text bounds it by, as JSON; or "null"
    UniqueConstraint("report", "maker"),
)

claim = Table(
    "claim",
    metadata,
    Column("extraction", Integer, ForeignKey("extraction.number"), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("origin", Text, nullable=False),
    Column("polarity", String(16), nullable=False),
    Column("body", Text, nullable=False),  # the Claim as JSON
)

non_response = Table(
    "non_response",
    metadata,
    Column("extraction", Integer, ForeignKey("extraction.number"), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("body", Text, nullable=False),  # the NonResponse as JSON
)
