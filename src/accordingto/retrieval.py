"""How a page came to us: what was asked, what answered, and what proves it (the retrieval record)."""

import re
from dataclasses import dataclass
from datetime import datetime

_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?\s*([\w.:+-]{2,40})""", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """One answer that sent us on: from `address`, with `status`, to `to`."""

    address: str
    status: int
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieval:
    """One request and its answer.

    `requested` is the address as asked, `address` the one that answered in the end. `at` is when the
    first request was sent (UTC). `headers` are those of the last answer, in its order. `peer` is the
    machine that was connected to; None through a proxy, which looks names up itself. `certificate` is
    the SHA-256 of the server's certificate (DER, hex), None without TLS. `via` names a proxy, or the
    archive that a page was taken from. `tool` made the request: name and version.
    """

    requested: str
    address: str
    at: datetime
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    redirects: tuple[Redirect, ...] = ()
    peer: str | None = None
    certificate: str | None = None
    via: str | None = None
    tool: str

    def header(self, name: str) -> str | None:
        """The last value under a name, whatever its case."""
        return next((v for k, v in reversed(self.headers) if k.lower() == name.lower()), None)

    @property
    def charset(self) -> str | None:
        """The encoding that the server names for the bytes (RFC 9110, section 8.3.2), if it names one."""
        found = _CHARSET.search(self.header("content-type") or "")
        return found[1] if found else None
