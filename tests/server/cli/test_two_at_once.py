"""Two servers that start at once, and one that is older than its database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from server.accounts import keys
from server.accounts.models import ServerKey
from server.app import create_app
from server.cli import migrate
from server.cli.serve import prepare
from server.config import Settings
from server.kernel.alone import alone
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write
from tests.cast import Cast
from tests.postgres import Postgres
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture

pytestmark = pytest.mark.both_databases  # because who waits for whom

ROOT = Path(__file__).resolve().parents[3]


def test_O19_two_servers_that_start_at_once_migrate_one_after_the_other_and_make_one_key(
    postgres: Postgres, tmp_path: Path
) -> None:
    """O-19. Guard: server/cli/migrate.py:upgrade, server/accounts/keys.py:_first"""
    name = postgres.create()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DOORSTEP_")} | {
        "DOORSTEP_DATABASE_URL": postgres.address(name),
        "DOORSTEP_DATA": str(tmp_path / "data"),
    }
    work = "from server.cli.serve import prepare; from server.config import Settings; prepare(Settings.from_environment(), False)"
    try:
        both = [
            subprocess.Popen([sys.executable, "-c", work], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
            for _ in range(2)
        ]
        said = [each.communicate()[1] for each in both]
        assert [each.returncode for each in both] == [0, 0], said
        app = create_app(Settings.from_environment(environment))
        with app.app_context():
            assert len(db.session.scalars(db.select(ServerKey)).all()) == 1
            db.session.remove()
            db.engine.dispose()
    finally:
        postgres.drop(name)


def test_O19_a_first_key_is_looked_for_once_nobody_else_makes_one(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O-19. Guard: server/accounts/keys.py:_first"""
    did: list[str] = []
    lock, look = keys.alone_in_this_write, keys._in_force
    monkeypatch.setattr(keys, "alone_in_this_write", lambda name: (did.append(name), lock(name)))
    monkeypatch.setattr(keys, "_in_force", lambda: (did.append("looked"), look())[1])
    with scenario.app.app_context():
        write(keys._first)
    assert did == ["key", "looked"]


def test_only_one_is_alone(cast: Cast) -> None:
    """Guard: server/kernel/alone.py"""
    with cast.app.app_context():
        with alone("here") as first, alone("here", wait=False) as second, alone("there", wait=False) as third:
            assert (first, second, third) == (True, False, True)
        with alone("here", wait=False) as again:
            assert again


def test_O21_a_database_of_a_later_version_is_named_and_left_alone(tmp_path: Path) -> None:
    """O-21. Guard: server/cli/migrate.py:refuse_newer"""
    settings = Settings(data_dir=tmp_path, keys_dir=tmp_path / "keys", testing=True)
    app = create_app(settings)
    with app.app_context():
        migrate.upgrade(app)
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        db.session.remove()
        db.engine.dispose()
    with pytest.raises(Problem) as refused:
        prepare(settings, False)
    assert refused.value.code == "database_too_new" and "9999" in str(refused.value.errors)
