"""Every step from files to a ledger: the only module that joins the rooms."""

import hashlib
import importlib.metadata
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from pathlib import Path

from sqlalchemy import Engine

from accordingto.added import add as follow
from accordingto.attribute import attribute
from accordingto.audit.shield import shielded, withheld_names
from accordingto.audit.versions import versions
from accordingto.collect import files
from accordingto.engine.local import run
from accordingto.errors import LedgerError, NothingRead, SkipReport, TooLarge
from accordingto.evidence import receive, rows
from accordingto.judgement import Judgement
from accordingto.keep.custody import DESK
from accordingto.keep.store import Store
from accordingto.languages import READ_LANGUAGES, lexicon
from accordingto.ledger import bring as ledger_bring
from accordingto.ledger import derived, history
from accordingto.ledger import former as ledger_former
from accordingto.ledger import judgements as ledger_judgements
from accordingto.ledger import linked as ledger_linked
from accordingto.ledger import read as ledger_read
from accordingto.ledger import write as ledger_write
from accordingto.ledger.bring import Brought
from accordingto.ledger.read import Kept
from accordingto.ledger.standing import standing
from accordingto.ledger.store import open_ledger, transaction
from accordingto.ledger.view import LedgerView
from accordingto.ledger.write import Extraction
from accordingto.link import Piece, pieces
from accordingto.link import linked as linked_in
from accordingto.link.regroup import together
from accordingto.normalize import Normalized
from accordingto.normalize import claims as normalize
from accordingto.parse.english import parse
from accordingto.read import read
from accordingto.read.language import may_be
from accordingto.report import Report, Snapshot, Stated
from accordingto.review import Reviewed, applied, regrouped, settled

_FACES = frozenset(
    {"cli", "desk", "publish", "gather", "evidence", "keep", "codebook", "codebooks", "policies"}
)
_WORD = re.compile(r"\w+|[^\w\s]")
SMALL_PILE = 6  # below this many files a second worker costs more to start than it saves


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A ledger's view after a build, and what of the input was left out, each with its reason."""

    view: LedgerView
    skipped: tuple[SkipReport, ...]
    added: int


def build(
    paths: Sequence[Path],
    ledger: Path | None = None,
    *,
    outputs: Sequence[Path] = (),
    actor: str = DESK,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Built:
    """Read files and folders into a ledger and link all that it then holds.

    `ledger` None keeps everything in memory; else originals and custody log lie beside it (`keep.store`).
    `outputs` are files that this run writes: one of an earlier run that lies in a folder to be read is no
    report. `actor` is who the custody log names. `progress` is called with (files done, files in all).
    Raises NothingRead if no input became a report and the ledger was empty before.
    """
    found, skipped = files.find(paths, besides=outputs)
    subject = str(ledger) if ledger else "ledger in memory"
    engine = open_ledger(ledger)
    store = receive.open_store(ledger)
    try:
        # Sorted: the same files give the same bytes of ledger, however they were named.
        new, unreadable = _split_known(engine, subject, sorted(found), store, actor)
        skipped += unreadable
        workers = 1 if len(new) < SMALL_PILE else os.cpu_count() or 1
        added = 0
        with closing(run(extract, new, workers=workers)) as outcomes:
            for done, (_, outcome) in enumerate(outcomes, start=1):
                if isinstance(outcome, SkipReport):
                    skipped.append(outcome)
                else:
                    with transaction(engine, subject, write=True) as connection:
                        receive.add(connection, store, outcome, actor=actor)
                    added += 1
                progress(done, len(new))
        with transaction(engine, subject) as connection:
            stamp = derived.made_from(connection, maker())
            fresh = ledger is None or derived.is_fresh(connection, stamp)
        if not fresh:
            with transaction(engine, subject, write=True) as connection:
                fresh = follow(connection, maker())
        made = _view_of(engine, subject, keep=ledger is not None)
        view = made[0]
        if not fresh:
            _derive(engine, subject, made, stamp)
    finally:
        engine.dispose()
    if not view.reports:
        nothing = NothingRead(", ".join(map(str, paths)), "nothing there became a report")
        nothing.skipped = tuple(skipped)
        raise nothing
    return Built(view=view, skipped=tuple(skipped), added=added)


def view(ledger: Path, until: datetime | None = None) -> LedgerView:
    """All that a ledger on disk holds, linked, or held at a moment by when its bytes were got.

    Raises LedgerError if there is none at that path.
    """
    if not ledger.is_file():
        raise LedgerError(str(ledger), "no such ledger")
    engine = open_ledger(ledger)
    try:
        return view_of(engine, str(ledger), until)
    finally:
        engine.dispose()


def view_of(engine: Engine, subject: str, until: datetime | None = None) -> LedgerView:
    """All that a ledger holds, or held at a moment, as people left it (today), linked anew."""
    return _view_of(engine, subject, until=until)[0]


def _view_of(
    engine: Engine, subject: str, *, keep: bool = False, until: datetime | None = None
) -> tuple[LedgerView, Mapping[str, Collection[str]]]:
    """The view, and by report the names that it withholds: no index may hold them.

    With `keep` the ledger's index of links is brought in step, else it is used only where it is.
    """
    with transaction(engine, subject) as connection:
        held = ledger_read.kept(connection, until)
        edited = history.successive(connection, until)
        got = ledger_read.custody(connection, {s.report.id for pair in edited for s in pair})
        numbers = derived.extractions(connection)
        judgements = ledger_judgements.every(connection, until)
        former = ledger_former.former(connection, standing(connection, until)) if judgements else ()
    reviewed = applied(held.claims, held.reports, judgements, former, held.non_responses)
    with ledger_linked.linked(engine, subject, _pieces(held, reviewed, numbers), maker(), keep=keep) as index:
        linked = linked_in(index)
        agreed = settled(
            *regrouped(linked.matters, linked.relations, reviewed, partial(together, index)), reviewed
        )
    view = LedgerView(
        reports=held.reports,
        claims=reviewed.claims,
        non_responses=reviewed.non_responses,
        relations=agreed.relations,
        matters=agreed.matters,
        copies=linked.copies,
        dated=held.dated,
        custody=held.custody,
        made=held.made,
        judgements=reviewed.judgements,
        reviews=reviewed.reviews,
        matter_reviews=agreed.reviews,
        machine=reviewed.machine,
        newest=reviewed.newest,
        proposals=reviewed.proposals,
    )
    hidden = {r: {*names} for r, names in withheld_names(view).items()}
    for report, name in reviewed.withheld.voices:
        hidden.setdefault(report, set()).add(name)
    told = versions(edited, view, hidden, got, {numbers[r.id] for r in held.reports})
    return replace(view, edits=told.edits, earlier=told.earlier), hidden


def _pieces(held: Kept, reviewed: Reviewed, extractions: Mapping[str, int]) -> list[Piece]:
    """The reports to be linked, each with its claims as people left them and the mark of these."""
    judged = {r.claim for r in reviewed.reviews}
    touched = {c.report for c in (*held.claims, *reviewed.claims, *reviewed.machine) if c.id in judged}
    return [
        replace(p, mark=ledger_linked.mark(extractions[p.report.id], p.claims, judged=p.report.id in touched))
        for p in pieces(held.reports, reviewed.claims)
    ]


def judged(ledger: Path) -> LedgerView:
    """What people decided of the claims of a ledger on disk, without linking these: no matters, no relations.

    Raises LedgerError if there is none at that path.
    """
    if not ledger.is_file():
        raise LedgerError(str(ledger), "no such ledger")
    engine = open_ledger(ledger)
    try:
        with transaction(engine, str(ledger)) as connection:
            held = ledger_read.kept(connection)
            judgements = ledger_judgements.every(connection)
            former = ledger_former.former(connection, standing(connection))
    finally:
        engine.dispose()
    reviewed = applied(held.claims, held.reports, judgements, former, held.non_responses)
    return LedgerView(
        reports=held.reports,
        claims=reviewed.claims,
        non_responses=reviewed.non_responses,
        relations=(),
        matters=(),
        copies=(),
        judgements=reviewed.judgements,
        reviews=reviewed.reviews,
        machine=reviewed.machine,
        newest=reviewed.newest,
        proposals=reviewed.proposals,
    )


def judge(ledger: Path, judgement: Judgement) -> bool:
    """Append a judgement to a ledger on disk; False if the very same was there.

    Raises DecidedMeanwhile if somebody else judged the same after `judgement.seen`, BadJudgement where it
    is about claims or words that are not there. Derived rows are left to `relink`.
    """
    engine = open_ledger(ledger)
    try:
        with transaction(engine, str(ledger), write=True) as connection:
            return receive.judge(connection, receive.open_store(ledger), judgement)
    finally:
        engine.dispose()


def bring(view: LedgerView, ledger: Path) -> Brought:
    """Take what another ledger holds into the one at `ledger`, made if absent: all of it or nothing."""
    engine = open_ledger(ledger)
    try:
        with transaction(engine, str(ledger), write=True) as connection:
            store = receive.open_store(ledger)
            receive.begin(connection, store)
            before = rows.bounds(connection)
            brought = ledger_bring.bring(connection, view)
            receive.imported(connection, store, before)
        relink(engine, str(ledger))
    finally:
        engine.dispose()
    return brought


def relink(engine: Engine, subject: str) -> bool:
    """Bring the derived rows up to what the ledger holds; True if there was anything to do."""
    with transaction(engine, subject) as connection:
        stamp = derived.made_from(connection, maker())
        if derived.is_fresh(connection, stamp):
            return False
    with transaction(engine, subject, write=True) as connection:
        if follow(connection, maker()):
            return True
    _derive(engine, subject, _view_of(engine, subject, keep=True), stamp)
    return True


def _derive(
    engine: Engine, subject: str, made: tuple[LedgerView, Mapping[str, Collection[str]]], stamp: str
) -> None:
    # The stamp was read before the view: what another process added meanwhile makes it stale, not wrong.
    with transaction(engine, subject, write=True) as connection:
        derived.rewrite(connection, shielded(made[0]), stamp, hidden=made[1])


def extract(path: Path) -> Extraction:
    """One file to its claims: collect, read, attribute, normalize. Raises SkipReport."""
    return extract_snapshot(files.snapshot(path))


def extract_snapshot(snapshot: Snapshot) -> Extraction:
    """The same for bytes already at hand."""
    return extraction_of(snapshot, read(snapshot))


def extraction_of(snapshot: Snapshot, report: Report) -> Extraction:
    """The same for a report already read."""
    found = Normalized(claims=(), non_responses=())
    if is_readable(report):
        _refuse_endless(report)
        doc = parse(report.text, [passage.span for passage in report.furniture()])
        found = normalize(report, doc, attribute(report, doc))
    return Extraction(
        snapshot=snapshot,
        report=report,
        claims=found.claims,
        non_responses=found.non_responses,
        published=found.published,
        maker=maker(),
    )


def _refuse_endless(report: Report) -> None:
    """Raise TooLarge at once for what could not be parsed in the time that a worker has."""
    most: int = lexicon("en", "parse")["article"]
    size = sum(len(passage.span) for passage in report.article())
    if size > most:  # no sooner can it have as many words
        words = sum(
            1 for p in report.article() for _ in _WORD.finditer(report.text, p.span.start, p.span.end)
        )
        if words > most:
            raise TooLarge(report.path, f"more than {most:,} words and signs of running text; split it")


def is_readable(report: Report) -> bool:
    """True if we can extract claims from its language; one that could not be told is tried if it may be."""
    if isinstance(report.language, Stated):
        return report.language.value in READ_LANGUAGES
    article = "\n".join(passage.span.of(report.text) for passage in report.article())
    return any(may_be(code, article) for code in READ_LANGUAGES)


@cache
def maker() -> str:
    """A fingerprint of this code, its lexicons and the language model: what reading and linking depend on.

    The faces are left out: another word on a page of the desk is no reason to read ten thousand reports anew.
    """
    digest = hashlib.sha256()
    for name, data in _sources(package_files("accordingto"), ""):
        if name.split("/")[0] in _FACES or name.endswith("/desk.toml"):
            continue
        digest.update(f"{name}\0".encode() + hashlib.sha256(data).digest())
    for part in (*lexicon("en", "parse")["models"], "spacy", "trafilatura", "htmldate", "pypdfium2"):
        try:
            digest.update(f"{part} {importlib.metadata.version(part)}".encode())
        except importlib.metadata.PackageNotFoundError:
            digest.update(f"{part} absent".encode())
    return digest.hexdigest()


def _sources(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            yield from _sources(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith((".py", ".toml")):
            yield prefix + entry.name, entry.read_bytes()


def _split_known(
    engine: Engine, subject: str, found: Sequence[Path], store: Store | None, actor: str
) -> tuple[list[Path], list[SkipReport]]:
    """The files that the ledger does not hold yet, as read by this very version; and the unreadable."""
    new, skipped = [], []
    with transaction(engine, subject, write=True) as connection:
        receive.begin(connection, store, actor=actor)
    with transaction(engine, subject) as connection:
        for path in found:
            try:
                snapshot = files.snapshot(path)
            except SkipReport as error:
                skipped.append(error)
                continue
            if not ledger_write.is_known(connection, snapshot, maker()):
                new.append(path)
            else:
                receive.keep_bytes(store, snapshot, actor=actor)
    return new, skipped
