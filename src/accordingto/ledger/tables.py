"""The tables of a ledger: rows that are only ever added, and rows derived from them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    column,
    table,
)

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
    Column("id", String(64), primary_key=True, index=True),
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

# What is derived: made anew from the rows above whenever these, the judgements or the program have changed,
# and so the only rows that are ever replaced. Pages and searches read them; nobody's truth lives here.
derived = Table(
    "derived",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("made_from", Text, nullable=False),  # what the other derived rows were made from
)

report_line = Table(
    "report_line",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("extraction", Integer, nullable=False),
    Column("title", Text),
    Column("publisher", Text),
    Column("published", Text, index=True),  # ISO date; null where not stated
    Column("language", String(8)),
    Column("extent", String(16), nullable=False),
    Column("path", Text, nullable=False),
    Column("url", Text, index=True),
    Column("claims", Integer, nullable=False),
)

claim_line = Table(
    "claim_line",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("report", String(64), nullable=False, index=True),
    Column("position", Integer, nullable=False),  # code point where its words begin
    Column("matter", String(32), index=True),
    Column("origin", Text, nullable=False, index=True),  # the wording alone where the name is withheld
    Column("kind", String(32), nullable=False),
    Column("protected", Boolean, nullable=False),
    Column("polarity", String(16), nullable=False),
    Column("strength", String(16), nullable=False),
    Column("access", String(32), nullable=False),
    Column("form", String(32), nullable=False),
    Column("wording", Text, nullable=False),
    Column("published", Text),
    Column("earliest", String(10), index=True),  # of the event times, ISO
    Column("latest", String(10)),
    Column("review", String(16), nullable=False, index=True),  # how far it has been reviewed: a State
    Column("shown", Text),  # the Claim as JSON where it is shown otherwise than kept: corrected, or shielded
)

# Who did not answer, as shown; `since` as a report's date.
silence_line = Table(
    "silence_line",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("report", String(64), nullable=False, index=True),
    Column("published", Text, index=True),
    Column("wording", Text, nullable=False),
    Column("body", Text, nullable=False),  # the NonResponse as JSON
)

claim_place = Table(
    "claim_place",
    metadata,
    Column("claim", String(64), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("country", String(2)),
    Column("whole", Boolean, nullable=False),  # a country itself: nowhere on a map
    Column("lat", Float),  # null where it cannot be placed
    Column("lon", Float),
    Column("radius_km", Float),
)

claim_figure = Table(
    "claim_figure",
    metadata,
    Column("claim", String(64), nullable=False, index=True),
    Column("population", Text),
    Column("state", Text),
    Column("unit", Text),
    Column("measure", String(16), nullable=False),
    Column("wording", Text, nullable=False),
    Column("low", Float, nullable=False),
    Column("high", Float),  # null is unbounded
    Column("soft_low", Float, nullable=False),
    Column("soft_high", Float),
    Column("as_of", Text),
)

matter = Table(
    "matter",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("title", Text, nullable=False),
    Column("independent", Integer, nullable=False, index=True),
    Column("mentions", Integer, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("conflicts", Integer, nullable=False, index=True),  # that nobody has resolved
    Column("questions", Integer, nullable=False),  # claims that leave it open, and that nobody has answered
    Column("unreviewed", Integer, nullable=False),  # claims that nobody has judged
    Column("pinned", Boolean, nullable=False, index=True),
    Column("first", Text),  # of publication, ISO
    Column("last", Text, index=True),
    Column("earliest", String(10)),  # of the event, ISO
    Column("latest", String(10)),
    Column("body", Text, nullable=False),  # the Matter as JSON
)

# An origin group in a matter. `origin` is the same for one named voice everywhere; a voice without a name or
# whose name is withheld has another in each report, and so is never joined across reports.
matter_origin = Table(
    "matter_origin",
    metadata,
    Column("matter", String(32), nullable=False, index=True),
    Column("origin", String(16), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("named", Boolean, nullable=False),
    Column("protected", Boolean, nullable=False),
    Column("report", String(64), nullable=False),  # the first; the only one where the voice has no name
    Column("counted", Boolean, nullable=False),
    Column("alone", Boolean, nullable=False),  # counted, and nobody else is: without it nothing is left
    Column("claims", Integer, nullable=False),
)

relation = Table(
    "relation",
    metadata,
    Column("a", String(64), nullable=False, index=True),
    Column("b", String(64), nullable=False, index=True),
    Column("kind", String(16), nullable=False, index=True),
    Column("body", Text, nullable=False),  # the Relation as JSON
)

copy = Table(
    "copy",
    metadata,
    Column("copier", String(64), nullable=False, index=True),
    Column("original", String(64), nullable=False, index=True),
    Column("body", Text, nullable=False),  # the Copy as JSON
)
DERIVED = (
    derived,
    report_line,
    claim_line,
    silence_line,
    claim_place,
    claim_figure,
    matter,
    matter_origin,
    relation,
    copy,
)

# At which address a snapshot was got, and when: what makes two snapshots versions of one page. A page that
# went back to what it said before has a row again.
retrieval = Table(
    "retrieval",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("snapshot", Integer, ForeignKey("snapshot.number"), nullable=False, index=True),
    Column("address", Text, nullable=False, index=True),  # as collect.address.same_page writes it
    Column("at", String(32), nullable=False),  # ISO 8601, UTC, to the second
    Column("body", Text, nullable=False),  # the Retrieval as JSON; "null" for a file whose sidecar says so
    UniqueConstraint("snapshot", "at"),
)

# When an address was last asked, and what to say when it is asked again. No evidence: rows are replaced.
visit = Table(
    "visit",
    metadata,
    Column("address", Text, primary_key=True),
    Column("kind", String(8), nullable=False),  # "list" or "page"
    Column("first", String(32), nullable=False),  # ISO 8601, UTC, as all times here
    Column("last", String(32), nullable=False),
    Column("status", Integer, nullable=False),  # 0 where nothing answered
    Column("etag", Text),
    Column("modified", Text),
    Column("failures", Integer, nullable=False),  # in a row
    Column("said", Text, nullable=False),  # why it could not be had; empty where it could
)

# Where matters stood that are no more: a matter's id is made of its claims, and changes when one comes, so an
# old address has to be led on. No evidence, and not derived: what is forgotten cannot be made anew.
former_matter = Table(
    "former_matter",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("claims", Text, nullable=False),  # ids of some of its claims, with spaces between
)

# What people decided. Triggers (see the step that makes the tables) refuse to change or remove a row.
judgement = Table(
    "judgement",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("act", String(16), nullable=False),
    Column("concern", String(32), nullable=False),  # of an undoing: that of what it undoes
    Column("by", Text, nullable=False),
    Column("at", String(40), nullable=False),  # ISO 8601, UTC
    Column("undoes", String(32)),
    Column("body", Text, nullable=False),  # the Judgement as JSON
)

# Which claims a judgement is about, and in which extraction the person saw each.
judged = Table(
    "judged",
    metadata,
    Column("judgement", Integer, ForeignKey("judgement.number"), primary_key=True),
    Column("claim", String(64), primary_key=True, index=True),
    Column("extraction", Integer, ForeignKey("extraction.number")),  # null for a claim that a judgement made
)

# The index of linking (see links.py): which places stand under which key, and what is known of each place.
link_posting = Table(
    "link_posting",
    metadata,
    Column("key", BigInteger, primary_key=True),
    Column("report", BigInteger, primary_key=True),
    Column("claim", BigInteger, primary_key=True),
    sqlite_with_rowid=False,
)

link_record = Table(
    "link_record",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("report", BigInteger, primary_key=True),
    Column("claim", BigInteger, primary_key=True),
    Column("body", LargeBinary, nullable=False),  # MessagePack
    sqlite_with_rowid=False,
)

# Full text: virtual tables of SQLite's FTS5. `sounds` has the words as they sound in Latin letters
# (languages/sound.py): all Cyrillic ones, and Latin ones that a capital marks as names.
search_report = table("search_report", column("id", String), column("words", Text), column("sounds", Text))
search_claim = table("search_claim", column("id", String), column("words", Text), column("sounds", Text))

# What a page lists by groups stands whole in an index. One more orders matters by weight (see the migration):
# it is on an expression, which cannot be compared with the one in the file.
_LISTED = (
    ("ix_claim_line_open", claim_line, ("polarity", "matter", "published", "id")),
    ("ix_claim_place_listed", claim_place, ("name", "lat", "lon", "radius_km", "country", "whole")),
    ("ix_claim_figure_kind", claim_figure, ("population", "state", "unit", "claim")),
    (
        "ix_matter_origin_listed",
        matter_origin,
        ("named", "origin", "name", "kind", "protected", "report", "counted", "alone", "claims"),
    ),
    ("ix_matter_origin_report", matter_origin, ("named", "report")),
    ("ix_matter_title", matter, ("title", "id")),
)
for _name, _table, _columns in _LISTED:
    Index(_name, *(_table.c[column] for column in _columns))
