"""A bag: files with the list of their hashes, as RFC 8493 (BagIt) says, in one zip.

`sha256sum -c manifest-sha256.txt` inside the unpacked folder is all that checking it takes. The same files
give the same bytes of zip.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping

_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold: no clock goes into it
_READABLE = 0o644 << 16
_ESCAPED = {"%": "%25", "\n": "%0A", "\r": "%0D"}  # RFC 8493, section 2.1.3


def bag(name: str, payload: Mapping[str, bytes], info: Mapping[str, str], tags: Mapping[str, bytes]) -> bytes:
    """The zip: a folder `name` with `payload` under data/, bag-info.txt of `info`, and further tag files."""
    files = {f"data/{path}": data for path, data in payload.items()}
    manifest = _manifest(files)
    total = sum(map(len, payload.values()))
    about = {**info, "Payload-Oxum": f"{total}.{len(payload)}"}
    told = {
        **tags,
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": "".join(f"{k}: {_one_line(v)}\n" for k, v in about.items()).encode(),
        "manifest-sha256.txt": manifest,
    }
    return packed(
        {f"{name}/{p}": d for p, d in {**files, **told, "tagmanifest-sha256.txt": _manifest(told)}.items()}
    )


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files that is the same for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _NO_TIME)
            entry.external_attr = _READABLE
            entry.create_system = 3  # Unix, on whatever system it is made
            archive.writestr(entry, files[path], zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()


def _manifest(files: Mapping[str, bytes]) -> bytes:
    lines = [
        f"{hashlib.sha256(data).hexdigest()}  {_escaped(path)}\n" for path, data in sorted(files.items())
    ]
    return "".join(lines).encode()


def _escaped(path: str) -> str:
    return "".join(_ESCAPED.get(c, c) for c in path)


def _one_line(value: str) -> str:
    return " ".join(value.split())
