"""Every route, asked by everybody about what is theirs and what is not: see tests/server/authorisation/."""

from __future__ import annotations

import importlib
import pkgutil
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask

from server.app import create_app
from server.config import Settings
from server.kernel.db import db
from tests.cast import PARTS, bring_on
from tests.postgres import Postgres
from tests.server import authorisation
from tests.server.authorisation.table import ASKERS, SIGNED_OUT, Row, World

AUTOMATIC = {"HEAD", "OPTIONS"}


def tables() -> list[ModuleType]:
    """Every capability's table."""
    names = [found.name for found in pkgutil.iter_modules(authorisation.__path__) if found.name != "table"]
    return [importlib.import_module(f"{authorisation.__name__}.{name}") for name in names]


ROWS: list[Row] = [row for table in tables() for row in table.ROWS]


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all rows: the cast with what every table prepares."""
    folder = tmp_path_factory.mktemp("world")
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "doorstep.sqlite3")
        yield from _world(folder, "")
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.create(request.getfixturevalue("postgres_template"))
    yield from _world(folder, postgres.address(name))
    postgres.drop(name)


EACH_ROW = pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])


@EACH_ROW
@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_only_those_who_may_are_answered(world: World, row: Row) -> None:
    assert wrong_answers(world, row, ASKERS) == {}


@EACH_ROW
@pytest.mark.parametrize("world", ["postgresql"], indirect=True)
def test_on_postgresql_one_who_may_is_answered_and_one_who_may_not_is_refused(world: World, row: Row) -> None:
    """Who may is no question to the database, but what its statements find is: so an outsider asks, where none of them may, and the last who may."""
    refused = [asker for asker in ASKERS if asker not in row.allowed]
    outsiders = [asker for asker in refused if asker.startswith("their ")]
    allowed = [asker for asker in ASKERS if asker in row.allowed]
    assert wrong_answers(world, row, [*(outsiders or refused)[-1:], *allowed[-1:]]) == {}


@EACH_ROW
@pytest.mark.sweep
@pytest.mark.parametrize("world", ["postgresql"], indirect=True)
def test_on_postgresql_only_those_who_may_are_answered(world: World, row: Row) -> None:
    assert wrong_answers(world, row, ASKERS) == {}


def wrong_answers(world: World, row: Row, askers: Iterable[str]) -> dict[str, str]:
    """What each of these was answered and should not have been; those who may not ask first."""
    wrong = {}
    world.forget_tries()
    for asker in sorted(askers, key=lambda each: each in row.allowed):
        browser = World(world.cast).browser(asker) if row.spends else world.browser(asker)
        world.asking = asker
        answer = row.ask(world, browser)
        wanted = row.answers if asker in row.allowed else row.refusal(asker)
        if answer.status_code not in wanted:
            wrong[asker] = f"{answer.status_code}, not {sorted(wanted)}: {answer.text[:200]}"
        elif asker not in row.allowed:
            told = [secret for secret in world.secrets if secret in answer.text]
            wrong |= {asker: f"was refused but reads {told}"} if told else {}
            if (
                asker in SIGNED_OUT
                and answer.status_code == 303
                and not answer.headers["Location"].startswith("/signin")
            ):
                wrong[asker] = f"was led to {answer.headers['Location']}"
    return wrong


def test_every_route_has_a_row(app: Flask) -> None:
    asked = {(row.rule, row.method) for row in ROWS}
    there = {(rule.rule, method) for rule in app.url_map.iter_rules() for method in (rule.methods or set()) - AUTOMATIC}
    assert sorted(there - asked) == [], "these routes have no row in tests/server/authorisation"
    assert sorted(asked - there) == [], "these rows ask for routes that are not there"


def test_the_outsiders_are_of_another_organisation() -> None:
    theirs = {part.login for part in PARTS if part.organisation == "beiling"}
    assert {ASKERS[asker][0] for asker in ASKERS if asker.startswith("their ")} == theirs


def _world(folder: Path, address: str) -> Iterator[World]:
    app = create_app(
        Settings(
            data_dir=folder,
            database_url=address,
            testing=True,
            sign_in_tries=1000,
            address_tries=10_000,
            enrolments_a_day=10_000,
        )
    )
    world = World(bring_on(app))
    for table in tables():
        if hasattr(table, "prepare"):
            table.prepare(world)
    world.secrets += [part.phone for part in PARTS if part.organisation == "chengjiang" and part.phone]
    yield world
    with app.app_context():
        db.engine.dispose()
