"""Positions on a map as people and maps write them, and the two systems between which they have to be turned. Pure.

Maps of AMap, Tencent and Baidu are shifted (GCJ-02): a pin of one system drawn on the other's map stands hundreds of metres off. A position is
stored as it was measured, with its system (`datum`), and turned only when it is drawn. The formula is the public one; it, too, shifts a box, not a border.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

WGS84, GCJ02 = "wgs84", "gcj02"
DATUMS = (GCJ02, WGS84)
MICRO = 1_000_000
NUMBER = re.compile(r"[-+]?\d{1,3}(?:\.\d+)?")
AXIS, FLATTENING = 6378245.0, 0.00669342162296594323
BOX = (0.8293, 55.8271, 72.004, 137.8347)  # degrees: south, north, west, east

Degrees = tuple[float, float]  # latitude, longitude


@dataclass(frozen=True, slots=True)
class MapTiles:
    """Where pictures of the map come from: the address of one with {z}, {x}, {y}; in which system they lie; whose they are."""

    datum: str
    address: str
    words: str

    @property
    def origin(self) -> str:
        """https://tiles.example, for the page's policy."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"


def read_position(text: str | None) -> tuple[int, int, str] | None:
    """(latitude, longitude in microdegrees, datum) of `30.2512, 120.1612`, in either order, with `gcj02` or `wgs84` behind it or nothing (GCJ-02).

    None for anything else.
    """
    said = (text or "").lower()
    datum = WGS84 if "wgs" in said or "gps" in said else GCJ02
    numbers = NUMBER.findall(re.sub(r"wgs-?84|gcj-?02|gps", " ", said))
    if len(numbers) != 2:
        return None
    lat, lon = (float(each) for each in numbers)
    if abs(lat) > 90:  # because some maps write the longitude first
        lat, lon = lon, lat
    if abs(lat) > 85 or abs(lon) > 180:
        return None
    return round(lat * MICRO), round(lon * MICRO), datum


def write_position(lat: int | None, lon: int | None, datum: str | None) -> str:
    """30.251200, 120.161200 gcj02; '' where no position is known. `read_position` reads it back."""
    if lat is None or lon is None:
        return ""
    return f"{lat / MICRO:.6f}, {lon / MICRO:.6f} {datum or GCJ02}"


def map_link(lat: int, lon: int) -> str:
    """The address of a map that most phones in China have, with a pin at this WGS-84 spot (microdegrees)."""
    return f"https://uri.amap.com/marker?position={lon / MICRO:.3f},{lat / MICRO:.3f}&coordinate=wgs84&callnative=1"


def in_datum(lat: float, lon: float, datum: str, wanted: str) -> Degrees:
    """The same spot in the other system, in degrees; back from GCJ-02 to within a millimetre."""
    if datum == wanted:
        return lat, lon
    if wanted == GCJ02:
        return _shifted(lat, lon)
    found = (lat, lon)
    for _ in range(4):
        there = _shifted(*found)
        found = (found[0] - (there[0] - lat), found[1] - (there[1] - lon))
    return found


def _shifted(lat: float, lon: float) -> Degrees:
    south, north, west, east = BOX
    if not (south <= lat <= north and west <= lon <= east):
        return lat, lon
    x, y = lon - 105.0, lat - 35.0
    common = (20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)) * 2 / 3
    up = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + common
    up += (20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    up += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    right = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + common
    right += (20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    right += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    sine = math.sin(math.radians(lat))
    magic = 1 - FLATTENING * sine * sine
    up = up * 180 / ((AXIS * (1 - FLATTENING)) / (magic * math.sqrt(magic)) * math.pi)
    right = right * 180 / (AXIS / math.sqrt(magic) * math.cos(math.radians(lat)) * math.pi)
    return lat + up, lon + right
