"""Proof that kills and power cuts can fail: guards are taken out one by one, and each must be missed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from server.config import Settings
from tests.kills.browser_kills import kill_browsers
from tests.kills.power_cuts import NoCompiler, cut_power
from tests.kills.server_kills import WARM, kill_servers

TRIES = 60

WITHOUT_FLUSHED_COMMITS = """
import server.kernel.db as kept
connects = kept._sqlite_connects
kept._sqlite_connects = lambda connection, record: (connects(connection, record), connection.execute("PRAGMA synchronous=OFF"))
"""
WITHOUT_FLUSHED_BYTES = """
import os, types, server.evidence.folder as store, server.kernel.folders as folders
store.os = types.SimpleNamespace(**vars(os) | {"fsync": lambda descriptor: None})
store.flush = folders.flush = lambda folder: None
"""
WITHOUT_FLUSHED_FOLDERS = """
import server.evidence.folder as store
store.make_lasting = lambda folder, root: folder.mkdir(parents=True, exist_ok=True)
"""
YES_BEFORE_COMMIT = """
import threading, flask, server.sync.routes as routes
write = routes.write
class Undone(Exception): pass
def promised(work):
    app, found = flask.current_app._get_current_object(), []
    def undone():
        found.append(work())
        raise Undone
    def at_last():
        with app.app_context():
            write(work)
    try:
        write(undone)
    except Undone:
        threading.Timer(0.005, at_last).start()
    return found[0]
routes.write = promised
"""

ON_POWER = {
    "commits are not flushed (synchronous=OFF)": WITHOUT_FLUSHED_COMMITS,
    "evidence is not flushed": WITHOUT_FLUSHED_BYTES,
    "the folders on the way to evidence are not flushed": WITHOUT_FLUSHED_FOLDERS,
}


def unnoticed(seed: int, folder: Path) -> Iterator[str]:
    """Print what each missing guard breaks; those that nothing missed are told back."""
    for number, (name, first) in enumerate(ON_POWER.items()):
        try:
            power = cut_power(TRIES, seed, folder / f"power{number}", first)
        except NoCompiler as trouble:
            print(f"  NOT RUN: {trouble}")
            break
        yield from _told(name, power.cuts, "power cuts", power.broken)
    kills = kill_servers(TRIES, seed, Settings(data_dir=folder / "early" / "data"), first=WARM + YES_BEFORE_COMMIT)
    yield from _told("yes is said before COMMIT", kills.worker_kills, "kills", kills.broken)
    (folder / "browser").mkdir()
    browser = kill_browsers(TRIES, seed, folder / "browser", saved_too_early)
    yield from _told(
        "the app says *saved* before its transaction has ended",
        browser.page_kills + browser.browser_kills,
        "kills",
        browser.broken,
    )


def saved_too_early(script: bytes) -> bytes:
    """The engine's script, in which a fact is saved as soon as it is signed."""
    before, after = (
        b"if (!await db.write(TOUCHED, ",
        b"if (void db.write(TOUCHED, ",
    )  # which says nothing against it, and waits for nothing
    assert script.count(before) == 1, (
        "the place where a fact is stored looks different now: docs/RELIABILITY.md says what this proof is for"
    )
    return script.replace(before, after)


def _told(name: str, count: int, what: str, broken: list[str]) -> Iterator[str]:
    print(f"  {name}: {f'missed after {count} {what}: {broken[0]}' if broken else 'NOT MISSED'}", flush=True)
    if not broken:
        yield f"{name}: nothing missed it in {count} {what}"
