"""Mail through the user's own SMTP server, over TLS; the password comes from a file or the environment."""

import os
import smtplib
import ssl
import tomllib
from dataclasses import dataclass, fields
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path

from accordingto.errors import BadSettings, NotSent

PASSWORD = "ACCORDINGTO_SMTP_PASSWORD"  # noqa: S105  # the name of the variable, not a password
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """The server that takes mail. `security`: "starttls", "tls", or "none" (then no password is sent).

    `ca` is a file of certificates to trust besides the system's, for a server of one's own.
    """

    host: str
    sender: str
    port: int = 0  # 0: as `security` has it
    security: str = "starttls"
    user: str = ""
    password_file: str = ""
    ca: str = ""
    seconds: float = 60.0


def load(path: Path) -> Post:
    """The table [mail] of a TOML file. Raises BadSettings, naming what cannot be used."""
    subject = str(path)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("mail", {})
    except OSError as error:
        raise BadSettings(subject, error.strerror or "cannot be read") from None
    except ValueError as error:  # not UTF-8, not TOML
        raise BadSettings(subject, f"not valid TOML: {error}") from None
    known = {f.name: f.type for f in fields(Post)}
    for key, value in table.items() if isinstance(table, dict) else ():
        if key == "password":
            raise BadSettings(
                subject, f"a password does not stand here: name a password_file, or set {PASSWORD}"
            )
        right = isinstance(value, str if known.get(key) is str else int | float) and not isinstance(
            value, bool
        )
        if key not in known or not right or (isinstance(value, str) and not value.isprintable()):
            raise BadSettings(subject, f"[mail]: “{key}” is no setting, or not of its kind")
    try:
        post = Post(**table)
    except TypeError:
        raise BadSettings(subject, "[mail] needs host and sender") from None
    if post.security not in _PORTS:
        raise BadSettings(subject, f"[mail]: security is one of {', '.join(_PORTS)}")
    return post


def send(post: Post, to: str, subject: str, text: str, html: str) -> tuple[str, ...]:
    """One mail with a plain and an HTML form, to one address or several with commas between.

    Returns those of them whom the server refused, each with its reason, where it took the mail for others.
    Raises NotSent with the server's reason, never the password, where nobody gets it.
    """
    where = f"{post.host}:{_port(post)}"
    message = _message(post, to, subject, text, html)
    password = _password(post) if post.user else ""
    if password and post.security == "none":
        raise NotSent(where, "a password is not sent without TLS")
    try:
        with _connected(post) as server:
            if password:
                server.login(post.user, password)
            refused = server.send_message(message)
    except ssl.SSLError as error:
        raise NotSent(where, f"no TLS: {error.reason or error}") from None
    except smtplib.SMTPResponseException as error:
        said = (
            error.smtp_error.decode("utf-8", "replace")
            if isinstance(error.smtp_error, bytes)
            else error.smtp_error
        )
        raise NotSent(where, f"{error.smtp_code} {said}") from None
    except smtplib.SMTPRecipientsRefused:
        raise NotSent(where, f"does not take mail for {to}") from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(where, str(error) or type(error).__name__) from None
    return tuple(
        f"{address}: {code} {said.decode('utf-8', 'replace')}" for address, (code, said) in refused.items()
    )


def _message(post: Post, to: str, subject: str, text: str, html: str) -> EmailMessage:
    message = EmailMessage()
    try:
        message["From"], message["To"], message["Subject"] = post.sender, to, " ".join(subject.split())
    except ValueError as error:  # a line end in an address
        raise NotSent(to, f"not an address of mail ({error})") from None
    message["Date"] = formatdate(usegmt=True)
    # Without the name of this computer, which the standard library would put there.
    message["Message-ID"] = make_msgid(domain=post.sender.rpartition("@")[2].strip("> ") or "invalid")
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation answers
    message.set_content(text.encode("utf-8", "replace").decode())
    message.add_alternative(html.encode("utf-8", "replace").decode(), subtype="html")
    return message


def _connected(post: Post) -> smtplib.SMTP:
    # The name that is said in greeting: not that of this computer.
    greeting = "[127.0.0.1]"
    if post.security == "none":
        return smtplib.SMTP(post.host, _port(post), local_hostname=greeting, timeout=post.seconds)
    context = ssl.create_default_context()
    if post.ca:
        context.load_verify_locations(post.ca)
    if post.security == "tls":
        return smtplib.SMTP_SSL(
            post.host, _port(post), local_hostname=greeting, timeout=post.seconds, context=context
        )
    server = smtplib.SMTP(post.host, _port(post), local_hostname=greeting, timeout=post.seconds)
    try:
        server.starttls(context=context)
    except (smtplib.SMTPException, OSError):
        server.close()
        raise
    return server


def _port(post: Post) -> int:
    return post.port or _PORTS[post.security]


def _password(post: Post) -> str:
    if not post.password_file:
        if PASSWORD in os.environ:
            return os.environ[PASSWORD]
        raise BadSettings("mail", f"no password: name a password_file, or set {PASSWORD}")
    try:
        return Path(post.password_file).expanduser().read_text(encoding="utf-8").strip("\r\n")
    except (OSError, ValueError) as error:
        raise BadSettings(
            post.password_file, f"no password can be read there ({type(error).__name__})"
        ) from None
