"""`python -m tests.kills [server] [browser] [power] [proof] [--seed 1] [--count N]`: kills and power cuts; prints figures, fails where something was lost."""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from server.config import Settings
from tests import reaper
from tests.kills import browser_kills, power_cuts, proofs, server_kills
from tests.reaper import folder_prefix

COUNTS = {"server": 1000, "browser": 200, "power": 200, "proof": 1}


def main() -> int:
    """0 where nothing was lost."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("parts", nargs="*", choices=[*COUNTS, []], help="all where none is named")
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked.add_argument("--count", type=int, help="instead of 1000, 200 and 200; proofs are given once")
    asked.add_argument("--on-postgresql", type=float, default=0.15, metavar="SHARE", help="of the server's kills")
    wanted = asked.parse_args()
    broken: list[str] = []
    for part in wanted.parts or COUNTS:
        count = wanted.count or COUNTS[part]
        print(
            f"{part}: {count} times, seed {wanted.seed}, {os.cpu_count()} cores under load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        with tempfile.TemporaryDirectory(prefix=folder_prefix()) as folder:
            broken += PARTS[part](
                count, wanted.seed, Path(folder), **({"share": wanted.on_postgresql} if part == "server" else {})
            )
    for one in broken[:20]:
        print(f"BROKEN: {one}")
    return 1 if broken else 0


def server(count: int, seed: int, folder: Path, share: float) -> list[str]:
    """Most kills on SQLite, a share of them on PostgreSQL; half of each while one process serves, half while two do."""
    on_postgresql = round(count * share)
    broken: list[str] = []
    for part, workers in enumerate(server_kills.WORKERS):
        on_sqlite = server_kills.kill_servers(
            (count - on_postgresql + part) // 2,
            seed + part,
            Settings(data_dir=folder / f"sqlite{workers}"),
            first=server_kills.WARM,
            workers=workers,
        )
        print(f"  SQLite, {workers} serving: {on_sqlite.told()}", flush=True)
        with server_kills.on_postgresql(folder / f"postgresql{workers}") as (settings, process):
            there = server_kills.kill_servers(
                (on_postgresql + part) // 2, seed + part, settings, process, workers=workers
            )
        print(f"  PostgreSQL, {workers} serving: {there.told()}", flush=True)
        broken += on_sqlite.broken + there.broken
    return broken


def browser(count: int, seed: int, folder: Path) -> list[str]:
    """The page's process in most cases, the whole browser in the others."""
    return browser_kills.kill_browsers(count, seed, folder).broken


def power(count: int, seed: int, folder: Path) -> list[str]:
    """On SQLite and the evidence store; says so where there is no C compiler."""
    try:
        figures = power_cuts.cut_power(count, seed, folder)
    except power_cuts.NoCompiler as trouble:
        print(f"  NOT RUN: {trouble}")
        return []
    print(f"  {figures.told()}", flush=True)
    return figures.broken


def proof(_count: int, seed: int, folder: Path) -> list[str]:
    """Guards taken out: each must be missed."""
    return list(proofs.unnoticed(seed, folder))


PARTS: dict[str, Callable[..., list[str]]] = {"server": server, "browser": browser, "power": power, "proof": proof}

if __name__ == "__main__":
    reaper.start()
    sys.exit(main())
