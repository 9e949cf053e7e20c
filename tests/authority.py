"""Authorities on this machine alone, for the tests of anchors: `openssl ts`, and a calendar's stand-in."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from opentimestamps.core.notary import PendingAttestation
from opentimestamps.core.op import OpAppend, OpSHA256
from opentimestamps.core.serialize import BytesSerializationContext
from opentimestamps.core.timestamp import Timestamp

CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


def make_authority(folder: Path) -> None:
    """A root certificate and a time-stamping one under it; openssl must be there (`make tools`)."""
    assert shutil.which("openssl"), "openssl is missing: install it with `make tools` (Debian: openssl)"
    folder.mkdir()
    (folder / "serial").write_text("01\n")
    (folder / "ts.cnf").write_text(CONFIG.format(folder=folder))
    (folder / "ext.cnf").write_text("extendedKeyUsage=critical,timeStamping\n")
    _openssl(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "root.key", "-out", "root.pem",
        "-subj", "/CN=Root of the tests", "-days", "2", folder=folder,
    )  # fmt: skip
    _openssl(
        "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr",
        "-subj", "/CN=Authority of the tests", folder=folder,
    )  # fmt: skip
    _openssl(
        "x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
        "-days", "2", "-extfile", "ext.cnf", "-out", "tsa.pem", folder=folder,
    )  # fmt: skip


def sign(folder: Path) -> Callable[[str, bytes], bytes]:
    """What the authority answers to a query."""

    def answer(_path: str, query: bytes) -> bytes:
        (folder / "q.tsq").write_bytes(query)
        _openssl("ts", "-reply", "-config", "ts.cnf", "-queryfile", "q.tsq", "-out", "r.tsr", folder=folder)
        return (folder / "r.tsr").read_bytes()

    return answer


def promise(path: str, digest: bytes) -> bytes:
    """What an OpenTimestamps calendar answers: the digest, something appended, hashed, promised."""
    assert path == "/digest"
    assert len(digest) == 32
    stamp = Timestamp(digest)
    stamp.ops.add(OpAppend(b"nonce of the calendar")).ops.add(OpSHA256()).attestations.add(
        PendingAttestation("https://calendar.example")
    )
    out = BytesSerializationContext()
    stamp.serialize(out)
    return out.getbytes()


@contextmanager
def serving(answer: Callable[[str, bytes], bytes]) -> Iterator[str]:
    """The address of a server on the loopback that gives this answer to each POST."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = answer(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _openssl(*words: str, folder: Path) -> None:
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
