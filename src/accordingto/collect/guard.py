"""Which addresses may be fetched from: http(s) to machines of the public internet, and nothing else.

A name is looked up once, each address it has is checked, and the connection goes to a checked address, so
that an answer which changes between the check and the connection changes nothing (DNS rebinding).
"""

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import TypeAlias

import httpx

from accordingto.errors import RefusedAddress, Unreachable
from accordingto.languages import lexicon

IPAddress: TypeAlias = IPv4Address | IPv6Address
Resolve: TypeAlias = Callable[[str, int], Sequence[str]]  # name and port to addresses; OSError if none

SCHEMES = ("http", "https")
_UNICAST = IPv6Network("2000::/3")  # all that has been given out for the public internet: RFC 4291, IANA
# Labels of letters, digits, hyphens and underscores (IDNA has made others of these), the last not a number:
# a host that ends in one is an address or nothing (WHATWG URL, "ends in a number").
_NAME = re.compile(
    r"(?=.{1,254}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)*(?!0x[0-9a-f]*\.?\Z|[0-9]+\.?\Z)[a-z0-9_][a-z0-9_-]{0,62}\.?",
    re.I,
)
_LONGEST = 8_000  # characters of an address; RFC 9110 asks servers to take as many


def resolve_by_system(name: str, port: int) -> list[str]:
    """The addresses of a name, in the system's order of preference."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What stands between an address that somebody wrote and a connection.

    `resolve` looks names up. `allowed` are (address, port) pairs that pass although their network is
    refused; it is for tests against a server on this machine and is set by code alone: no option, file
    or environment variable reaches it.
    """

    resolve: Resolve = resolve_by_system
    allowed: frozenset[tuple[str, int]] = frozenset()

    def url(self, address: str, *, by_proxy: bool = False) -> httpx.URL:
        """The address in parts, without its fragment.

        `by_proxy`: the name will be looked up by a proxy, so that only what it is called can be checked.
        Raises RefusedAddress for what is no plain http(s) address, or names what is not public.
        """
        if len(address) > _LONGEST:
            raise RefusedAddress(address[:60] + "…", f"longer than {_LONGEST} characters")
        try:
            url = httpx.URL(address)
            host, port = url.host, url.port
        except (httpx.InvalidURL, ValueError, UnicodeError) as error:
            raise RefusedAddress(address, f"not an address of a web page ({error})") from None
        if url.scheme not in SCHEMES:
            raise RefusedAddress(address, f"only http and https are fetched, not {url.scheme or 'this'}")
        if url.userinfo:
            # Never with the password in the message: it goes to terminals and logs.
            raise RefusedAddress(f"{url.scheme}://…@{host}", "a user name in an address is not sent")
        if port is None:
            port = 443 if url.scheme == "https" else 80
        if not host or not 0 < port < 65_536:
            raise RefusedAddress(address, "no host in it, or a port that cannot be")
        literal = literal_address(host)
        if "%" in host:
            raise RefusedAddress(address, "a zone of this machine's network, or escapes, in its host")
        if literal is not None:
            self.check(address, literal, port)
        elif not _NAME.fullmatch(url.raw_host.decode("ascii", "replace")):
            # What is no name here may be one, or an address, to a proxy.
            raise RefusedAddress(address, f"{host} is no name of a host")
        elif (why := _refused_name(host, by_proxy=by_proxy)) is not None:
            raise RefusedAddress(address, why)
        if port in lexicon("any", "fetching")["ports"]["refused"]:
            raise RefusedAddress(address, f"port {port} belongs to another protocol")
        return url.copy_with(fragment=None)

    def addresses(self, host: str, port: int) -> tuple[IPAddress, ...]:
        """The checked addresses of a host, in the order to try them.

        One that is refused refuses the name: who has public and private addresses mixed means us no good.
        Raises RefusedAddress, or Unreachable where there is no such name.
        """
        literal = literal_address(host)
        if literal is not None:
            found = [literal]
        else:
            try:
                found = [ip_address(text.partition("%")[0]) for text in self.resolve(host, port)]
            except (OSError, UnicodeError, ValueError) as error:
                reason = getattr(error, "strerror", None) or str(error)
                raise Unreachable(host, f"its name cannot be looked up: {reason}") from None
        if not found:
            raise Unreachable(host, "its name has no address")
        for address in found:
            self.check(host, address, port)
        return tuple(found)

    def check(self, subject: str, address: IPAddress, port: int) -> None:
        """Raises RefusedAddress, with the address and why, for one that is not public."""
        if (str(address), port) in self.allowed:
            return
        why = refusal(address)
        if why is not None:
            said = "" if subject == str(address) else f"{address} is "
            raise RefusedAddress(subject, f"{said}{why}")


def literal_address(host: str) -> IPAddress | None:
    """The address that a host is, in any spelling that a system library takes for one; None for a name.

    "127.1", "0x7f.0.0.1", "017700000001" and "2130706433" all mean 127.0.0.1 to inet_aton, and so to
    many a resolver and proxy.
    """
    bare = host.strip("[]").rstrip(".").partition("%")[0]
    try:
        return ip_address(bare)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(bare)) if bare and bare[0].isdigit() else None
    except (OSError, UnicodeError):
        return None


def refusal(address: IPAddress) -> str | None:
    """Why an address is not fetched from; None for one of the public internet."""
    for network, why in _networks():
        if address.version == network.version and address in network:
            return why
    if isinstance(address, IPv6Address):
        for network, what, at in _carriers():
            if address in network:
                inner = IPv4Address(int(address) >> (128 - at - 32) & 0xFFFFFFFF)
                inside = refusal(inner)
                if inside is not None or what in ("mapped", "compatible"):
                    # The two old forms have no business in an answer of today's DNS even for public ones.
                    return f"a {what} form of {inner}" + (f", {inside}" if inside else "")
                return None
        if address not in _UNICAST or not address.is_global:
            return "not an address of the public internet"
        if int(address) >> 32 & 0xFFFFFFFF in (0x00005EFE, 0x02005EFE):  # ISATAP, RFC 5214
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
            inside = refusal(inner)
            return f"an ISATAP form of {inner}, {inside}" if inside else None
        return None
    return None if address.is_global else "not an address of the public internet"


@cache
def _networks() -> tuple[tuple[IPv4Network | IPv6Network, str], ...]:
    rows = lexicon("any", "fetching")["network"]
    return tuple((ip_network(network), row["why"]) for row in rows for network in row["of"])


@cache
def _carriers() -> tuple[tuple[IPv6Network, str, int], ...]:
    rows = lexicon("any", "fetching")["carries"]
    return tuple((IPv6Network(row["network"]), row["what"], row["at"]) for row in rows)


def _refused_name(host: str, *, by_proxy: bool) -> str | None:
    names = lexicon("any", "fetching")["names"]
    labels = host.rstrip(".").lower().split(".")
    endings = {".".join(labels[n:]) for n in range(len(labels))}
    if not endings.isdisjoint(names["refused"]):
        return f"{host} is a name of this machine or its neighbours"
    if not by_proxy and not endings.isdisjoint(names["through_proxy"]):
        return "a name that only Tor can look up: set a proxy"
    if len(labels) == 1:
        return f"{host} is a name without a domain: a machine of the neighbourhood"
    return None
