"""A few of the kills and power cuts of `make kill-test`, in every run of the tests; browsers are killed there, and in tests/browser by the battery."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from server.config import Settings
from tests.kills import power_cuts, server_kills
from tests.kills.disk import CREATE, FLUSH, HEAD, MKDIR, RENAME, WRITE, Disk
from tests.kills.inspection import missing
from tests.kills.ledger import Ledger

FEW = ("liming", "liming", "zhaolei")
SOME = random.SystemRandom().randrange(10**6)
needs_the_recorder = pytest.mark.skipif(
    not shutil.which("cc"),
    reason="2026-11-22: the recorder of writes is compiled by cc, which this machine does not have",
)


def test_fault_04_the_writer_is_killed_under_load(tmp_path: Path) -> None:
    """All that was acknowledged is there once, everything is whole, phones go on.

    Guard: server/kernel/transaction.py:_committed
    """
    workers = server_kills.WORKERS[SOME % 2]
    print(f"seed {SOME}, {workers} serving")
    assert (
        server_kills.kill_servers(
            10, SOME, Settings(data_dir=tmp_path / "data"), first=server_kills.WARM, phones=FEW, workers=workers
        ).broken
        == []
    )


@needs_the_recorder
def test_fault_04_the_power_is_cut_under_load(tmp_path: Path) -> None:
    """What was acknowledged had been flushed, with the way to it: facts, chunks, evidence.

    Guard: server/kernel/db.py:_sqlite_connects
    """
    print(f"seed {SOME}")
    assert power_cuts.cut_power(5, SOME, tmp_path, phones=FEW).broken == []


FIRST_START = """
import sys
from pathlib import Path
from server.app import create_app
from server.config import Settings
from server.kernel import installation
from server.kernel.db import db
data = Path(sys.argv[1])
with create_app(Settings(data_dir=data, testing=True)).app_context():
    db.create_all()
    installation.tie(data)
"""


@needs_the_recorder
def test_fault_04_the_power_is_cut_at_the_very_first_start(tmp_path: Path) -> None:
    """What was committed is there, with the data's own folder, which nobody had made before, and the mark that ties both.

    Guard: server/kernel/folders.py:make_root, put
    """
    disk, record = tmp_path / "disk", tmp_path / "journal"
    disk.mkdir()
    beside = {
        "LD_PRELOAD": str(power_cuts.compiled(tmp_path)),
        "DOORSTEP_RECORD": str(disk),
        "DOORSTEP_JOURNAL": str(record),
    }
    before = Disk(disk)
    subprocess.run(
        [sys.executable, "-c", FIRST_START, str(disk / "new" / "data")],
        env=os.environ | beside,
        cwd=server_kills.ROOT,
        check=True,
    )
    before.replay(record.read_bytes(), record.stat().st_size)
    for seed in range(20):
        before.cut(tmp_path / f"left{seed}", random.Random(seed))
        data = tmp_path / f"left{seed}" / "new" / "data"
        with contextlib.closing(sqlite3.connect(data / "doorstep.sqlite3")) as left:
            assert left.execute("SELECT count(*) FROM sqlite_master WHERE name = 'fact'").fetchall() == [(1,)]
            assert left.execute("SELECT value FROM mark WHERE name = 'installation'").fetchall() == [
                ((data / "installation").read_text().strip(),)
            ]


def test_a_missing_fact_and_missing_bytes_are_noticed(sqlite_template: Path, tmp_path: Path) -> None:
    ledger, where = Ledger(), (f"sqlite:///{sqlite_template}", tmp_path)
    assert missing(*where, ledger) == []
    ledger.fact("a device", 1, ("a fact", "applied"))
    ledger.bytes_home("us", 64 * "0", 3)
    ledger.chunk("an upload", b"abc")
    found = missing(*where, ledger)
    assert [
        any(word in line for line in found)
        for word in ("fact 1", "bytes are gone", "does not know it", "had come to 3")
    ] == [True] * 4
    ledger.fact("a device", 1, ("a fact", "conflict"))
    assert ledger.broken


def journal(root: Path, *steps: tuple[int, int, int, bytes]) -> bytes:
    """A record of what was done below this folder; `~` in a payload stands for it."""
    filled = ((op, inode, offset, payload.replace(b"~", str(root).encode())) for op, inode, offset, payload in steps)
    return b"".join(HEAD.pack(op, len(payload), inode, offset) + payload for op, inode, offset, payload in filled)


def left_by(root: Path, record: bytes, seed: int) -> dict[str, bytes]:
    """Files below a folder after the record and a cut."""
    disk, target = Disk(root), root.parent / f"left{seed}"
    disk.replay(record, len(record))
    disk.cut(target, random.Random(seed))
    return {str(path.relative_to(target)): path.read_bytes() for path in target.rglob("*") if path.is_file()}


def test_the_disk_keeps_what_was_flushed_and_forgets_what_was_not(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    folder = root.stat().st_ino
    written = [
        (CREATE, 901, 0, b"~/a"),
        (WRITE, 901, 0, b"first"),
        (FLUSH, 901, 0, b""),
        (FLUSH, folder, 0, b""),
        (WRITE, 901, 0, b"later"),
    ]
    assert {left_by(root, journal(root, *written), seed)["a"] for seed in range(20)} == {b"first", b"later"}
    nameless = [left_by(root, journal(root, *written[:3]), 100 + seed) for seed in range(20)]
    assert {} in nameless and {"a": b"first"} in nameless


def test_a_rename_is_whole_or_has_not_happened_and_lasts_with_its_folder(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "incoming").mkdir(parents=True)
    (root / "incoming" / "one").write_bytes(b"bytes")
    moved = [(MKDIR, 902, 0, b"~/kept"), (RENAME, 0, 0, b"~/incoming/one\n~/kept/one")]
    lost = [left_by(root, journal(root, *moved, (FLUSH, 902, 0, b"")), seed) for seed in range(20)]
    assert {} in lost, "the folder itself was not flushed in the one above"
    flushed = [*moved, (FLUSH, root.stat().st_ino, 0, b"")]
    assert {"incoming/one", "kept/one"} == {
        name for seed in range(30) for name in left_by(root, journal(root, *flushed), 100 + seed)
    }
    assert all(len(left_by(root, journal(root, *flushed), 200 + seed)) == 1 for seed in range(20))
