"""Backups that do not grow with what never changes, that are looked at before they are needed, and whose restore can be served."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from server.config import Settings
from server.kernel.chain import sha256
from server.kernel.db import db
from server.kernel.last_backup import last_backup
from tests.scenario import Scenario
from tests.server.backup.conftest import Run
from tests.server.backup.test_backup import PICTURE, SHA256, a_days_work
from tests.server.backup.test_damaged import SQLITE

pytestmark = pytest.mark.both_databases  # because what is deleted, kept and written again differs


def test_O16_evidence_is_kept_once_for_all_backups(
    stamped: Scenario, settings: Settings, elsewhere: Settings, doorstep: Run, tmp_path: Path
) -> None:
    """O-16. Guard: server/backup/take.py:_share"""
    a_days_work(stamped, settings)
    folder, files = tmp_path / "pieces", [tmp_path / "1.zip", tmp_path / "2.zip"]
    assert doorstep(settings, "backup", files[0], "--evidence", folder)[0] == 0
    [piece] = folder.rglob(SHA256)
    before = piece.stat()
    assert doorstep(settings, "backup", files[1], "--evidence", folder)[0] == 0
    assert (piece.stat().st_mtime_ns, piece.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    for file in files:
        with zipfile.ZipFile(file) as archive:
            assert [name for name in archive.namelist() if name.startswith("evidence/")] == []
    code, said = doorstep(elsewhere, "restore", files[1])
    assert code == 1 and "--evidence FOLDER" in said and not (elsewhere.data_dir / "evidence").exists()
    assert doorstep(elsewhere, "restore", files[1], "--evidence", folder)[0] == 0
    [restored] = elsewhere.data_dir.glob(f"evidence/*/*/{SHA256}")
    assert restored.read_bytes() == PICTURE


def test_O16_a_piece_that_was_lost_from_the_folder_is_counted(
    stamped: Scenario, settings: Settings, elsewhere: Settings, doorstep: Run, tmp_path: Path
) -> None:
    """O-16. Guard: server/backup/manifest.py:_without_lost"""
    a_days_work(stamped, settings)
    folder, file = tmp_path / "pieces", tmp_path / "1.zip"
    doorstep(settings, "backup", file, "--evidence", folder)
    [piece] = folder.rglob(SHA256)
    piece.write_bytes(b"x" * len(PICTURE))
    code, said = doorstep(elsewhere, "restore", file, "--evidence", folder)
    assert code == 3 and "1 pieces of evidence" in said


@SQLITE
def test_O2_a_backup_is_restored_and_looked_at_before_it_is_needed(
    stamped: Scenario, settings: Settings, doorstep: Run, tmp_path: Path
) -> None:
    """O-2. Guard: server/cli/verify_backup.py"""
    a_days_work(stamped, settings)
    file = tmp_path / "1.zip"
    assert doorstep(settings, "backup", file)[0] == 0
    code, said = doorstep(settings, "backup", "--verify", file)
    assert code == 0 and "1 visits" in said, said
    with stamped.app.app_context():
        db.session.execute(db.text("SELECT 1"))
        db.session.rollback()
    whole = file.read_bytes()
    for eighth in range(1, 8):  # what is damaged breaks in one of several ways
        content = bytearray(whole)
        content[len(content) * eighth // 8] ^= 0xFF
        file.write_bytes(content)
        assert doorstep(settings, "backup", "--verify", file)[0] == 1, eighth
    assert doorstep(settings, "backup")[0] == 2


@SQLITE
def test_O2_a_backup_whose_record_does_not_hold_is_told(
    stamped: Scenario, settings: Settings, doorstep: Run, tmp_path: Path
) -> None:
    """O-2: the file is whole, and what it holds was altered before. Guard: server/cli/verify_backup.py, which looks as doctor looks"""
    from tests.server.backup.test_doctor import other_fact

    a_days_work(stamped, settings)
    other_fact(stamped, settings)
    assert doorstep(settings, "backup", tmp_path / "1.zip")[0] == 0
    code, said = doorstep(settings, "backup", "--verify", tmp_path / "1.zip")
    assert code == 1 and "chains: the record of visit" in said


def test_O16_the_last_backup_is_remembered(
    stamped: Scenario, settings: Settings, doorstep: Run, tmp_path: Path
) -> None:
    a_days_work(stamped, settings)
    assert last_backup(settings.data_dir) is None
    doorstep(settings, "backup", tmp_path / "1.zip")
    found = last_backup(settings.data_dir)
    assert found and found["file"] == str(tmp_path / "1.zip") and found["missing"] == 0


def test_S13_a_revoked_phone_is_told_up_to_where_a_backup_has_its_work(
    stamped: Scenario, settings: Settings, doorstep: Run, tmp_path: Path
) -> None:
    """Facts, and the bytes that they name; who is not revoked is told when they ask. Guard: server/devices/backed_up.py:backed_up_seq"""
    from server.accounts.devices import revoke
    from tests.server.evidence.conftest import begin, jpeg

    visit = stamped.given()
    phone = stamped.phone()
    picture = jpeg(1)
    phone.report("departed", visit=visit)
    about: dict[str, Any] = {
        "sha256": sha256(picture),
        "size": len(picture),
        "type": "image/jpeg",
        "width": 64,
        "height": 48,
    }
    phone.report("photographed", {"step": "photo-before", "purpose": "before"} | about, visit=visit)
    assert "backed_up_seq" not in phone.sync()
    assert phone.sync(confidential=1)["backed_up_seq"] == 0
    with stamped.app.app_context():
        revoke(stamped.ours, phone.device)

    def told() -> int:
        return phone.sync()["backed_up_seq"]

    assert told() == 0
    doorstep(settings, "backup", tmp_path / "1.zip")
    assert told() == phone.seq - 1  # the picture is still to come
    assert begin(phone.send.client, about["sha256"], "image/jpeg", len(picture), picture).status_code == 201  # type: ignore[attr-defined]
    assert told() == phone.seq - 1
    doorstep(settings, "backup", tmp_path / "2.zip")
    assert told() == phone.seq
    phone.report("arrived", visit=visit)
    phone.sync()
    assert told() == phone.seq - 1


@SQLITE
@pytest.mark.skipif(os.geteuid() != 0, reason="2026-11-30: only root can give a file to somebody")
def test_O12_what_root_restores_belongs_to_the_owner_of_the_folder(
    stamped: Scenario, settings: Settings, elsewhere: Settings, doorstep: Run, tmp_path: Path
) -> None:
    """O-12. Guard: server/cli/restore.py:keep_owner"""
    a_days_work(stamped, settings)
    doorstep(settings, "backup", tmp_path / "1.zip")
    elsewhere.data_dir.mkdir()
    os.chown(elsewhere.data_dir, 12345, 12345)
    assert doorstep(elsewhere, "restore", tmp_path / "1.zip")[0] == 0
    paths = list(elsewhere.data_dir.rglob("*"))
    assert len(paths) > 3 and {(path.stat().st_uid, path.stat().st_gid) for path in paths} == {(12345, 12345)}
