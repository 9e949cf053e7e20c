"""python -m fuzz NAME [SECONDS] [libFuzzer options]: needs atheris (`uv pip install --group fuzz`)."""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["accordingto"]):
    from fuzz.targets import SEEDS, TARGETS, once


def main() -> None:
    """Fuzz one parser; what crashes it is written to crash-…, and the exit code is then not 0."""
    name, seconds, *options = [*sys.argv[1:3], *(["20"] if len(sys.argv) < 3 else []), *sys.argv[3:]]
    if name not in TARGETS:
        raise SystemExit(f"no such parser: {name}; there are {', '.join(TARGETS)}")
    corpus = Path(".fuzz") / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]):
        (corpus / f"seed-{number}").write_bytes(seed)
    atheris.Setup(
        [
            sys.argv[0],
            str(corpus),
            f"-max_total_time={seconds}",
            "-timeout=30",
            "-rss_limit_mb=4096",
            *options,
        ],
        lambda data: once(name, data),
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
