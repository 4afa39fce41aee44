"""The database: one SQLAlchemy object, SQLite or PostgreSQL, with the settings that make a commit mean *kept*."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from psycopg import Error as PsycopgError
from psycopg import IsolationLevel
from psycopg.pq import TransactionStatus
from sqlalchemy import BigInteger, Engine, MetaData, String, Table, event
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

UNTRIED = 5.0  # seconds after which a connection that lay in the pool is tried before it is used

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

    def get_bind(self, *_args: Any, **_kwargs: Any) -> Any:
        """The one engine, whatever is asked for: Flask-SQLAlchemy would look through every statement for the engine of its tables."""
        return db.engine if self.info.get("writing") else current_app.extensions["doorstep.reading"]


db = SQLAlchemy(model_class=Base, session_options={"class_": OneEngineTwoManners})
if TYPE_CHECKING:

    class Model(Base):
        """What Flask-SQLAlchemy makes of `Base` while it runs, as mypy is to see it."""

        __abstract__ = True
        __table__: ClassVar[Table]
else:
    Model = db.Model

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
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "hide_parameters": True
    } | (  # because a logged error must not carry names
        {} if address.startswith("postgresql") else {"pool_size": 20, "connect_args": {"timeout": 30}}
    )
    db.init_app(app)
    app.teardown_appcontext(_end_session)  # runs before Flask-SQLAlchemy's own, which finds nothing left to do
    with app.app_context():
        settle_engine(db.engine)
        # one for the app, because each new one would bring a connection and a snapshot of its own
        app.extensions["doorstep.reading"] = db.engine.execution_options(read_only=True)


def _end_session(_error: BaseException | None) -> None:
    """A session whose connection has died cannot even roll back; the answer is made by then and must not become a bare error."""
    try:
        db.session.remove()
    except DBAPIError:
        db.session.registry.clear()


def settle_engine(engine: Engine) -> None:
    """Give SQLite durable commits and honest transactions, and PostgreSQL repeatable reads for readers."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_connects)
        event.listen(engine, "begin", _sqlite_begins)
    else:
        event.listen(engine, "begin", _postgresql_begins)
        event.listen(engine, "rollback", _postgresql_reader_ends)
        event.listen(engine, "checkin", _postgresql_is_put_back)
        event.listen(engine, "checkout", _postgresql_is_taken)


def _sqlite_connects(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # because pysqlite's own BEGIN is deferred and late
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begins(connection: Any) -> None:
    reading = connection.get_execution_options().get("read_only")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _postgresql_begins(connection: Any) -> None:
    """Say it with the driver's own BEGIN, because a statement of its own would be one more way there and back."""
    reading, driver = (
        connection.get_execution_options().get("read_only", False),
        connection.connection.driver_connection,
    )
    driver.read_only, driver.isolation_level = reading, IsolationLevel.REPEATABLE_READ if reading else None


def _postgresql_reader_ends(connection: Any) -> None:
    """To PostgreSQL a reader's end is a COMMIT, because at a ROLLBACK the driver forgets every statement that it has prepared."""
    driver = None if connection.invalidated else connection.connection.driver_connection
    if driver and driver.read_only and driver.info.transaction_status is TransactionStatus.INTRANS:
        with suppress(PsycopgError):  # because the ROLLBACK that follows says so, and is heard
            driver.commit()


def _postgresql_is_put_back(_driver: Any, record: Any) -> None:
    record.info["used"] = time.monotonic()


def _postgresql_is_taken(driver: Any, record: Any, _taken: Any) -> None:
    """Try a connection that has lain for long, because the database may have been restarted since; not each, because a request takes three."""
    if time.monotonic() - record.info.get("used", time.monotonic()) < UNTRIED:
        return
    try:
        driver.execute("SELECT 1")
        driver.rollback()
    except Exception:
        raise DisconnectionError("the database hung up meanwhile") from None
