"""Anchors: somebody else's word that the custody log stood as it does at a certain time.

What is sent is the SHA-256 of the log's last line and nothing else. RFC 3161 authorities sign it with the
time at once; OpenTimestamps calendars put it, within hours, under a transaction of Bitcoin. Both call out,
so nothing here runs unasked. Tokens lie under anchors/, named by the number of the line: 000017.1.tsr as
`openssl ts` reads it, 000017.2.ots as `ots` reads it (which can also upgrade it once Bitcoin holds it).
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
from cryptography import x509
from opentimestamps.core.notary import BitcoinBlockHeaderAttestation
from opentimestamps.core.op import OpSHA256
from opentimestamps.core.serialize import (
    BytesDeserializationContext,
    BytesSerializationContext,
    DeserializationError,
)
from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp
from rfc3161_client import TimestampRequestBuilder, VerifierBuilder, decode_timestamp_response
from rfc3161_client.base import HashAlgorithm
from rfc3161_client.errors import VerificationError

from accordingto.errors import AnchorError
from accordingto.keep import custody
from accordingto.keep.custody import DESK, Act, Done, Head
from accordingto.keep.store import Store, make, write_once

SECONDS = 30.0
LARGEST = 1 << 20  # bytes of an answer
_NAME = re.compile(r"(\d{6,})\.\d+\.(tsr|ots)")
_GRANTED = 0  # PKIStatus, RFC 3161 section 2.4.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A kept token: which line it witnesses, as which hash. `says` is what it proves, in words."""

    path: Path
    line: int
    sha256: str
    says: str


def rfc3161(store: Store, url: str, roots: bytes | None = None, *, actor: str = DESK) -> Anchor:
    """Have a time-stamp authority sign the log's last line. `roots` are its root certificates in PEM.

    With `roots` its signature is checked before the token is kept. Raises AnchorError.
    """
    head, line = _last(store)
    request = TimestampRequestBuilder().data(line).hash_algorithm(HashAlgorithm.SHA256).build()
    answer = _post(url, request.as_bytes(), "application/timestamp-query")
    says, sha256 = _signed(answer, roots, url)
    if sha256 != head.sha256 or decode_timestamp_response(answer).tst_info.nonce != request.nonce:
        raise AnchorError(url, "its token is not for what was asked")
    return _keep(store, head, answer, "tsr", says, url=url, actor=actor)


def opentimestamps(store: Store, url: str, *, actor: str = DESK) -> Anchor:
    """Have an OpenTimestamps calendar put the log's last line under Bitcoin. Raises AnchorError."""
    head, _ = _last(store)
    digest = bytes.fromhex(head.sha256)
    answer = _post(url.rstrip("/") + "/digest", digest, "application/octet-stream")
    try:
        stamp = Timestamp.deserialize(BytesDeserializationContext(answer), digest)
    except (DeserializationError, ValueError) as error:
        raise AnchorError(url, f"its answer is no time-stamp: {error}") from error
    out = BytesSerializationContext()
    DetachedTimestampFile(OpSHA256(), stamp).serialize(out)
    says, _ = _promised(out.getbytes(), url)
    return _keep(store, head, out.getbytes(), "ots", says, url=url, actor=actor)


def kept(store: Store, roots: bytes | None = None) -> Iterator[Anchor | AnchorError]:
    """Every token under anchors/, or why it is none."""
    for path in sorted(store.anchors.glob("*")) if store.anchors.is_dir() else ():
        try:
            yield read(path, roots)
        except AnchorError as error:
            yield error


def read(path: Path, roots: bytes | None = None) -> Anchor:
    """A token from its file, wherever it was kept. Raises AnchorError if it is none, or falsely signed."""
    name = _NAME.fullmatch(path.name)
    if not name:
        raise AnchorError(path.name, "is no anchor: its name is not LINE.NUMBER.tsr or .ots")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise AnchorError(path.name, error.strerror or str(error)) from error
    says, sha256 = _signed(data, roots, path.name) if name[2] == "tsr" else _promised(data, path.name)
    return Anchor(path=path, line=int(name[1]), sha256=sha256, says=says)


def _last(store: Store) -> tuple[Head, bytes]:
    line, head = custody.last_line(store)
    if not head.n:
        raise AnchorError(str(store.log), "there is no custody log to anchor yet")
    return head, line


def _signed(token: bytes, roots: bytes | None, subject: str) -> tuple[str, str]:
    """What a token says in words, and the hash that it is for. Raises AnchorError."""
    try:
        response = decode_timestamp_response(token)
        if response.status != _GRANTED:
            raise AnchorError(subject, f"refused: {'; '.join(response.status_string) or response.status}")
        info = response.tst_info
        imprint, at = info.message_imprint.message, info.gen_time
        if roots is None:
            return f"time-stamped {_time(at)}; whose signature that is was not checked", imprint.hex()
        verifier = VerifierBuilder()
        for certificate in x509.load_pem_x509_certificates(roots):
            verifier = verifier.add_root_certificate(certificate)
        verifier.build().verify(response, imprint)
    except VerificationError as error:
        raise AnchorError(subject, f"is not signed by that authority: {error}") from error
    except ValueError as error:
        raise AnchorError(subject, f"is no time-stamp token: {error}") from error
    return f"signed {_time(at)} by the authority given", imprint.hex()


def _promised(data: bytes, subject: str) -> tuple[str, str]:
    try:
        stamp = DetachedTimestampFile.deserialize(BytesDeserializationContext(data))
    except (DeserializationError, ValueError) as error:
        raise AnchorError(subject, f"is no OpenTimestamps proof: {error}") from error
    blocks = {
        a.height
        for _, a in stamp.timestamp.all_attestations()
        if isinstance(a, BitcoinBlockHeaderAttestation)
    }
    if blocks:
        return f"in Bitcoin block {min(blocks)}; compare with `ots verify`", stamp.file_digest.hex()
    return "promised by a calendar, not yet in Bitcoin: run `ots upgrade` on it", stamp.file_digest.hex()


def _keep(store: Store, head: Head, token: bytes, ending: str, says: str, *, url: str, actor: str) -> Anchor:
    make(store.anchors)
    number = 1
    while list(store.anchors.glob(f"{head.n:06}.{number}.*")):
        number += 1
    path = store.anchors / f"{head.n:06}.{number}.{ending}"
    write_once(path, token)
    subjects = (
        ("line", str(head.n)),
        ("line sha256", head.sha256),
        ("token", hashlib.sha256(token).hexdigest()),
    )
    about = {"authority": url, "says": says}
    custody.append(store, [Done(act=Act.ANCHORED, subjects=subjects, about=about, actor=actor)])
    return Anchor(path=path, line=head.n, sha256=head.sha256, says=says)


def _post(url: str, body: bytes, kind: str) -> bytes:
    if not url.startswith(("https://", "http://")):
        raise AnchorError(url, "is no address of http or https")
    try:
        with httpx.stream(
            "POST", url, content=body, headers={"Content-Type": kind}, timeout=SECONDS, follow_redirects=False
        ) as response:
            if response.status_code != httpx.codes.OK:
                raise AnchorError(url, f"answered with status {response.status_code}")
            answer = b""
            for part in response.iter_bytes():
                answer += part
                if len(answer) > LARGEST:
                    raise AnchorError(url, "answered with more than a token can be")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise AnchorError(url, f"did not answer: {error}") from error
    return answer


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
