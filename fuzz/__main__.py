"""python -m fuzz NAME [SECONDS] [libFuzzer options]: needs atheris (`uv pip install --group fuzz`)."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["accordingto", "python_multipart"]):
    from fuzz.targets import SEEDS, TARGETS, once


def _words(seeds: Iterable[bytes]) -> list[str]:
    """The pieces that good inputs are made of, as libFuzzer's dictionaries write them."""
    pieces = {piece for seed in seeds for piece in re.findall(rb"[A-Za-z0-9_:-]{2,30}|[^\w\s]{1,4}", seed)}
    return ["".join(f"\\x{byte:02x}" for byte in piece) for piece in sorted(pieces)][:2000]


def main() -> None:
    """Fuzz one parser; what crashes it is written to crash-…, and the exit code is then not 0."""
    if len(sys.argv) < 2:
        print(*TARGETS, sep="\n")
        return
    name, seconds, *options = [*sys.argv[1:3], *(["20"] if len(sys.argv) < 3 else []), *sys.argv[3:]]
    if name not in TARGETS:
        raise SystemExit(f"no such parser: {name}; there are {', '.join(TARGETS)}")
    corpus = Path(".fuzz") / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]):
        (corpus / f"seed-{number}").write_bytes(seed)
    words = Path(".fuzz") / f"{name}.dict"
    words.write_text("".join(f'"{word}"\n' for word in _words(SEEDS[name])))
    atheris.Setup(
        [
            sys.argv[0],
            str(corpus),
            f"-dict={words}",
            f"-max_total_time={seconds}",
            "-timeout=20",
            "-rss_limit_mb=1536",
            *options,
        ],
        lambda data: once(name, data),
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
