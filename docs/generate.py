"""Reference pages made from the code: python -m docs.generate [--check].

`--check` writes nothing and exits with 1 if a page on disk is not what the code would make.
"""

import json
import os
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from typer import Typer

import accordingto
from accordingto import errors
from accordingto.cli import app
from accordingto.publish.schema import schema

HERE = Path(__file__).parent
WIDTH = "100"
MADE = "Made from the code by `python -m docs.generate`."


def commands() -> str:
    """docs/cli.md: every command with its help."""
    from typer.testing import CliRunner  # noqa: PLC0415  # reads COLUMNS when it is imported

    names = ["", *_names(app)]
    for group in app.registered_groups:
        if group.typer_instance:
            names += [f"{group.name} {name}" for name in _names(group.typer_instance)]
    parts = [f"# Commands\n\n{MADE}\n"]
    for name in names:
        words = [*name.split(), "--help"]
        shown = CliRunner().invoke(app, words, prog_name="accordingto").output.strip()
        parts.append(f"## accordingto {name}".rstrip() + f"\n\n```text\n{shown}\n```\n")
    return "\n".join(parts)


def _names(group: Typer) -> Iterator[str]:
    for made in group.registered_commands:
        if made.callback:
            yield made.name or made.callback.__name__.replace("_", "-")


def error_tree() -> str:
    """docs/errors.md: the tree as it stands in errors.py, and the exit codes."""
    return (
        f"# Errors and exit codes\n\n{MADE}\n\n```text\n{(errors.__doc__ or '').strip()}\n```\n\n"
        "| exit code | meaning |\n|---|---|\n"
        "| 0 | all input was read |\n"
        "| 1 | nothing sensible could follow: one line on standard error says why |\n"
        "| 2 | the command was called wrongly |\n"
        "| 3 | some input was left out: a line each on standard error names it and says why |\n"
        "| 130, 143 | it was interrupted (Ctrl-C) or told to end (SIGTERM); what was read so far is kept |\n"
    )


def lexicons() -> str:
    """docs/lexicons.md: each data file with what its first comment says it is for."""
    root = Path(accordingto.__file__).parent
    rows = [
        f"| `{folder}/{name}` | {what} |\n"
        for folder in ("languages", "codebooks")
        for name, what in _described(root / folder)
    ]
    return (
        f"# Lexicons and tables\n\n{MADE} All of it is data: edit a file, run `make test`.\n\n"
        "| file | what it holds |\n|---|---|\n" + "".join(rows)
    )


def _described(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(root.rglob("*.toml")):
        text = path.read_text(encoding="utf-8")
        tomllib.loads(text)
        lines = []
        for line in text.splitlines():
            if not line.startswith("#"):
                break
            lines.append(line.lstrip("# ").strip())
        if not lines:
            raise SystemExit(f"{path}: its first line must be a comment that says what it holds")
        sentence = " ".join(lines).split(". ")[0].rstrip(".") + "."
        yield path.relative_to(root).as_posix(), sentence.replace("|", "\\|")


def measured() -> str:
    """What a dossier says of its own accuracy: floors of the gate that are pinned, in plain words."""
    evals = HERE.parent / "evals"
    shown = tomllib.loads((evals / "shown.toml").read_text(encoding="utf-8"))["shown"]
    sets = tomllib.loads((evals / "floors.toml").read_text(encoding="utf-8"))["set"]
    floors = {(s["name"], s["path"]): s["floors"] for s in reversed(sets) if "variant" not in s}
    parts = ["# Made from evals/floors.toml and evals/shown.toml by `python -m docs.generate`.\n"]
    for line in shown:
        floor = floors.get((line["name"], line["path"]), {}).get(line["figure"], 0)
        if floor:
            parts.append(f'[[measured]]\nsays = "{line["says"]}"\nat_least = {float(floor)}\n')
    return "\n".join(parts)


def ledger_schema() -> str:
    """docs/ledger.schema.json: the JSON Schema of a published ledger."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


# What the README compares: what is measured, its set and figure in evals/measured.json, and the best
# peer on the same set (measured by us unless "published").
COMPARED = (
    (
        "who says what: content, F1",
        "attribution  polnear/dev.jsonl.gz",
        "content",
        "BBC Citron, retrained: 57.7",
    ),
    (
        "… with its source, F1",
        "attribution  polnear/dev.jsonl.gz",
        "content_source",
        "BBC Citron, retrained: 50.6",
    ),
    ("when: TIMEX3 value, F1", "time  time/dev.jsonl.gz", "value", "HeidelTime: 77.4"),
    ("where: within 161 km, TR-News, F1", "places  geo/trnews-dev.jsonl.gz", "end_to_end", "72.8"),
    ("where: within 161 km, local US news, F1", "places  geo/lgl-dev.jsonl.gz", "end_to_end", "50.5"),
    ("where: within 161 km, GeoWebNews, F1", "places  geo/gwn-dev.jsonl.gz", "end_to_end", "67.9"),
    ("main text of pages, F1", "reading  reading", "html_f1", "trafilatura: 96.9"),
    ("copies, hand-judged pairs, F1", "copies  copies", "copies_hand_f1", "five-word runs: 89.2"),
    ("reports of one event, B³", "copies  copies", "events_b3", "–"),
    (
        "mentions of one event, CoNLL F1",
        "clusters  link/ecbplus_dev.jsonl",
        "conll_f1",
        "best measured: 73.8",
    ),
    ("contradicting pairs, F1", "pairs  link/rte3_dev.jsonl", "contradicts_f1", "best measured: 22.4"),
)
START, END = "<!-- figures: made by python -m docs.generate -->", "<!-- end of figures -->"


def compared() -> str:
    """README.md with its table of figures, read from what the gate measured last."""
    measured = json.loads((HERE.parent / "evals" / "measured.json").read_text(encoding="utf-8"))
    rows = ["| step, on a development set | accordingto | best peer |", "|---|---|---|"]
    for label, title, figure, peer in COMPARED:
        value = measured.get(title, {}).get(figure)
        rows.append(f"| {label} | {'not run' if value is None else f'{value:.1f}'} | {peer} |")
    page = (HERE.parent / "README.md").read_text(encoding="utf-8")
    before, rest = page.split(START)
    return before + START + "\n" + "\n".join(rows) + "\n" + END + rest.split(END)[1]


PAGES = {
    "cli.md": commands,
    "errors.md": error_tree,
    "lexicons.md": lexicons,
    "ledger.schema.json": ledger_schema,
    "../src/accordingto/publish/measured.toml": measured,
    "../README.md": compared,
}


def main() -> int:
    """Write the pages, or with --check compare them."""
    os.environ["COLUMNS"] = WIDTH
    behind = []
    for name, make in PAGES.items():
        page, text = HERE / name, make()
        if "--check" not in sys.argv:
            page.write_text(text, encoding="utf-8")
        elif not page.exists() or page.read_text(encoding="utf-8") != text:
            behind.append(name)
    for name in behind:
        print(f"{name} is behind the code: run python -m docs.generate", file=sys.stderr)
    return 1 if behind else 0


if __name__ == "__main__":
    sys.exit(main())
