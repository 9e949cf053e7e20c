"""Serving the desk: a socket on loopback, one process, no log of addresses."""

import socket
from pathlib import Path

import uvicorn

from accordingto.desk.app import create_app
from accordingto.desk.sessions import new_secret
from accordingto.errors import AccordingToError, LedgerError, PortInUse

LOOPBACK = "127.0.0.1"
MOST_AT_ONCE = 64  # connections: one person and their browser


class Serving:
    """A desk that is about to run; `address` opens it once.

    Raises LedgerError for a ledger that cannot be opened, PortInUse for a port that is taken.
    """

    def __init__(self, ledger: Path, *, port: int = 0, read_only: bool = False) -> None:
        if read_only and not ledger.is_file():
            raise LedgerError(str(ledger), "no such ledger")
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((LOOPBACK, port))
            self._socket.listen(MOST_AT_ONCE)  # a browser that is quicker than we are waits
        except OSError as error:
            self._socket.close()
            raise PortInUse(f"port {port}", error.strerror or str(error)) from error
        taken = int(self._socket.getsockname()[1])
        token = new_secret()
        try:
            app = create_app(ledger, token=token, port=taken, read_only=read_only)
        except AccordingToError:
            self._socket.close()
            raise
        if not read_only:
            app.state.desk.reading.warm()
        self.address = f"http://{LOOPBACK}:{taken}/enter?token={token}"
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_level="error",
                access_log=False,
                server_header=False,
                limit_concurrency=MOST_AT_ONCE,
                timeout_keep_alive=5,
                timeout_graceful_shutdown=3,
            )
        )

    def run(self) -> None:
        """Answer until Ctrl-C or SIGTERM."""
        self._server.run(sockets=[self._socket])
