"""Every error of ours, in one tree, named by what the caller does next.

AccordingToError
├── SkipReport             leave this input out, go on with the others
│   ├── MissingInput       nothing is at that path, or it vanished while being read
│   ├── UnreadableInput    it is there, but may not be opened
│   ├── EmptyInput         no bytes, or no text in them
│   ├── NotAReport         binary, an archive, or another format than HTML, text or PDF
│   ├── UndecodableInput   no encoding fits the bytes
│   ├── TooLarge           above the cap on bytes or time
│   ├── TooDeep            nested beyond what can be read
│   ├── BrokenDocument     a PDF or page that its parser gives up on
│   ├── EncryptedDocument  a PDF that asks for a password
│   ├── BadSidecar         FILE.meta.json is there but cannot be used
│   ├── RefusedAddress     an address that is not fetched from: private, odd, or not http(s)
│   ├── Disallowed         robots.txt asks that it be left alone
│   ├── Unreachable        no such name, no connection, or no answer in time
│   └── BadReply           an answer that cannot be used: not HTTP, an error, redirects without end
├── Refused                what a person asked for was not done, and nothing has changed
│   ├── BadJudgement       a judgement that can mean nothing, or is about claims that are not there
│   └── DecidedMeanwhile   somebody else judged the same claim after it was looked at
└── Stop                   nothing sensible can follow
    ├── NothingRead        no input became a report
    ├── BadRow             a line of a JSONL file has not the form that the command reads
    ├── LedgerError        the ledger is damaged, newer than this program, or in use
    ├── BadSettings        a list or settings file of the user's cannot be used
    ├── NotSent            mail that no server took
    ├── DataError          a lexicon, table or gazetteer of ours is missing or malformed
    ├── OutputError        the result cannot be written where it was asked for
    ├── PortInUse          the desk cannot answer at that port
    ├── EvidenceBroken     what was kept is gone, was changed, or does not follow what went before
    ├── AnchorError        an authority did not answer, or its token does not fit what it should witness
    ├── SealError          what is sealed cannot be opened, or not be sealed, with the keys given
    └── WithheldFound      an export would tell who a withheld voice is; nothing was written
"""

import re

# What would break the line, drive the terminal or turn the reading order; and bytes of a name that is no
# UTF-8 (PEP 383). A file may be called so.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\u200e\u200f\ud800-\udfff]")


def one_line(text: str) -> str:
    """Text from outside as a terminal may show it: on one line, nothing in it that acts, all of it UTF-8."""
    return _UNPRINTABLE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


class AccordingToError(Exception):
    """Root. `subject` names the thing (a path, a table), `reason` says why, in one line."""

    def __init__(self, subject: str, reason: str) -> None:
        super().__init__(one_line(f"{subject}: {reason}"))
        self.subject = subject
        self.reason = reason

    def __reduce__(self) -> tuple[type["AccordingToError"], tuple[str, str]]:
        # Exceptions cross from worker processes by pickle, which would call __init__(str(self)).
        return type(self), (self.subject, self.reason)


class SkipReport(AccordingToError):
    """Leave this input out, go on with the others."""


class MissingInput(SkipReport):
    """Nothing is at that path, or it vanished while being read."""


class UnreadableInput(SkipReport):
    """It is there, but may not be opened."""


class EmptyInput(SkipReport):
    """No bytes, or no text in them."""


class NotAReport(SkipReport):
    """Binary, an archive, or another format than HTML, text or PDF."""


class UndecodableInput(SkipReport):
    """No encoding fits the bytes."""


class TooLarge(SkipReport):
    """Above the cap on bytes or time."""


class TooDeep(SkipReport):
    """Nested beyond what can be read."""


class BrokenDocument(SkipReport):
    """A PDF or page that its parser gives up on."""


class EncryptedDocument(SkipReport):
    """A PDF that asks for a password."""


class BadSidecar(SkipReport):
    """FILE.meta.json is there but cannot be used."""


class RefusedAddress(SkipReport):
    """An address that is not fetched from: private, odd, or not http(s)."""


class Disallowed(SkipReport):
    """robots.txt asks that it be left alone."""


class Unreachable(SkipReport):
    """No such name, no connection, or no answer in time."""


class BadReply(SkipReport):
    """An answer that cannot be used: not HTTP, an error, redirects without end."""


class Refused(AccordingToError):
    """What a person asked for was not done, and nothing has changed."""


class BadJudgement(Refused):
    """A judgement that can mean nothing, or is about claims that are not there."""


class DecidedMeanwhile(Refused):
    """Somebody else judged the same claim after it was looked at.

    `refused` is the judgement that was not appended, so that a page can offer it again; `meanwhile` are
    those that came between, oldest first.
    """

    refused: object = None
    meanwhile: tuple[object, ...] = ()


class Stop(AccordingToError):
    """Nothing sensible can follow."""


class NothingRead(Stop):
    """No input became a report; `skipped` says why, for each."""

    skipped: tuple[SkipReport, ...] = ()


class BadRow(Stop):
    """A line of a JSONL file has not the form that the command reads."""


class LedgerError(Stop):
    """The ledger is damaged, newer than this program, or in use."""


class BadSettings(Stop):
    """A list or settings file of the user's cannot be used."""


class NotSent(Stop):
    """Mail that no server took."""


class DataError(Stop):
    """A lexicon, table or gazetteer of ours is missing or malformed."""


class OutputError(Stop):
    """The result cannot be written where it was asked for."""


class PortInUse(Stop):
    """The desk cannot answer at that port."""


class EvidenceBroken(Stop):
    """What was kept is gone, was changed, or does not follow what went before."""


class AnchorError(Stop):
    """An authority did not answer, or its token does not fit what it should witness."""


class SealError(Stop):
    """What is sealed cannot be opened, or not be sealed, with the keys given."""


class WithheldFound(Stop):
    """An export would tell who a withheld voice is; nothing was written."""
