"""How long something takes in the middle of several tries."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def median_of(times: int, work: Callable[[], Any]) -> float:
    """Milliseconds of wall time that `work` takes, the median of so many calls."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return sorted(found)[times // 2]
