"""What a host is given: a wheel that runs by itself, units that systemd understands, and containers whose settings exist."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
import yaml

from server.config import SETTINGS
from server.web import assets
from tests.browser.server_process import ServerProcess
from tests.first_order import take_first_order

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "docs" / "deploy"
UNITS = ("doorstep.service", "doorstep-backup.service", "doorstep-backup.timer")


@pytest.mark.skipif(not assets.MANIFEST.is_file(), reason="2026-11-30: the wheel needs the built assets")
def test_O20_the_wheel_holds_migrations_and_assets_and_takes_an_order_by_itself(tmp_path: Path) -> None:
    """O-20. Guard: pyproject.toml (tool.setuptools.data-files, package-data), server/kernel/folders.py:migrations"""
    source = tmp_path / "source"
    for name in ("server", "migrations"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(tmp_path), "."]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    [wheel] = tmp_path.glob("doorstep-*.whl")
    shutil.rmtree(source)
    host = tmp_path / "host"
    venv.create(host, with_pip=False, symlinks=True)
    python = host / "bin" / "python"
    subprocess.run(
        [*pip, "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)],
        check=True,
        capture_output=True,
    )
    [packages] = host.glob("lib/python*/site-packages")
    (packages / "others.pth").write_text(sysconfig.get_path("purelib"))  # what it depends on is here already
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DOORSTEP_")}
    environment |= {"DOORSTEP_DATA": str(tmp_path / "data"), "DOORSTEP_ENV": str(tmp_path / "none")}
    said = run(
        host / "bin" / "doorstep",
        tmp_path,
        environment,
        "create-organisation",
        "a",
        "阿",
        "--hotline",
        "96111",
        "--administrator",
        "wufang",
    )
    assert "/password/" in said.stdout, said.stderr
    assert (
        run(host / "bin" / "doorstep", tmp_path, environment, "doctor").stdout
        == "doubt  backup: none has been taken.\n"
    )
    server = ServerProcess(
        tmp_path / "data",
        environment={"DOORSTEP_ENV": str(tmp_path / "none")},
        program=(str(host / "bin" / "doorstep"),),
    )
    server.start()
    try:
        assert "阳光里" in take_first_order(server.url, "wufang", said.stdout)
    finally:
        server.stop()
    look = (
        "import server; from server.web.assets import BUILT, manifest; "
        "print(server.__file__, all((BUILT / each).is_file() for each in manifest()['assets'].values()))"
    )
    found = run(python, tmp_path, environment, "-c", look).stdout.split()
    assert found == [str(packages / "server" / "__init__.py"), "True"]


def run(program: Path, folder: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="2026-11-30: systemd is not here")
@pytest.mark.parametrize("unit", UNITS)
def test_O25_systemd_understands_every_line_of_the_units(unit: str, tmp_path: Path) -> None:
    """O-25. Nothing may be said, because a misspelt key is a remark and no error. Guard: docs/deploy/*.service"""
    for name in UNITS:
        (tmp_path / name).write_text(
            (DEPLOY / name).read_text("utf-8").replace("/opt/doorstep/.venv/bin/python", "/bin/true"), "utf-8"
        )
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit)], capture_output=True, text=True, check=False
    )
    said = [line for line in (done.stdout + done.stderr).splitlines() if str(tmp_path) in line or unit in line]
    assert (done.returncode, said) == (0, [])


def test_O25_the_unit_waits_for_its_database_and_comes_back_whatever_ends_it() -> None:
    """O-25. Guard: docs/deploy/doorstep.service"""
    unit = (DEPLOY / "doorstep.service").read_text("utf-8")
    for line in ("RestartSec=5", "Restart=always", "StartLimitIntervalSec=0", "MemoryMax=2G"):
        assert f"\n{line}\n" in unit
    assert "After=network-online.target postgresql.service" in unit


def test_O20_containers_set_only_what_there_is() -> None:
    """O-20. Guard: docs/deploy/compose.yaml, docs/deploy/Containerfile"""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    named = {name for each in ("web", "worker") for name in services[each]["environment"]}
    named |= set(re.findall(r"(DOORSTEP_\w+)=", (DEPLOY / "Containerfile").read_text("utf-8")))
    assert named and named <= set(SETTINGS)
    assert "--no-jobs" in services["web"]["command"] and services["worker"]["command"] == ["doorstep", "worker"]


def test_O26_the_recipe_for_nginx_packs_pages() -> None:
    """O-26. Guard: docs/DEPLOY.md"""
    recipe = (ROOT / "docs" / "DEPLOY.md").read_text("utf-8").split("### With nginx instead")[1].split("###")[0]
    assert "gzip on;" in recipe and "gzip_proxied any;" in recipe
