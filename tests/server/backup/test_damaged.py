"""What is damaged is neither backed up as whole nor restored, and takes no good backup's place."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from server.backup import databases, manifest, restore
from server.backup.databases import file_of
from server.config import Settings
from server.kernel.db import db
from server.kernel.problem import Problem
from tests.scenario import Scenario
from tests.server.backup.conftest import Run
from tests.server.backup.test_backup import PICTURE, SHA256, a_days_work

pytestmark = pytest.mark.both_databases  # because what is deleted, kept and written again differs

SQLITE = pytest.mark.parametrize(
    "database_url", ["sqlite"], indirect=True
)  # PostgreSQL's tools read each row and build each index anew


def root_page(file: Path) -> int:
    """Where the table of facts begins in the file."""
    with closing(sqlite3.connect(file)) as database:
        page = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'fact'").fetchone()[0]
        size = database.execute("PRAGMA page_size").fetchone()[0]
    return int((page - 1) * size)


def harmed(harm: str, file: Path) -> None:
    """One byte of the database is another: of a page's head, of a row whose index says otherwise, or of the file's head."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(file.read_bytes())
    place = {"page": root_page(file), "row": content.index(SHA256.encode()) + 5, "head": 0}[harm]
    content[place] = 0x7F if content[place] != 0x7F else 0x7E
    file.write_bytes(content)


@SQLITE
@pytest.mark.parametrize("harm", ["page", "row", "head"])
def test_O2_a_damaged_database_is_not_backed_up_and_the_good_backup_stays(
    harm: str, stamped: Scenario, settings: Settings, doorstep: Run, tmp_path: Path
) -> None:
    """O-2. Guard: server/backup/databases.py:refuse_damaged and _copy_sqlite"""
    a_days_work(stamped, settings)
    file = tmp_path / "1.zip"
    assert doorstep(settings, "backup", file)[0] == 0
    good = file.read_bytes()
    with stamped.app.app_context():
        db.engine.dispose()
    harmed(harm, file_of(settings.database))
    code, said = doorstep(settings, "backup", file)
    assert code == 1 and "The database is damaged" in said and "restore the last good backup" in said
    assert file.read_bytes() == good and not [
        path for path in tmp_path.iterdir() if path.suffix == ".part" or path.name.startswith(".backup")
    ]


@SQLITE
@pytest.mark.parametrize("harm", ["page", "row"])
def test_O2_a_backup_of_a_damaged_database_is_not_restored(
    harm: str, stamped: Scenario, settings: Settings, elsewhere: Settings, doorstep: Run, tmp_path: Path
) -> None:
    """O-2: such backups were made before. Guard: server/backup/restore.py:_place_sqlite"""
    a_days_work(stamped, settings)
    assert doorstep(settings, "backup", tmp_path / "1.zip")[0] == 0
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    (tmp_path / "harmed").write_bytes(members["database.sqlite3"])
    harmed(harm, tmp_path / "harmed")
    members["database.sqlite3"] = content = (tmp_path / "harmed").read_bytes()
    told = json.loads(members["manifest.json"])
    told["members"]["database.sqlite3"]["sha256"] = hashlib.sha256(content).hexdigest()
    members["manifest.json"] = json.dumps(told).encode()
    with zipfile.ZipFile(tmp_path / "1.zip", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    code, said = doorstep(elsewhere, "restore", tmp_path / "1.zip")
    assert code == 1 and "The database is damaged" in said
    assert not file_of(elsewhere.database).exists() and not (elsewhere.data_dir / restore.UNFINISHED).exists()


@pytest.mark.parametrize("harm", [None, PICTURE[:-1], PICTURE[:-1] + b"!"], ids=["gone", "cut", "other"])
def test_O2_a_backup_that_lacks_evidence_says_so_and_does_not_take_a_whole_ones_place(
    harm: bytes | None, stamped: Scenario, settings: Settings, elsewhere: Settings, doorstep: Run, tmp_path: Path
) -> None:
    """O-2. Guard: server/backup/take.py:beside and _whole"""
    a_days_work(stamped, settings)
    file, picture = tmp_path / "1.zip", settings.data_dir / "evidence" / stamped.ours / SHA256[:2] / SHA256
    assert doorstep(settings, "backup", file)[0] == 0
    good = file.read_bytes()
    picture.unlink() if harm is None else picture.write_bytes(harm)
    code, said = doorstep(settings, "backup", file)
    assert code == 3 and SHA256 in said and "was not touched" in said
    assert file.read_bytes() == good
    code, said = doorstep(elsewhere, "restore", tmp_path / "1.incomplete.zip")
    assert code == 3 and SHA256 in said
    assert not list(elsewhere.data_dir.glob("evidence/*/*/*"))


def test_O2_evidence_that_was_damaged_when_it_was_backed_up_is_asked_for_again(
    stamped: Scenario, settings: Settings, doorstep: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O-2: such backups were made before. Guard: server/backup/manifest.py:_without_damaged"""
    a_days_work(stamped, settings)
    (settings.data_dir / "evidence" / stamped.ours / SHA256[:2] / SHA256).write_bytes(b"others")
    monkeypatch.setattr("server.backup.take.matches", lambda *_: True)
    assert doorstep(settings, "backup", tmp_path / "1.zip")[0] == 0
    assert [name.rpartition("/")[2] for name in manifest.verified(tmp_path / "1.zip").missing] == [SHA256]


@SQLITE
def test_O24_a_backup_that_finds_no_room_says_so(
    stamped: Scenario, settings: Settings, doorstep: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O-24. Guard: server/backup/take.py:take"""

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(databases, "_copy_pages", full)
    code, said = doorstep(settings, "backup", tmp_path / "1.zip")
    assert code == 1 and "could not be written" in said and "disk is full" in said and "Traceback" not in said


@SQLITE
@pytest.mark.parametrize(
    "stranger", ["CREATE TRIGGER mine AFTER INSERT ON fact BEGIN SELECT 1; END", "CREATE VIEW mine AS SELECT 1"]
)
def test_S26_a_database_with_a_trigger_or_a_view_is_no_backup_of_ours(scenario: Scenario, stranger: str) -> None:
    file = file_of(scenario.app.config["DOORSTEP"].database)
    databases.refuse_damaged(file)
    with closing(sqlite3.connect(file)) as database:
        database.execute(stranger)
        database.commit()
    with pytest.raises(Problem, match="database_damaged"):
        databases.refuse_damaged(file)
