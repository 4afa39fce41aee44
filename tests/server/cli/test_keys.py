"""The signing keys lie apart from the database and its backups; what is missing is said before anything is served."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from server.accounts import key_files
from server.kernel.signing import KeyMissing
from tests.server.cli.test_commands import create


def keys_of(tmp_path: Path) -> Path:
    return tmp_path.with_name(f"{tmp_path.name}-keys")


def test_S5_the_key_is_a_file_of_its_owner_beside_the_data_and_in_no_backup(told: Any, tmp_path: Path) -> None:
    """S-5 (d): who holds the database or a backup holds no key."""
    create(told)
    told("keys")
    [file] = keys_of(tmp_path).iterdir()
    [key] = key_files.keys_in(file.read_bytes())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert file.name == f"{key_files.name_of(key)}.pem"
    code, said = told("backup", str(tmp_path / "b.zip"))
    assert code == 0 and "not in it" in said and str(file.parent) in said
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        members = [archive.read(name) for name in archive.namelist()]
    for content in [*members, *(each.read_bytes() for each in tmp_path.glob("doorstep.sqlite3*"))]:
        assert key.private_bytes_raw() not in content and b"PRIVATE KEY" not in content


def test_S5_a_missing_key_is_said_and_nothing_is_served(told: Any, tmp_path: Path) -> None:
    """S-5 (d): neither a new key in silence nor a traceback."""
    create(told)
    fingerprint = told("keys")[1].split()[0]
    assert told("keys", "--save", str(tmp_path / "saved.pem"))[0] == 0
    assert stat.S_IMODE((tmp_path / "saved.pem").stat().st_mode) == 0o600
    shutil.rmtree(keys_of(tmp_path))
    for command in (("serve",), ("keys",), ("keys", "--rotate"), ("keys", "--load", str(tmp_path / "b.zip"))):
        code, said = told(*command)
        assert code == 1 and "Traceback" not in said
    assert "The signing key is missing" in told("serve")[1] and str(keys_of(tmp_path)) in told("keys")[1]
    code, said = told("keys", "--load", str(tmp_path / "saved.pem"))
    assert code == 0 and fingerprint in said
    shutil.rmtree(keys_of(tmp_path))
    code, said = told("keys", "--rotate", "--lost")
    assert code == 0 and [line.split()[0] == fingerprint for line in said.splitlines()] == [True, False]


def test_S5_a_restore_says_that_the_key_is_to_be_put_back(
    told: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S-5 (d): the backup has none."""
    create(told)
    told("keys", "--save", str(tmp_path / "saved.pem"))
    told("backup", str(tmp_path / "b.zip"))
    monkeypatch.setenv("DOORSTEP_DATA", str(tmp_path / "new"))
    code, said = told("restore", str(tmp_path / "b.zip"))
    assert code == 0 and "The signing key is missing" in said and str(tmp_path / "new-keys") in said
    assert told("keys", "--load", str(tmp_path / "saved.pem"))[0] == 0
    monkeypatch.setenv("DOORSTEP_DATA", str(tmp_path / "newer"))
    monkeypatch.setenv("DOORSTEP_KEYS", str(tmp_path / "new-keys"))
    code, said = told("restore", str(tmp_path / "b.zip"))
    assert code == 0 and "missing" not in said, said


def test_S5_keys_of_an_older_database_are_moved_out_and_leave_no_trace(told: Any, tmp_path: Path) -> None:
    """S-5 (d), ruling 18: the migration writes the files, and no page of the database holds a key any more; down and up again keeps it."""
    create(told)
    fingerprint = told("keys")[1].split()[0]
    [file] = keys_of(tmp_path).iterdir()
    [key] = key_files.keys_in(file.read_bytes())
    assert told("migrate", "--to", "0009")[0] == 0
    database = tmp_path / "doorstep.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT private_key FROM server_key").fetchall() == [(key.private_bytes_raw(),)]
    file.unlink()
    assert told("migrate")[0] == 0
    assert fingerprint in told("keys")[1] and stat.S_IMODE(file.stat().st_mode) == 0o600
    for left in tmp_path.glob("doorstep.sqlite3*"):
        assert key.private_bytes_raw() not in left.read_bytes()


def test_a_file_that_is_another_key_is_not_the_key(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    one, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    key_files.keep(tmp_path / "keys", one)
    file = tmp_path / "keys" / f"{key_files.name_of(one)}.pem"
    assert key_files.load(tmp_path / "keys", key_files.name_of(one)).private_bytes_raw() == one.private_bytes_raw()
    for content in (
        key_files.pem(other),
        b"",
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        key_files.pem(one) * 2,
    ):
        file.write_bytes(content)
        with pytest.raises(KeyMissing):
            key_files.load(tmp_path / "keys", key_files.name_of(one))
