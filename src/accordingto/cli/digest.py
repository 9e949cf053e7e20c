"""accordingto digest: what changed in knowledge since a day."""

import re
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from accordingto.cli.policy import PolicyName, policed
from accordingto.cli.seal import Identity, PassphraseFile, Sealed, proof_for
from accordingto.cli.terminal import SOME_LEFT_OUT, check_folder, one_line_errors, write
from accordingto.errors import one_line

LANGUAGES = ("en", "ru", "uk")  # as the desk
_DAYS = re.compile(r"([0-9]{1,4})d")


def digest(  # noqa: PLR0913, PLR0917  # each is an option of the command
    ledger: Annotated[Path, typer.Option(help="The SQLite file that keeps the claims.")],
    since: Annotated[
        str, typer.Option(metavar="DATE|7d", help="A day, YYYY-MM-DD (UTC), or so many days ago.")
    ],
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Up to that day; by default now.")] = None,
    html: Annotated[bool, typer.Option("--html", help="One HTML page.")] = False,
    text: Annotated[bool, typer.Option("--text", help="Plain text; the default.")] = False,
    rss: Annotated[bool, typer.Option("--rss", help="An RSS feed, an item a change.")] = False,
    mail: Annotated[
        str | None,
        typer.Option(metavar="TO", help="Send it as mail (text and HTML) to these addresses; needs --smtp."),
    ] = None,
    smtp: Annotated[
        Path | None, typer.Option(metavar="FILE", help="TOML with a table [mail]: host, sender, user …")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file instead of the terminal.")
    ] = None,
    title: Annotated[str, typer.Option(help="The digest's title.")] = "",
    lang: Annotated[
        str, typer.Option(metavar="en|ru|uk", help="The language of its own words; quotations stay.")
    ] = "en",
    empty: Annotated[
        bool, typer.Option("--always/--if-any", help="Send mail even if nothing changed.")
    ] = False,
    policy: PolicyName = None,
    sealed: Sealed = None,
    identity: Identity = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Say what changed in knowledge since a day: not which articles came, but what they changed.

    New matters, new independent origins, figures that moved, conflicts that opened or closed, questions
    answered, and pages that were edited. The ledger is worked out as it stood on that day, by when each
    page was got, and compared with now. Where voices are sealed (`seal add`), every byte is searched for
    them before it is shown or sent. docs/collect.md gives a weekly timer.
    """
    if html + text + rss > 1:
        raise typer.BadParameter("one of --html, --text and --rss")
    if (mail is None) != (smtp is None):
        raise typer.BadParameter("--mail and --smtp go together")
    if lang not in LANGUAGES:
        raise typer.BadParameter(f"--lang is one of {', '.join(LANGUAGES)}")
    now = datetime.now(UTC).replace(microsecond=0)
    start, end = _moment(since, now), _moment(until, now) if until else now
    with one_line_errors():
        if output:
            check_folder(output)
        from accordingto import pipeline  # noqa: PLC0415
        from accordingto.audit.alias import drawn, leaving  # noqa: PLC0415
        from accordingto.audit.changes import changes  # noqa: PLC0415
        from accordingto.desk.reasons import reason  # noqa: PLC0415
        from accordingto.desk.words import Words  # noqa: PLC0415
        from accordingto.publish import digest as forms  # noqa: PLC0415
        from accordingto.publish import mail as post  # noqa: PLC0415
        from accordingto.publish import words  # noqa: PLC0415

        server = post.load(smtp) if smtp else None
        draw = drawn()  # one for both: a voice is the same before and after
        words.speak(lang)
        proof = proof_for(ledger, sealed, identity, passphrase_file)
        before, proof = policed(pipeline.view(ledger, start), policy, draw, proof)
        after, proof = policed(pipeline.view(ledger, end if until else None), policy, draw, proof)
        found = forms.digest(
            changes(leaving(before, draw), leaving(after, draw)),
            title=title,
            since=start,
            until=end,
            spoken=lambda said: reason(said, Words(lang)).text,
        )
        if server and mail:
            made = [forms.as_text(found), forms.as_html(found)]
        else:
            made = [(forms.as_html if html else forms.as_rss if rss else forms.as_text)(found)]
        if proof:
            parts = [found.title, mail or "", output.name if output else "", *made]
            proof.check([("digest", part.encode(errors="replace")) for part in parts])
        if server and mail:
            if found.sections or empty:
                refused = post.send(server, mail, found.title, *made)
                for left_out in refused:
                    print(f"left out: {one_line(left_out)}", file=sys.stderr)
                if refused:
                    raise typer.Exit(SOME_LEFT_OUT)
        elif output:
            write(output, made[0])
        else:
            print(made[0], end="")


def _moment(said: str, now: datetime) -> datetime:
    if back := _DAYS.fullmatch(said):
        return now - timedelta(days=int(back[1]))
    try:
        return datetime.combine(date.fromisoformat(said), datetime.min.time(), tzinfo=UTC)
    except ValueError:
        raise typer.BadParameter(f"{said} is no day (YYYY-MM-DD) and no number of days (7d)") from None
