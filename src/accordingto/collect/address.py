"""When two addresses mean one page: without what only says where the reader came from."""

from fnmatch import fnmatchcase
from urllib.parse import unquote_plus, urlsplit, urlunsplit

from accordingto.languages import lexicon

_PLAIN_PORT = {"http": 80, "https": 443}


def same_page(address: str) -> str | None:
    """The form under which versions of a page are kept together; None for what names no one page.

    The fragment, tracking parameters (fetching.toml), the scheme's own port and letter case of the host
    are left out. http and https of one host are one page. A bare host names a site, not a page.
    """
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in _PLAIN_PORT or not host:
        return None
    beside = lexicon("any", "fetching")["address"]["beside"]
    kept = [
        part
        for part in parts.query.split("&")
        if part and not any(fnmatchcase(_name(part), pattern) for pattern in beside)
    ]
    path = parts.path or "/"
    if path == "/" and not kept:
        return None
    where = host.rstrip(".") + (f":{port}" if port and port != _PLAIN_PORT[parts.scheme] else "")
    return urlunsplit(("https", where, path, "&".join(kept), ""))


def _name(parameter: str) -> str:
    return unquote_plus(parameter.partition("=")[0]).lower()
