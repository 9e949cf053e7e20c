"""Nothing is sent anywhere unless asked: the whole tool without a route, every connection it tries noted."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

DAY = Path(__file__).with_name("whole_day.py")
ADDRESS = re.compile(r'inet_(?:addr\(|pton\(AF_INET6, )"([^"]+)"')
# A network of its own has its loopback switched off: SIOCSIFFLAGS, up and running.
LOOPBACK = (
    "import fcntl, socket, struct; "
    "fcntl.ioctl(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), 0x8914, struct.pack('16sh14x', b'lo', 65))"
)


def needs(tool: str) -> str:
    found = shutil.which(tool)
    assert found, f"{tool} is missing: install it with `make tools` (Debian: strace, util-linux)"
    return found


def traced(*words: str) -> list[str]:
    """The command under strace, also what it does in threads, child processes and native code."""
    return [needs("strace"), "-f", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o", "calls", *words]


def test_nothing_is_sent_anywhere_unless_asked(tmp_path):
    alone = [needs("unshare"), "-n" if os.geteuid() == 0 else "-rn"]
    script = '"$0" -c "$1" && shift && exec "$@"'
    done = subprocess.run(
        [*alone, "sh", "-c", script, sys.executable, LOOPBACK, *traced(sys.executable, str(DAY))],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "tried []" in done.stdout
    called = set(ADDRESS.findall((tmp_path / "calls").read_text()))
    assert {a for a in called if not a.startswith("127.") and a != "::1"} == set()


def test_a_connection_would_have_been_noted(tmp_path):
    """The test above can fail: a program that does call out is seen by both records."""
    code = (
        "import socket, sys; from tests import whole_day; sys.addaudithook(whole_day.note); "
        "s = socket.socket(); s.setblocking(False); s.connect_ex(('192.0.2.7', 80)); print(whole_day.TRIED)"
    )
    done = subprocess.run(
        traced(sys.executable, "-c", code),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, [*sys.path, "."]))},
    )
    assert "socket.connect ('192.0.2.7', 80)" in done.stdout
    assert set(ADDRESS.findall((tmp_path / "calls").read_text())) == {"192.0.2.7"}
