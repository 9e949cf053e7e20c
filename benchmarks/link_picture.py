"""Draws link_scale.json: docs/pictures/link-scale.svg, and the tables of docs/link.md between its marks.

    PYTHONPATH=src:. python -m benchmarks.link_picture [--check]

Two panels of one kind: seconds and megabytes against claims, both axes logarithmic, so that a straight
line at the slope of the grey one is growth in step with the claims.
"""

import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

HERE = Path(__file__).parent
MEASURED = HERE / "link_scale.json"
PICTURE = HERE.parent / "docs" / "pictures" / "link-scale.svg"
PAGE = HERE.parent / "docs" / "link.md"
BEGIN, END = "<!-- made by benchmarks/link_picture.py -->", "<!-- end -->"
WIDTH, HEIGHT, LEFT, TOP, SIZE = 860, 400, 70, 60, 290  # pixels; SIZE is the side of a panel


@dataclass(frozen=True, slots=True)
class Line:
    """Points (claims, value) of one measurement, and how it is drawn."""

    label: str
    colour: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One square of the picture: its place, its title and the decades of its upright axis."""

    x: int
    title: str
    low: int
    high: int

    def at(self, claims: float, value: float) -> tuple[float, float]:
        """Pixels of a point; the level axis runs from 1,000 to 100,000 claims with room at both ends."""
        across = (math.log10(claims) - 2.8) / 2.4
        up = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.x + SIZE * across, 1), round(TOP + SIZE * (1 - up), 1)


def picture(held: dict[str, Any]) -> str:
    """The SVG."""
    whole = [row for rows in held["rebuild"].values() for row in rows]
    whole.sort(key=lambda row: row["claims"])
    more = [row for rows in held["add"].values() for row in rows]
    time = Panel(LEFT, "seconds of one processor", -2, 3)
    memory = Panel(LEFT + SIZE + 110, "megabytes at the peak", 1, 4)
    seconds = Line("all anew", "#1b6ca8", tuple((r["claims"], r["seconds"]) for r in whole))
    lines = [
        Line(
            {"newest": "one report more, the newest", "old": "one report more, an old one"}[which],
            colour,
            tuple(sorted((r["claims"], r["seconds"]) for r in more if r["which"] == which)),
        )
        for which, colour in (("old", "#b3541e"), ("newest", "#2e7d32"))
    ]
    peak = Line("all anew", "#1b6ca8", tuple((r["claims"], r["peak_mb"]) for r in whole))
    parts = [*_panel(time), *_slope(time, seconds), *_panel(memory), *_slope(memory, peak)]
    for n, line in enumerate((seconds, *lines)):
        parts += _line(time, line, n)
    parts += _line(memory, peak, 0)
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="Time and memory of linking against claims" font-family="sans-serif" font-size="12">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _panel(p: Panel) -> list[str]:
    out = [f'<text x="{p.x}" y="{TOP - 22}" font-size="14" fill="#222">{escape(p.title)}</text>']
    for claims in (1_000, 10_000, 100_000):
        x, _ = p.at(claims, 10**p.low)
        out.append(f'<path d="M{x} {TOP}V{TOP + SIZE}" stroke="#e4e4e4"/>')
        out.append(f'<text x="{x}" y="{TOP + SIZE + 18}" text-anchor="middle" fill="#444">{claims:,}</text>')
    for decade in range(p.low, p.high + 1):
        _, y = p.at(1_000, 10**decade)
        said = f"{10**decade:,}" if decade >= 0 else f"{10**decade:g}"
        out.append(f'<path d="M{p.x} {y}H{p.x + SIZE}" stroke="#e4e4e4"/>')
        out.append(f'<text x="{p.x - 8}" y="{y + 4}" text-anchor="end" fill="#444">{said}</text>')
    middle = p.x + SIZE / 2
    out.append(f'<text x="{middle}" y="{TOP + SIZE + 36}" text-anchor="middle" fill="#444">claims</text>')
    return out


def _slope(p: Panel, beside: Line) -> list[str]:
    """A grey line that doubles with the claims, from the middle point of the measured one."""
    claims, value = beside.points[len(beside.points) // 2]
    ends = [p.at(c, value * c / claims) for c in (1_000, 100_000)]
    (x, y), (x2, y2) = ends
    return [f'<path d="M{x} {y}L{x2} {y2}" stroke="#bbb" stroke-dasharray="3 4"/>']


def _line(p: Panel, line: Line, number: int) -> list[str]:
    """A line with its values, and its name in the empty corner at the top left."""
    at = [p.at(*point) for point in line.points]
    path = "L".join(f"{x} {y}" for x, y in at)
    out = [f'<path d="M{path}" fill="none" stroke="{line.colour}" stroke-width="2"/>']
    for (x, y), (_, value) in zip(at, line.points, strict=True):
        out.append(f'<circle cx="{x}" cy="{y}" r="4" fill="{line.colour}"/>')
        out.append(f'<text x="{x + 8}" y="{y + 14}" fill="{line.colour}">{_short(value)}</text>')
    y = TOP + 18 + 17 * number
    out.append(f'<text x="{p.x + 8}" y="{y}" fill="{line.colour}">{escape(line.label)}</text>')
    return out


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def tables(held: dict[str, Any]) -> str:
    """The measured figures as tables."""
    whole = sorted((row for rows in held["rebuild"].values() for row in rows), key=lambda r: r["claims"])
    more = sorted(
        (row for rows in held["add"].values() for row in rows), key=lambda r: (r["reports"], r["which"])
    )
    out = ["| claims, all anew | seconds | peak MB | matters B³ | counts exact |", "|---|---|---|---|---|"]
    out += [
        f"| {r['claims']:,} | {r['seconds']:.1f} | {r['peak_mb']:,} | {r['matters_b3']:.3f} "
        f"| {r['counts_exact']:.3f} |"
        for r in whole
    ]
    out += ["", "| one report more to | that is | seconds | seconds of the clock |", "|---|---|---|---|"]
    out += [
        f"| {r['reports']:,} reports, {r['claims']:,} claims | "
        f"{'the newest' if r['which'] == 'newest' else 'older than nine tenths'} "
        f"| {r['seconds']:.2f} | {r['wall']:.2f} |"
        for r in more
    ]
    return "\n".join(out)


def main() -> int:
    """Writes both, or with --check says whether they are as they would be written."""
    held = json.loads(MEASURED.read_text(encoding="utf-8"))
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    wanted = {PICTURE: picture(held), PAGE: f"{before}{BEGIN}\n{tables(held)}\n{END}{after}"}
    behind = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in sys.argv:
        for path in behind:
            print(f"{path.name} is not what benchmarks/link_scale.json says")
        return bool(behind)
    for path in behind:
        path.write_text(wanted[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
