"""Settings that cannot be are said in a sentence, and commands as printed in the guide use those of the host."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from server.cli import host
from server.config import SETTINGS, Settings
from server.kernel.problem import Problem

pytestmark = pytest.mark.both_databases  # because connections and transactions are the database's

ROOT = Path(__file__).resolve().parents[3]
Told = Callable[..., tuple[int, str]]
WRONG = {
    "DOORSTEP_PROXIES": "one",
    "DOORSTEP_DATABASE_URL": "mysql://doorstep@/doorstep",
    "DOORSTEP_PUBLIC_URL": "doorstep.example",
    "DOORSTEP_LOG": "xml",
    "DOORSTEP_METRICS_TOKEN": "short",
    "DOORSTEP_CHECKPOINT_MAIL": "owner@doorstep.example",
    "DOORSTEP_REPORT_FONTS": "/no/such/folder",
    "DOORSTEP_REBUILD_ASSETS": "yes",
    "DOORSTEP_PUBLIK_URL": "https://doorstep.example",
}


@pytest.mark.parametrize("name", WRONG)
def test_O23_a_setting_that_cannot_be_is_named_in_a_sentence(
    told: Told, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """O-23. Guard: server/config.py:from_environment"""
    monkeypatch.setenv(name, WRONG[name])
    code, said = told("keys")
    assert code == 1 and "Traceback" not in said
    assert re.search(rf"^  {name}: \S.*\.?$", said, re.MULTILINE), said


@pytest.mark.parametrize("address", ["nonsense", "https://doorstep.example", "sqlite"])
def test_O23_an_address_that_is_no_database_is_refused(address: str) -> None:
    """O-23. Guard: server/config.py:_database"""
    with pytest.raises(Problem) as refused:
        Settings.from_environment({"DOORSTEP_DATABASE_URL": address})
    assert refused.value.errors and list(refused.value.errors) == ["DOORSTEP_DATABASE_URL"]


def test_O23_the_names_that_postgresql_itself_gives_its_addresses_are_understood() -> None:
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        settings = Settings.from_environment({"DOORSTEP_DATABASE_URL": f"{scheme}://doorstep:secret@db/doorstep?a=b"})
        assert settings.database == "postgresql+psycopg://doorstep:secret@db/doorstep?a=b"
    assert Settings.from_environment({"DOORSTEP_DATABASE_URL": "", "DOORSTEP_PROXIES": ""}) == Settings()


def test_O23_no_processes_serve_nobody(capsys: pytest.CaptureFixture[str], told: Told) -> None:
    """O-23. Guard: server/cli/serve.py:_processes"""
    with pytest.raises(SystemExit) as ended:
        told("serve", "--workers", "0")
    assert ended.value.code == 2 and "from 1 to 64" in capsys.readouterr().err


def test_O23_the_guide_lists_every_setting_and_none_that_is_not() -> None:
    listed = re.findall(r"^\| `(DOORSTEP_\w+)` \|", (ROOT / "docs" / "DEPLOY.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(SETTINGS)


@pytest.mark.parametrize(
    "command",
    [("tick",), ("keys",), ("invite", "x", "y", "z", "--role", "technician"), ("standard", "export", "x", "y", "1")],
)
def test_O13_no_command_makes_an_empty_database_where_there_is_none(
    tmp_path: Path, told: Told, command: tuple[str, ...]
) -> None:
    """O-13. Guard: server/cli/refusal.py:refuse_without_database"""
    code, said = told(*command)
    assert code == 1 and "There is no database of Doorstep here" in said and str(tmp_path) in said
    assert list(tmp_path.iterdir()) == []


def test_O13_a_folder_that_may_not_be_written_is_named(
    told: Told, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """O-13. Guard: server/cli/__init__.py:main"""
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("DOORSTEP_DATA", str(tmp_path / "file"))
    code, said = told("migrate")
    assert code == 1 and said.startswith("doorstep migrate: ") and str(tmp_path / "file") in said


def test_O13_the_file_of_settings_is_read_as_systemd_reads_it() -> None:
    """O-13: an address with & is one value. Guard: server/cli/host.py:read"""
    text = '# comment\n\nDOORSTEP_DATA=/var/lib/doorstep\nDOORSTEP_DATABASE_URL=postgresql://a@/d?host=/run&port=1\n; more\nDOORSTEP_PUBLIC_URL="https://a.example"\n'
    assert host.read(text) == {
        "DOORSTEP_DATA": "/var/lib/doorstep",
        "DOORSTEP_DATABASE_URL": "postgresql://a@/d?host=/run&port=1",
        "DOORSTEP_PUBLIC_URL": "https://a.example",
    }
    with pytest.raises(ValueError, match="line 2"):
        host.read("A=1\nwhat is this\n")


def test_O13_a_command_of_the_host_uses_the_settings_of_the_host(tmp_path: Path) -> None:
    """O-13. Guard: server/cli/host.py:main"""
    data, settings = tmp_path / "data", tmp_path / "doorstep.env"
    settings.write_text(f"DOORSTEP_DATA={data}\nDOORSTEP_PUBLIC_URL=https://doorstep.example\n")
    created = as_host(settings, "create-organisation", "a", "阿", "--hotline", "96111", "--administrator", "wufang")
    assert created.returncode == 0 and "https://doorstep.example/password/" in created.stdout
    assert (data / "doorstep.sqlite3").is_file() and not (tmp_path / "var").exists()
    settings.write_text("DOORSTEP_DATA\n")
    refused = as_host(settings, "tick")
    assert refused.returncode == 1 and "line 1 is no NAME=value." in refused.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="2026-11-30: only root can become somebody else")
def test_O13_root_works_as_the_user_to_whom_the_data_belongs(tmp_path: Path) -> None:
    """O-13. Guard: server/cli/host.py:become_owner"""
    os.chown(tmp_path, 12345, 12345)
    work = "import os, sys; from pathlib import Path; from server.cli import host; host.become_owner(Path(sys.argv[1])); print(os.getresuid(), os.getgroups())"
    done = subprocess.run(
        [sys.executable, "-c", work, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "(12345, 12345, 12345) []"


def test_O29_a_python_that_the_user_cannot_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """O-29. Guard: server/cli/host.py:main"""
    monkeypatch.setenv("DOORSTEP_ENV", str(tmp_path / "none"))
    monkeypatch.setenv("DOORSTEP_DATA", str(tmp_path / "none"))
    monkeypatch.setattr(host.os, "access", lambda *_: False)
    assert host.main() == 1
    assert "DOORSTEP_PYTHON=/usr/bin/python3 make assets" in capsys.readouterr().err


def as_host(settings: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DOORSTEP_")}
    return subprocess.run(
        [sys.executable, "-m", "server.cli.host", *arguments],
        cwd=ROOT,
        env=environment | {"DOORSTEP_ENV": str(settings)},
        capture_output=True,
        text=True,
        check=False,
    )
