"""Positions: read as maps write them, and turned between two systems by the public formula."""

from __future__ import annotations

import math

import pytest

from server.kernel.text.positions import GCJ02, WGS84, in_datum, read_position, write_position

# WGS-84 and GCJ-02 of the same spot, as the formula's first publication has them.
KNOWN = [
    ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
    ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
    ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
]


@pytest.mark.parametrize(("measured", "drawn"), KNOWN)
def test_a_position_is_turned_as_the_maps_do(measured: tuple[float, float], drawn: tuple[float, float]) -> None:
    assert in_datum(*measured, WGS84, GCJ02) == pytest.approx(drawn, abs=1e-9)
    assert in_datum(*drawn, GCJ02, WGS84) == pytest.approx(measured, abs=2e-9)  # 0.2 mm


def test_A3_shanghai_is_481_metres_off() -> None:
    """libraries.md A3: how far a pin would stand from its door on a map of the other system."""
    lat, lon = 31.2304, 121.4737
    north, east = (one - other for one, other in zip(in_datum(lat, lon, WGS84, GCJ02), (lat, lon), strict=True))
    metres = math.hypot(north * 110_860, east * 111_320 * math.cos(math.radians(lat)))
    assert metres == pytest.approx(481, abs=15)


def test_abroad_nothing_is_shifted() -> None:
    assert in_datum(48.137, 11.575, WGS84, GCJ02) == (48.137, 11.575)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("30.2512, 120.1612", (30251200, 120161200, GCJ02)),
        ("120.1612，30.2512", (30251200, 120161200, GCJ02)),
        ("30.2512 120.1612 WGS84", (30251200, 120161200, WGS84)),
        ("GPS 30.2512,120.1612", (30251200, 120161200, WGS84)),
        ("-33.86, 151.21", (-33860000, 151210000, GCJ02)),
        ("30.2512", None),
        ("翠湖花园 2 幢", None),
        ("91, 181", None),
        ("", None),
    ],
)
def test_a_position_is_read_as_it_was_copied(typed: str, found: tuple[int, int, str] | None) -> None:
    assert read_position(typed) == found
    if found:
        assert read_position(write_position(*found)) == found
