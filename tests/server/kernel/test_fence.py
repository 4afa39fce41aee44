"""The second fence: where a statement forgets its organisation, PostgreSQL shows and takes none of another one."""

from __future__ import annotations

import uuid
from typing import Any, cast

import pytest
from flask import current_app, g
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import ProgrammingError

from server.accounts.models import Organisation, Person, Team
from server.app import create_app
from server.backup.examine import Finding, Patient, look_at_fence
from server.config import Settings
from server.kernel import clock, fence
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.transaction import write
from server.visits.models import Visit
from tests.postgres import Postgres
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture

POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def two(scenario: Scenario) -> Scenario:
    """A visit in each of two organisations."""
    scenario.given()
    scenario.order(theirs=True)
    return scenario


@POSTGRESQL
def test_a_statement_without_its_filter_finds_one_organisation_alone(two: Scenario) -> None:
    """Guard: server/kernel/fence.py:_begins"""
    with two.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Visit)) == 2
        db.session.rollback()
        fence.stay_within(two.ours)
        for _ in range(8):  # so often that the driver prepares it
            assert set(db.session.scalars(select(Visit.organisation_id))) == {two.ours}
            db.session.rollback()
        assert db.session.scalars(select(Organisation.id)).all() == [two.ours]
        assert db.session.get(Person, (two.cast.theirs, two.cast.people["sunli"])) is None


@POSTGRESQL
def test_a_transaction_that_is_open_is_fenced_from_then_on(two: Scenario) -> None:
    """Because who asks is looked up in the transaction that the request goes on with. Guard: server/kernel/fence.py:_tell_open_transaction"""
    with two.app.app_context():
        assert len(db.session.scalars(select(Visit.id)).all()) == 2
        fence.stay_within(two.ours)
        assert len(db.session.scalars(select(Visit.id)).all()) == 1
        with fence.across():
            assert len(db.session.scalars(select(Visit.id)).all()) == 2
        assert len(db.session.scalars(select(Visit.id)).all()) == 1


@POSTGRESQL
def test_nothing_of_another_organisation_is_changed_or_entered(two: Scenario) -> None:
    """Guard: server/kernel/fence.py:_fence, whose policy also counts for what is written"""
    with two.app.app_context():
        fence.stay_within(two.ours)
        assert changed(update(Team).values(name="别人的")) == 2
        assert changed(delete(Visit).where(Visit.organisation_id == two.cast.theirs)) == 0
        stranger = {"organisation_id": two.cast.theirs, "id": new_id(), "name": "混进来的"}
        with pytest.raises(ProgrammingError, match="row-level security"):
            write(lambda: db.session.execute(insert(Team).values(stranger)))
        g.pop("fenced")
        db.session.rollback()
        assert db.session.scalars(select(Team.name).where(Team.organisation_id == two.cast.theirs)).all() == [
            "北岭一班"
        ]


def changed(statement: Any) -> int:
    return write(lambda: int(cast(Any, db.session.execute(statement)).rowcount))


@POSTGRESQL
def test_a_page_whose_filter_was_taken_out_shows_nothing_of_others(two: Scenario, monkeypatch: Any) -> None:
    """The page of a visit, looked up by its id alone. Guard: server/kernel/authorise.py:must_have_role, which says stay_within"""
    from server.visits.console import visit_panel

    with two.app.app_context():
        [theirs] = db.session.scalars(select(Visit.id).where(Visit.organisation_id == two.cast.theirs))
    whole = visit_panel.lines_of
    monkeypatch.setattr(visit_panel, "lines_of", lambda organisation, visits: whole(two.cast.theirs, visits))
    office = two.cast.office("chenjing")
    assert office.get(f"/console/visits/{theirs}").status_code == 404
    monkeypatch.setattr(fence, "_is_up", lambda: False)
    assert office.get(f"/console/visits/{theirs}").status_code == 200  # so that the test would notice


@POSTGRESQL
def test_every_table_of_a_tenant_stands_behind_the_fence(two: Scenario) -> None:
    """Guard: server/kernel/fence.py:raise_fence, which takes the tables from the models"""
    with two.app.app_context():
        behind = db.session.execute(
            text("SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relrowsecurity")
        ).scalars()
        assert set(behind) == set(fence.fenced_tables())
        open_to_all = set(db.metadata.tables) - set(fence.fenced_tables())
    assert open_to_all == OF_THE_INSTALLATION


OF_THE_INSTALLATION = {"attempt", "log", "log_checkpoint", "log_entry", "log_node", "server_key"}


@POSTGRESQL
def test_a_transaction_ends_what_it_was_told(two: Scenario) -> None:
    """A connection that goes back to the pool knows nothing of the organisation. Guard: server/kernel/fence.py:WITHIN, whose settings are local"""
    with two.app.app_context():
        fence.stay_within(two.ours)
        assert db.session.scalar(text("SELECT current_user")) == fence.ROLE
        db.session.rollback()
        g.pop("fenced")
        assert db.session.scalar(text("SELECT current_user")) != fence.ROLE
        assert db.session.scalar(text(f"SELECT coalesce(current_setting('{fence.SETTING}', true), '')")) == ""


@pytest.mark.usefixtures("postgres_template")  # whose maker has made the role for the whole server
def test_an_owner_who_may_make_no_role_serves_without_a_fence_until_an_administrator_makes_it(
    postgres: Postgres, tmp_path: Any
) -> None:
    """The login of docs/DEPLOY.md owns its tables and is no administrator. It stays able to dump them. Guard: server/kernel/fence.py:_role"""
    owner, name = f"plain_{uuid.uuid4().hex[:8]}", postgres.create()
    postgres.execute(f"CREATE ROLE {owner} LOGIN")
    postgres.execute(f"ALTER DATABASE {name} OWNER TO {owner}")
    address = postgres.address(name).replace("postgres@", f"{owner}@")
    app = create_app(Settings(data_dir=tmp_path, database_url=address, testing=True))
    try:
        with app.app_context():
            db.create_all()
            assert not fence.raise_fence(app) and fence.open_tables() == sorted(fence.fenced_tables())
            two_organisations()
            fence.stay_within(FIRST)
            assert len(db.session.scalars(select(Organisation.id)).all()) == 2  # as before there was a fence
            db.session.rollback()
            g.pop("fenced")
            assert [each.name for each in fence_looked_at()] == ["fence"]
            postgres.execute(f"GRANT {fence.ROLE} TO {owner}")
            assert fence.raise_fence(app) and fence.open_tables() == [] and not fence_looked_at()
            assert len(db.session.scalars(select(Organisation.id)).all()) == 2
            fence.stay_within(FIRST)
            assert db.session.scalars(select(Organisation.id)).all() == [FIRST]
            db.session.rollback()
            g.pop("fenced")
            with db.engine.begin() as connection:  # what pg_dump says before it reads
                connection.execute(text("SET LOCAL row_security = off"))
                assert len(connection.execute(select(Organisation.id)).all()) == 2
            db.session.remove()
            db.engine.dispose()
    finally:
        postgres.drop(name)
        postgres.execute(f"REVOKE {fence.ROLE} FROM {owner}")
        postgres.execute(f"DROP ROLE {owner}")


FIRST, SECOND = new_id(), new_id()


def two_organisations() -> None:
    with db.engine.begin() as connection:
        for id_, slug in ((FIRST, "one"), (SECOND, "two")):
            row = {"id": id_, "slug": slug, "name": slug, "hotline": "96111", "created_at": clock.now()}
            connection.execute(insert(Organisation), row)


def fence_looked_at() -> list[Finding]:
    settings = current_app.config["DOORSTEP"]
    return list(look_at_fence(Patient(settings.database, settings.data_dir, "")))
