"""Addresses of pages: what a query asks for, read with care, and the same query with something changed."""

from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request

_LONGEST = 200  # characters of a value that is looked up


def number(request: Request, name: str = "page") -> int:
    """A page's number, from 1 on; 1 where the address has none that can be used."""
    said = request.query_params.get(name, "")
    return max(1, int(said)) if said.isascii() and said.isdigit() and len(said) < 8 else 1


def said(request: Request, name: str) -> str:
    """A value of the query, trimmed; "" where there is none."""
    return request.query_params.get(name, "").replace("\0", "").strip()[:_LONGEST]


def one_of(request: Request, name: str, known: tuple[str, ...]) -> str:
    """A value of the query if it is one of those known, else ""."""
    given = said(request, name)
    return given if given in known else ""


def day(request: Request, name: str) -> str:
    """An ISO day of the query; "" where it has none, or none that is a day."""
    given = said(request, name)
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        return ""


class Here:
    """This page's address: `here(page=2)` is the same with another page, `here(place=None)` without one."""

    def __init__(self, request: Request) -> None:
        self.path = request.url.path
        self._kept = [(k, v) for k, v in request.query_params.multi_items() if k != "lang" and v]

    def __call__(self, **changes: object) -> str:
        kept = [(k, v) for k, v in self._kept if k not in changes]
        kept += [(k, str(v)) for k, v in changes.items() if v is not None]
        return f"{self.path}?{urlencode(kept)}" if kept else self.path
