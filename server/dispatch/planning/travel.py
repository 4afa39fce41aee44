"""How long a way takes, estimated from what is known of two places; no service outside is asked, because it would learn where customers live. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

DETOUR = 1.4  # streets beside the straight line
KILOMETRES_AN_HOUR = 18  # an electric bicycle or a van in a town
PARKING = 5  # minutes for lock, gate and lift
STEP = 5  # minutes to which a way is rounded up
SAME_ESTATE, SAME_DISTRICT, ELSEWHERE, UNKNOWN = (
    (10, 5),
    (20, 10),
    (40, 20),
    (30, 20),
)  # minutes, and how many it may be off


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody is: microdegrees where they are known, else the names of the area."""

    district: str = ""
    estate: str = ""
    lat: int | None = None
    lon: int | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """Minutes from door to door, how many it may be off, and what the estimate rests on: position, estate, district or nothing."""

    minutes: int
    spread: int
    by: str


def way_between(one: Spot, other: Spot) -> Way:
    """The way from one place to another; by positions where both are known. 400 m between two systems of positions count as nothing here."""
    if None not in (one.lat, one.lon, other.lat, other.lon):
        minutes = PARKING + metres_between(one, other) * DETOUR / (KILOMETRES_AN_HOUR * 1000 / 60)
        rounded = math.ceil(minutes / STEP) * STEP
        return Way(rounded, max(STEP, math.ceil(rounded * 0.3)), "position")
    if one.estate and one.estate == other.estate and (one.district or other.district) in (other.district, one.district):
        return Way(*SAME_ESTATE, "estate")
    if one.district and other.district:
        return Way(*(SAME_DISTRICT if one.district == other.district else ELSEWHERE), "district")
    return Way(*UNKNOWN, "nothing")


def metres_between(one: Spot, other: Spot) -> float:
    """The straight line, on a ball."""
    lat, lon, lat_, lon_ = (math.radians((each or 0) / 1e6) for each in (one.lat, one.lon, other.lat, other.lon))
    half = math.sin((lat_ - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat_) * math.sin((lon_ - lon) / 2) ** 2
    return 12_742_000 * math.asin(math.sqrt(half))
