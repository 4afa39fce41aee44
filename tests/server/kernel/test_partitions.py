"""Ready to be spread: what a database that keeps each organisation's rows together needs of the tables (ruling of docs/SCALE.md, step 6).

Partitions by hash of the organisation, and Citus in the same way, refuse a key that is unique without the organisation. The few that there are have a
name here, with what would hold them in place of the table's own constraint.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, ForeignKeyConstraint, Index, Table, UniqueConstraint, text

from server.app import create_app
from server.config import Settings
from server.kernel import fence
from server.kernel.db import Base, db
from tests.cast import bring_on
from tests.postgres import Postgres
from tests.scenario import set_the_scene

PARTS = 4
# Table → the columns that are unique in the whole installation: each would need a directory, a small table beside, that is not spread.
OF_THE_INSTALLATION: dict[str, set[tuple[str, ...]]] = {
    "device": {("id",)},
    "invitation": {("token_hash",)},
    "person": {("login",)},
    "sign_in": {("token_hash",)},
}


def tenant_tables() -> dict[str, Table]:
    return {name: table for name, table in Base.metadata.tables.items() if "organisation_id" in table.c}


def unique_keys(table: Table) -> Iterator[tuple[str, ...]]:
    """Whatever the database keeps unique in this table."""
    yield tuple(table.primary_key.columns.keys())
    for each in table.constraints:
        if isinstance(each, UniqueConstraint):
            yield tuple(each.columns.keys())
    for index in table.indexes:
        if isinstance(index, Index) and index.unique:
            yield tuple(index.columns.keys())


def refusing() -> dict[str, set[tuple[str, ...]]]:
    found = {
        name: {key for key in unique_keys(table) if "organisation_id" not in key}
        for name, table in tenant_tables().items()
    }
    return {name: keys for name, keys in found.items() if keys}


def test_what_is_unique_in_a_tenants_table_is_so_within_the_organisation() -> None:
    """Guard: the models. A new key of the whole installation needs a line here, and a thought of how it would be kept."""
    assert refusing() == OF_THE_INSTALLATION


def test_a_row_refers_to_rows_of_its_own_organisation() -> None:
    """Guard: the models"""
    astray = [
        f"{name}.{each.name}"
        for name, table in tenant_tables().items()
        for each in table.constraints
        if isinstance(each, ForeignKeyConstraint)
        and each.referred_table.name in tenant_tables()
        and "organisation_id" not in each.column_keys
    ]
    assert astray == []


@pytest.fixture
def spread(postgres: Postgres, tmp_path: Any) -> Iterator[Settings]:
    """An empty database in which every tenant's table that may be is spread over four partitions by hash of the organisation."""
    name = postgres.create()
    settings = Settings(
        data_dir=tmp_path, database_url=postgres.address(name), keys_dir=tmp_path / "keys", testing=True
    )
    app, tables = (
        create_app(settings),
        [table for name, table in tenant_tables().items() if name not in OF_THE_INSTALLATION],
    )
    for table in tables:
        table.dialect_options["postgresql"]["partition_by"] = "HASH (organisation_id)"
    try:
        with app.app_context():
            db.create_all()
            with db.engine.begin() as connection:
                for table in tables:
                    add_parts(connection, table.name)
            fence.raise_fence(app)
            db.session.remove()
            db.engine.dispose()
        yield settings
    finally:
        for table in tables:
            table.dialect_options["postgresql"]["partition_by"] = None
        postgres.drop(name)


def add_parts(connection: Connection, table: str) -> None:
    for part in range(PARTS):
        within = f"FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {part})"
        connection.execute(text(f'CREATE TABLE "{table}_p{part}" PARTITION OF "{table}" {within}'))


def test_the_unchanged_server_works_on_tables_that_are_spread_by_organisation(spread: Settings) -> None:
    """An order, a phone that works and sends, the office that looks: behind the fence, too. Guard: the keys of the models"""
    cast = bring_on(create_app(spread))
    scenario = set_the_scene(cast)
    visit, strange = scenario.given(), scenario.order(theirs=True)
    phone = scenario.phone()
    phone.report("opened", visit=visit)
    phone.report("noted", {"text": "门铃坏了"}, visit=visit)
    phone.sync_all()
    assert [kind for kind, outcome in scenario.log(visit) if outcome == "applied"][-2:] == ["opened", "noted"]
    office = cast.office("chenjing")
    assert "门铃坏了" in office.get(f"/console/visits/{visit}").text
    assert office.get(f"/console/visits/{strange}").status_code == 404
    with cast.app.app_context(), db.engine.connect() as connection:
        plan = connection.execute(
            text("EXPLAIN SELECT * FROM fact WHERE organisation_id = :ours AND subject_id = :visit"),
            {"ours": scenario.ours, "visit": visit},
        ).scalars()
        assert len({part for line in plan for part in range(PARTS) if f" on fact_p{part}" in line}) == 1
        db.session.remove()
        db.engine.dispose()
