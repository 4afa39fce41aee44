"""The day on a map: where each visit is and in which order somebody goes, drawn by the server as SVG. A tile server, where one is set, lies below it.

Without one nobody outside learns where customers live, and the page keeps its strict policy.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from server.kernel.text.positions import MICRO, WGS84, MapTiles, in_datum
from server.visits.console.visit_query import Line

WIDTH, HEIGHT, MARGIN = 1000, 640, 48  # of the drawing, in its own units
TILE = 256
FEW = 10  # routes that are all drawn; of more the chosen one alone, because nobody follows a line among forty
DEEPEST, SHALLOWEST = 17, 3
AROUND = 26  # units from one to the next of those who stand at one spot
METRES = 156_543.034  # of a unit at zoom 0 on the equator


@dataclass(frozen=True, slots=True)
class View:
    """What is drawn: zoom, and the world's units at the left and upper edge."""

    zoom: float
    left: float
    top: float

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a position stands in the drawing."""
        x, y = _world(lat, lon)
        scale = TILE * 2**self.zoom
        return x * scale - self.left, y * scale - self.top


def spot_of(line: Line, datum: str) -> tuple[float, float] | None:
    """Degrees of a visit's place in this system; None where nobody has pinned it."""
    place = line.premises
    if place.lat is None or place.lon is None:
        return None
    return in_datum(place.lat / MICRO, place.lon / MICRO, place.datum or WGS84, datum)


def map_of(
    blocks: Sequence[dict[str, Any]], spots: dict[str, tuple[float, float]], tiles: MapTiles | None, chosen: str = ""
) -> dict[str, Any]:
    """{stops, ways, tiles, scale, missing} of blocks (`board_of`) with the degrees of those whose place is known, by visit."""
    known = [each for each in blocks if each["id"] in spots]
    view = _fitting([spots[each["id"]] for each in known], whole=tiles is not None)
    turn, stood = dict[str, int](), dict[tuple[int, int], int]()
    stops, ways = [], dict[str, list[tuple[float, float]]]()
    for each in known:
        x, y = view.at(*spots[each["id"]])
        here = (round(x / 8), round(y / 8))
        x, y = _beside(x, y, stood.setdefault(here, 0))
        stood[here] += 1
        number = turn[each["lead"]] = turn.get(each["lead"], 0) + 1
        stops.append({"block": each, "x": round(x, 1), "y": round(y, 1), "number": number if each["lead"] else "?"})
        if each["lead"]:
            ways.setdefault(each["lead"], []).append((x, y))
    return {
        "stops": stops,
        "ways": [
            {"lead": lead, "points": " ".join(f"{x:.1f},{y:.1f}" for x, y in points)}
            for lead, points in ways.items()
            if len(points) > 1 and (len(ways) <= FEW or lead == chosen)
        ],
        "tiles": list(_tiles(view, tiles)) if tiles and known else [],
        "words": tiles.words if tiles else "",
        "scale": _scale(view, spots[known[0]["id"]][0]) if known else None,
        "missing": [each for each in blocks if each["id"] not in spots],
        "width": WIDTH,
        "height": HEIGHT,
    }


def _world(lat: float, lon: float) -> tuple[float, float]:
    """Web Mercator, the whole world from 0 to 1."""
    sine = math.sin(math.radians(max(-85.0, min(85.0, lat))))
    return (lon + 180) / 360, 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)


def _fitting(spots: Sequence[tuple[float, float]], *, whole: bool) -> View:
    """The deepest view that shows all; pictures exist for whole zooms alone."""
    points = [_world(*spot) for spot in spots] or [(0.5, 0.5)]
    xs, ys = zip(*points, strict=True)
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    room = min((WIDTH - 2 * MARGIN) / max(wide, 1e-9), (HEIGHT - 2 * MARGIN) / max(high, 1e-9))
    zoom = max(SHALLOWEST, min(DEEPEST, math.log2(room / TILE)))
    zoom = math.floor(zoom) if whole else zoom
    scale = TILE * 2**zoom
    return View(zoom, (max(xs) + min(xs)) / 2 * scale - WIDTH / 2, (max(ys) + min(ys)) / 2 * scale - HEIGHT / 2)


def _beside(x: float, y: float, turn: int) -> tuple[float, float]:
    """Where the next one of the same spot stands: rings around the first."""
    if not turn:
        return x, y
    ring = (turn - 1) // 6 + 1
    angle = (turn - 1) % 6 * math.pi / 3
    return x + ring * AROUND * math.cos(angle), y + ring * AROUND * math.sin(angle)


def _tiles(view: View, tiles: MapTiles) -> Iterator[dict[str, Any]]:
    count = 2 ** int(view.zoom)
    for column in range(math.floor(view.left / TILE), math.floor((view.left + WIDTH) / TILE) + 1):
        for row in range(
            max(0, math.floor(view.top / TILE)), min(count - 1, math.floor((view.top + HEIGHT) / TILE)) + 1
        ):
            address = tiles.address
            for name, value in (("z", int(view.zoom)), ("x", column % count), ("y", row)):
                address = address.replace(f"{{{name}}}", str(value))
            yield {"address": address, "x": round(column * TILE - view.left, 1), "y": round(row * TILE - view.top, 1)}


def _scale(view: View, lat: float) -> dict[str, Any]:
    """A length of the drawing that is a round number of metres."""
    metres = METRES * math.cos(math.radians(lat)) / 2**view.zoom * (256 / TILE)
    long = next((each for each in (50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000) if each / metres > 70), 50000)
    return {"units": round(long / metres, 1), "words": f"{long} m" if long < 1000 else f"{long // 1000} km"}
