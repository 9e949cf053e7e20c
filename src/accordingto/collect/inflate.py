"""Unpacking a body as it comes, within caps: a small answer must not become a large one."""

import zlib
from collections.abc import Iterable, Iterator

from accordingto.collect.caps import Caps
from accordingto.errors import BadReply, TooLarge

ACCEPTED = "gzip, deflate"  # what we ask for, and all that is unpacked
_GZIP, _ZLIB, _BARE = 31, 15, -15  # window bits: how zlib names the three wrappings
_STEP = 65_536  # bytes unpacked at a time


def inflated(subject: str, chunks: Iterable[bytes], encoding: str, caps: Caps) -> Iterator[bytes]:
    """The body behind a Content-Encoding, piece by piece.

    Raises TooLarge beyond the caps on size and ratio, BadReply for another encoding, for packing that is
    broken or cut off, and for one packed twice.
    """
    named = [part.strip().lower() for part in encoding.split(",") if part.strip()]
    named = [part for part in named if part != "identity"]
    if not named:
        yield from _counted(subject, chunks, caps)
        return
    if named not in (["gzip"], ["x-gzip"], ["deflate"]):
        raise BadReply(subject, f"packed as {encoding[:60]}, which was not asked for")
    yield from _unpacked(subject, chunks, named[0], caps)


def _counted(subject: str, chunks: Iterable[bytes], caps: Caps) -> Iterator[bytes]:
    count = 0
    for chunk in chunks:
        count += len(chunk)
        if count > caps.bytes:
            raise TooLarge(subject, f"more than the {caps.bytes / 1e6:g} MB that are read")
        yield chunk


def _unpacked(subject: str, chunks: Iterable[bytes], how: str, caps: Caps) -> Iterator[bytes]:
    packed = unpacked = 0
    machine = None
    try:
        for chunk in chunks:
            packed += len(chunk)
            rest = chunk
            if machine is None:
                machine = zlib.decompressobj(_wrapping(chunk, how))
            while rest:
                if machine.eof:  # gzip allows members one after the other
                    if how == "deflate" or not rest.startswith(b"\x1f\x8b"):
                        return
                    machine = zlib.decompressobj(_GZIP)
                piece = machine.decompress(rest, _STEP)
                rest = machine.unconsumed_tail or machine.unused_data
                unpacked += len(piece)
                if unpacked > caps.bytes:
                    raise TooLarge(subject, f"unpacks to more than the {caps.bytes / 1e6:g} MB that are read")
                if unpacked > caps.ratio_from and unpacked > packed * caps.ratio:
                    raise TooLarge(subject, f"unpacks to more than {caps.ratio} times its size")
                if piece:
                    yield piece
                elif not rest or not machine.eof:
                    break
    except zlib.error as error:
        raise BadReply(subject, f"its packing is broken ({error})") from None
    if machine is not None and not machine.eof:
        raise BadReply(subject, "its packing is cut off")


def _wrapping(head: bytes, how: str) -> int:
    """ "deflate" means a zlib wrapping, but some servers send it bare."""
    if how != "deflate":
        return _GZIP
    zlib_head = len(head) >= 2 and head[0] & 0x0F == 8 and (head[0] << 8 | head[1]) % 31 == 0
    return _ZLIB if zlib_head else _BARE
