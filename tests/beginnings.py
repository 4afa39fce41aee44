"""How a test's database begins: all tables; no rows, the cast's, those of the scene, or a visit's, too; nothing of the test before, also not on its pages."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import psycopg
from flask import Flask

from server.config import Settings
from tests.cast import Cast, bring_on
from tests.postgres import Postgres
from tests.scenario import Scenario, set_the_scene

EMPTY, CAST, SCENE, VISIT = "empty", "cast", "scene", "visit"  # each has the rows of the one before

OFTEN = 100  # uses of one PostgreSQL database, because its catalogue grows old
# Whatever changes a table leaves another of these behind; VACUUM and ANALYZE do not.
SHAPE = "SELECT " + ", ".join(
    f"(SELECT (count(*), max(xmin::text::bigint))::text FROM {each})"
    for each in (
        "pg_class",
        "pg_attribute",
        "pg_constraint",
        "pg_index",
        "pg_proc",
        "pg_trigger",
        "pg_namespace",
        "pg_db_role_setting",
    )
)
FULL = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"
OTHERS = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


class SqliteBeginnings:
    """Files that are copied."""

    def __init__(self, folder: Path, keys: Path) -> None:
        self.folder, self.keys = folder, keys
        self.scenes: dict[str, Scenario] = {}
        self.empty = folder / "empty.sqlite3"
        make_tables(self._settings(self.empty))

    def fresh(self, tmp_path: Path, kind: str) -> str:
        """The address of a copy in this folder."""
        place = tmp_path / "doorstep.sqlite3"
        shutil.copyfile(self._filled(kind), place)
        return f"sqlite:///{place}"

    def scene(self, kind: str, app: Flask) -> Scenario:
        """The people, and the customers where there are some, of a database that began with them."""
        return on(app, self.scenes[kind])

    def _filled(self, kind: str) -> Path:
        place = self.folder / f"{kind}.sqlite3"
        if kind != EMPTY and kind not in self.scenes:
            shutil.copyfile(self.empty, place)
            self.scenes[kind] = scene_in(self._settings(place), kind)
        return place

    def _settings(self, place: Path) -> Settings:
        return Settings(data_dir=self.folder, database_url=f"sqlite:///{place}", keys_dir=self.keys, testing=True)


class PostgresBeginnings:
    """One database for test after test, because to empty it takes a tenth of what a copy of the template takes."""

    def __init__(self, postgres: Postgres, template: str, folder: Path, keys: Path) -> None:
        self.postgres, self.template, self.folder, self.keys = postgres, template, folder, keys
        self.name, self.uses, self.shape = "", 0, ""
        self.scenes: dict[str, Scenario] = {}
        self.rows: dict[str, dict[str, bytes]] = {EMPTY: {}}
        self.connection: psycopg.Connection | None = None

    def fresh(self, kind: str) -> str:
        """The address of the database, emptied; what is still connected to it is hung up."""
        if kind not in self.rows:
            self._remember(kind)
        self.uses += 1
        if self.uses > OFTEN or not self.name or not self._emptied():
            self._anew()
        self._fill(kind)
        return self.postgres.address(self.name)

    def scene(self, kind: str, app: Flask) -> Scenario:
        """The people, and the customers where there are some, of a database that began with them."""
        return on(app, self.scenes[kind])

    def close(self) -> None:
        """Drop it."""
        if self.connection:
            self.connection.close()
        if self.name:
            self.postgres.drop(self.name)

    def _anew(self) -> None:
        self.close()
        self.name, self.uses = self.postgres.create(self.template), 1
        # kept, because a new connection has to learn every table anew, and that takes three times as long as the work
        self.connection = self._connect(self.name)
        self.connection.execute("SET session_replication_role = replica")  # or a row that others refer to must go last
        self.shape = _shape(self.connection)

    def _emptied(self) -> bool:
        """False where a test left other tables than it found."""
        assert self.connection
        self.connection.execute(OTHERS)
        if _shape(self.connection) != self.shape:
            return False
        full = _full(self.connection)
        if full:
            self.connection.execute("; ".join(f"DELETE FROM {table}" for table in full).encode())
            # Empty pages are given back, so that rows which nobody put in order come as they were written, like in a new table.
            self.connection.execute(f"VACUUM {', '.join(full)}".encode())
        return not _full(self.connection)

    def _remember(self, kind: str) -> None:
        name = self.postgres.create(self.template)
        address, kept = self.postgres.address(name), self.rows.setdefault(kind, {})
        self.scenes[kind] = scene_in(
            Settings(data_dir=self.folder, database_url=address, keys_dir=self.keys, testing=True), kind
        )
        with self._connect(name) as connection:
            for table in _full(connection):
                with connection.cursor().copy(f"COPY {table} TO STDOUT".encode()) as rows:
                    kept[table] = b"".join(bytes(part) for part in rows)
        self.postgres.drop(name)

    def _fill(self, kind: str) -> None:
        assert self.connection
        for table, content in self.rows[kind].items():
            with self.connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as rows:
                rows.write(content)

    def _connect(self, name: str) -> psycopg.Connection:
        return psycopg.connect(host=str(self.postgres.folder), user="postgres", dbname=name, autocommit=True)


def _shape(connection: psycopg.Connection) -> str:
    return str(connection.execute(SHAPE.encode()).fetchone())


def _full(connection: psycopg.Connection) -> list[str]:
    return [table for (table,) in connection.execute(FULL.encode())]


def make_tables(settings: Settings) -> None:
    """Make all tables from the models; a test of migrations proves that those make the same."""
    from server.app import create_app
    from server.kernel.db import db
    from server.kernel.fence import raise_fence

    app = create_app(settings)
    with app.app_context():
        db.create_all()
        raise_fence(app)
        db.session.remove()
        db.engine.dispose()


def scene_in(settings: Settings, kind: str) -> Scenario:
    """Bring the cast on, set the scene and give a visit where that is wanted, and let go of the database."""
    from server.app import create_app
    from server.kernel import clock
    from server.kernel.db import db

    cast = bring_on(create_app(settings))
    scene = set_the_scene(cast) if kind in (SCENE, VISIT) else Scenario(cast)
    if kind == VISIT:
        scene.first = scene.given("liming", agreed_at=clock.later(clock.now(), minutes=300))
    with cast.app.app_context():
        db.session.remove()
        db.engine.dispose()
    return scene


def on(app: Flask, scene: Scenario) -> Scenario:
    """The same in another application, and what one test adds to it is not in the next one's."""
    cast = scene.cast
    own = Cast(app, dict(cast.organisations), dict(cast.teams), dict(cast.people))
    return replace(scene, cast=own, customers=dict(scene.customers))
