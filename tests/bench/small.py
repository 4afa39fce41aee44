"""Each section of `make bench` in a size that takes seconds: the figures mean nothing, but the section runs (`--small`)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

SIZES: dict[str, dict[str, Any]] = {
    "warm_start": {"VISITS": 5, "ROUNDS": 1, "SLOWER": 1, "UNTOUCHED": 1.0},
    "saving": {"VISITS": 2, "TIMES": 2, "CEILINGS": {1: 16}, "BREATH": 20},
    "slow_network": {"VISITS": 9, "ROUNDS": 1, "HALF_WAY": 0.001},
    "pushing": {"TECHNICIANS": 3, "VISITS": 1, "BATCHES": 1, "FACTS": 2, "AT_ONCE": 1, "DATABASES": ("SQLite",)},
    "day": {"TECHNICIANS": 2, "VISITS": 1, "BATCHES": 1, "FACTS": 2, "DATABASES": ("SQLite",)},
    "scaling": {"VISITS": 40, "ROUNDS": 1, "WARM": 1, "REPEATED": 1, "DATABASES": ("SQLite",)},
    "growing": {"TECHNICIANS": 2, "REQUESTS": 1, "SITTINGS": (0, 2), "SECONDS": 0.2, "DATABASES": ("SQLite",)},
    "verifying": {"FACTS": 5, "TIMES": 1},
    "notices": {"COUNT": 6},
    "importing": {"COUNT": 60},
    "complaints": {"MANY": 220, "TIMES": 1},
    "promises": {"FEW": 20, "MANY": 40, "TIMES": 1},
    "board": {"TECHNICIANS": 8, "VISITS": 24, "MOVES": 3, "ROUNDS": 1, "QUIET": 100, "FRAMES": 10},
    "history": {"VISITS": 40, "TECHNICIANS": 2},
}
OF_SYNC = {"COUNT": 20, "ROUNDS": 1}


def make_small() -> None:
    """Set all of them in this process."""
    for name, sizes in SIZES.items():
        module = import_module(f"tests.bench.{name}")
        for constant, size in sizes.items():
            assert hasattr(module, constant), f"{name} has no {constant} any more"
            setattr(module, constant, size)
