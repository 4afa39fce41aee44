"""Migrations: up from empty, back down to nothing, and the same tables as the models, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import ForeignKeyConstraint, UniqueConstraint, inspect

from server.app import create_app
from server.cli import migrate
from server.config import Settings
from server.kernel.db import db
from tests.cast import bring_on
from tests.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An app whose database has no table."""
    if request.param == "sqlite":
        yield from _app(tmp_path, "")
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.create()
    yield from _app(tmp_path, postgres.address(name))
    postgres.drop(name)


def test_up_from_empty_makes_every_table_and_down_leaves_none(empty: Flask) -> None:
    migrate.upgrade(empty)
    assert set(tables()) == set(db.metadata.tables) | {"alembic_version"}
    migrate.downgrade(empty, "base")
    assert tables() == ["alembic_version"]
    migrate.upgrade(empty)
    assert len(tables()) == len(db.metadata.tables) + 1


def test_the_tables_are_those_of_the_models(empty: Flask) -> None:
    migrate.upgrade(empty)
    flask_migrate.check(directory=migrate.attached(empty))


def test_migrating_twice_changes_nothing_and_keeps_the_rows(empty: Flask) -> None:
    migrate.upgrade(empty)
    cast = bring_on(empty)
    migrate.upgrade(empty)
    assert cast.signed_in("liming").get("/api/v1/session").json["person"]["name"] == "李明"


def test_what_differs_from_the_models_is_found(empty: Flask) -> None:
    """The test above would say so: a missing index and a missing column both count as a difference."""
    migrate.upgrade(empty)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_attempt_at")
    with pytest.raises(SystemExit):
        flask_migrate.check(directory=migrate.attached(empty))


def test_keys_and_indexes_of_an_organisations_tables_lead_with_it(empty: Flask) -> None:
    """Because an installation may be partitioned by organisation, and no query crosses organisations."""
    of_organisation = [table for table in db.metadata.tables.values() if "organisation_id" in table.primary_key.columns]
    assert len(of_organisation) > 10
    assert [
        table.name for table in of_organisation if next(iter(table.primary_key.columns)).name != "organisation_id"
    ] == []


# What may be unique across organisations: names by which somebody without a sign-in is found.
ACROSS = {("person", "login"), ("device", "id")}


def test_no_unique_constraint_or_foreign_key_of_an_organisations_table_crosses_organisations() -> None:
    """Because two organisations must not meet in one row, and a partitioned table cannot keep what they would share."""
    crossing = []
    for table in db.metadata.tables.values():
        if "organisation_id" not in table.primary_key.columns:
            continue
        keys = [each for each in table.constraints if isinstance(each, UniqueConstraint | ForeignKeyConstraint)]
        keys += [each for each in table.indexes if each.unique]
        for each in keys:
            if "organisation_id" not in [column.name for column in each.columns]:
                crossing.append((table.name, " ".join(column.name for column in each.columns)))
    assert set(crossing) == ACROSS


def tables() -> list[str]:
    """Names of the tables that are there now."""
    return sorted(inspect(db.engine).get_table_names())


def _app(folder: Path, address: str) -> Iterator[Flask]:
    app = create_app(Settings(data_dir=folder, database_url=address, testing=True))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
