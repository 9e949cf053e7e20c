"""Who may use the desk: a one-time token from the printed address, spent on a session."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

BYTES = 32
IDLE_SECONDS = 12 * 3600.0  # a working day; a desk left open overnight asks for a new address


def new_secret() -> str:
    """A secret that nobody guesses: 256 random bits, safe in an address."""
    return secrets.token_urlsafe(BYTES)


@dataclass(slots=True)
class _Session:
    csrf: str
    used: float


class Sessions:
    """The sessions of one run of the desk, in memory only: a restart ends them all.

    Keys are kept as hashes, so that no dump of this process holds one that works.
    """

    def __init__(self, token: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._tokens = {_hashed(token)}
        self._held: dict[str, _Session] = {}
        self._clock = clock

    def enter(self, token: str) -> str | None:
        """A new session's key for a token that was not used before; None if there is no such token."""
        given = _hashed(token)
        known = next((t for t in self._tokens if hmac.compare_digest(t, given)), None)
        if known is None:
            return None
        self._tokens.discard(known)
        key = new_secret()
        self._held[_hashed(key)] = _Session(csrf=new_secret(), used=self._clock())
        return key

    def another_token(self) -> str:
        """A further one-time token, for a second browser or a program."""
        token = new_secret()
        self._tokens.add(_hashed(token))
        return token

    def is_open(self, key: str) -> bool:
        """True for the key of a session that was used within IDLE_SECONDS; it then counts as used now."""
        session = self._held.get(_hashed(key))
        if session is None:
            return False
        if self._clock() - session.used > IDLE_SECONDS:
            del self._held[_hashed(key)]
            return False
        session.used = self._clock()
        return True

    def csrf(self, key: str) -> str:
        """The word that a form of this session carries; "" where there is no session."""
        session = self._held.get(_hashed(key))
        return session.csrf if session else ""

    def is_ours(self, key: str, csrf: str) -> bool:
        """True if a form that carries `csrf` was made for this session."""
        known = self.csrf(key)
        return bool(known) and hmac.compare_digest(known.encode(), csrf.encode("utf-8", "replace"))

    def leave(self, key: str) -> None:
        """End a session; nothing if there is none."""
        self._held.pop(_hashed(key), None)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
