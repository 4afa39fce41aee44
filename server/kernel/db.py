"""The database: one SQLAlchemy object, SQLite or PostgreSQL, with the settings that make a commit mean *kept*."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import BigInteger, Engine, MetaData, String, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables; a table of an organisation leads with `organisation_id`, also in its key and indexes."""

    metadata = MetaData(naming_convention=CONVENTION)
    # 64 bits, because bytes free on a phone and milliseconds of a wrong clock outgrow 32
    registry = registry(metadata=metadata, type_annotation_map={int: BigInteger})


class OneEngineTwoManners(Session):
    """A session that reads until `kernel.transaction.write` says otherwise, because a reader must not hold SQLite's only write lock."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Any:
        bind = super().get_bind(*args, **kwargs)
        if self.info.get("writing"):
            return bind
        if "reading" not in self.info:  # one for the session, because each new one would bring a connection and a snapshot of its own
            self.info["reading"] = bind.execution_options(read_only=True)
        return self.info["reading"]


db = SQLAlchemy(model_class=Base, session_options={"class_": OneEngineTwoManners})

Id = String(36)
Moment = String(24)
Hash = String(64)


class OfOrganisation:
    """The leading part of every tenant's primary key."""

    # sort_order, because a mixin's columns come last by themselves
    organisation_id: Mapped[str] = mapped_column(Id, primary_key=True, sort_order=-1)


def prepare(app: Flask, address: str) -> None:
    """Attach the database at this address (an SQLAlchemy URL) to the app."""
    app.config["SQLALCHEMY_DATABASE_URI"] = address
    pool = {"pool_pre_ping": True} if address.startswith("postgresql") else {"pool_size": 20, "connect_args": {"timeout": 30}}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = pool
    db.init_app(app)
    with app.app_context():
        settle_engine(db.engine)


def settle_engine(engine: Engine) -> None:
    """Give SQLite durable commits and honest transactions, and PostgreSQL repeatable reads for readers."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connects)
        event.listen(engine, "begin", _sqlite_begins)
    else:
        event.listen(engine, "begin", _postgresql_begins)


def _sqlite_connects(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # because pysqlite's own BEGIN is deferred and late
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begins(connection: Any) -> None:
    reading = connection.get_execution_options().get("read_only")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _postgresql_begins(connection: Any) -> None:
    if connection.get_execution_options().get("read_only"):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
