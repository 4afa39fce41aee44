"""The second fence between organisations: PostgreSQL itself shows a request no row of another one, also where a statement forgot to ask for its own.

A request, once it is known who asks, and a job of an organisation run as a role that owns nothing. Policies give that role the rows of one
organisation, which a setting of the transaction names. The login that owns the tables sees all: it looks up sign-ins, migrates, and makes backups.
See docs/decisions/0196. SQLite has no such thing; there the statements stand alone, and the same tests run on both.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app, g, has_app_context
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError

from server.kernel.db import Base, db

log = logging.getLogger("doorstep.fence")
ROLE, SETTING, POLICY = "doorstep_fenced", "doorstep.organisation", "one_organisation"
WITHIN = f"SELECT set_config('role', '{ROLE}', true), set_config('{SETTING}', %s, true)"
OUTSIDE = f"SELECT set_config('role', 'none', true), set_config('{SETTING}', '', true)"
STANDS = f"""SELECT pg_has_role(r.oid, 'MEMBER') FROM pg_roles r, pg_policy p
    WHERE r.rolname = '{ROLE}' AND p.polname = '{POLICY}' AND p.polrelid = to_regclass('person')"""
LOCK_WAIT = (
    "3s"  # for a table that others use; it is left for the next start then, because all of them would queue behind
)


def attach(app: Flask) -> None:
    """Let each transaction of a PostgreSQL database begin behind the fence, where one is said to be."""
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            event.listen(db.engine, "begin", _begins)  # after `kernel.db`'s own, which says how the transaction begins


def stay_within(organisation: str) -> None:
    """From here on, whatever this request or job asks is asked of one organisation; also in the transaction that is open."""
    if g.get("fenced") != organisation:
        g.fenced = organisation
        _tell_open_transaction(organisation)


@contextmanager
def within(organisation: str) -> Iterator[None]:
    """The same for a piece of work; '' is the whole installation's."""
    before = g.get("fenced")
    if organisation:
        stay_within(organisation)
    try:
        yield
    finally:
        g.fenced = before
        _tell_open_transaction(before)


@contextmanager
def across() -> Iterator[None]:
    """What is unique in the whole installation is looked up in the whole installation: logins, codes, devices. No row may be shown from in here."""
    before = g.pop("fenced", None)
    _tell_open_transaction(None)
    try:
        yield
    finally:
        if before is not None:
            g.fenced = before
            _tell_open_transaction(before)


def stands() -> bool:
    """Whether there is a fence: PostgreSQL, its role, and the policies."""
    if db.engine.dialect.name != "postgresql":
        return False
    known: bool | None = current_app.extensions.get("doorstep.fence")
    if known is None:
        with db.engine.connect() as connection:
            known = bool(connection.execute(text(STANDS)).scalar())
        current_app.extensions["doorstep.fence"] = known
    return known


def raise_fence(app: Flask) -> bool:
    """In an app context, as the owner of the tables: role, grants and policies as far as they lack; False where the role may not be made.

    Anew at each start, because a later version brings further tables and an administrator may make the role any day.
    """
    if db.engine.dialect.name != "postgresql":
        return False
    app.extensions.pop("doorstep.fence", None)
    with db.engine.connect() as connection:
        raised = _role(connection) and _grants(connection)
    for table, column in fenced_tables().items() if raised else ():
        try:
            with db.engine.begin() as connection:
                _fence(connection, table, column)
        except DBAPIError:
            log.warning("%s is in use, and will be fenced at the next start", table)
    return raised


def open_tables() -> list[str]:
    """In an app context, on PostgreSQL: tables that belong behind the fence and do not stand there; all of them where there is no role."""
    if not stands():
        return sorted(fenced_tables())
    rows = text(
        "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = :policy WHERE c.relrowsecurity"
    )
    with db.engine.connect() as connection:
        return sorted(set(fenced_tables()) - set(connection.execute(rows, {"policy": POLICY}).scalars()))


def fenced_tables() -> dict[str, str]:
    """Table → the column that names its organisation."""
    named = {name: "organisation_id" for name, table in Base.metadata.tables.items() if "organisation_id" in table.c}
    return named | {"organisation": "id"}


def _role(connection: Connection) -> bool:
    """Whether the role is there and ours to become; an administrator makes it where we may not."""
    try:
        with connection.begin():
            if not connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": ROLE}).scalar():
                connection.execute(text(f"CREATE ROLE {ROLE} NOLOGIN"))
            if not connection.execute(text(f"SELECT pg_has_role('{ROLE}', 'MEMBER')")).scalar():
                connection.execute(text(f"GRANT {ROLE} TO current_user"))
            connection.execute(text(f"SET LOCAL ROLE {ROLE}"))
    except DBAPIError:
        log.warning("no role %s: organisations are kept apart by the statements alone", ROLE)
        return False
    return True


def _grants(connection: Connection) -> bool:
    may = "SELECT, INSERT, UPDATE, DELETE"
    with connection.begin():
        for statement in (
            f"GRANT USAGE ON SCHEMA public TO {ROLE}",
            f"GRANT {may} ON ALL TABLES IN SCHEMA public TO {ROLE}",
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}",
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {may} ON TABLES TO {ROLE}",
        ):
            connection.execute(text(statement))
    return True


def _fence(connection: Connection, table: str, column: str) -> None:
    named = {"table": table, "policy": POLICY}
    has = "SELECT relrowsecurity FROM pg_class WHERE oid = to_regclass(:table)"
    policy = "SELECT count(*) FROM pg_policy WHERE polrelid = to_regclass(:table) AND polname = :policy"
    if connection.execute(text(has), named).scalar() and connection.execute(text(policy), named).scalar():
        return
    connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'"))
    connection.execute(text(f'DROP POLICY IF EXISTS {POLICY} ON "{table}"'))
    ours = f"{column} = nullif(current_setting('{SETTING}', true), '')"  # '' is what a setting is once its transaction has ended
    connection.execute(text(f'CREATE POLICY {POLICY} ON "{table}" USING ({ours})'))
    connection.execute(text(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'))


def _begins(connection: Connection) -> None:
    organisation = g.get("fenced") if has_app_context() else None
    if organisation and _is_up():
        driver: Any = connection.connection.driver_connection
        driver.execute(WITHIN, (organisation,), prepare=True)


def _is_up() -> bool:
    known: bool | None = current_app.extensions.get("doorstep.fence")
    if known is None:
        before = g.pop("fenced")  # because to look is itself a transaction
        try:
            return stands()
        finally:
            g.fenced = before
    return known


def _tell_open_transaction(organisation: str | None) -> None:
    """Transactions that begin later are told by `_begins`; this one has begun."""
    session = db.session()
    if db.engine.dialect.name != "postgresql" or not session.in_transaction() or not _is_up_for(organisation):
        return
    driver: Any = session.connection().connection.driver_connection
    if driver.info.transaction_status is TransactionStatus.INTRANS:
        driver.execute(*((WITHIN, (organisation,)) if organisation else (OUTSIDE,)), prepare=True)


def _is_up_for(organisation: str | None) -> bool:
    return _is_up() if organisation else bool(current_app.extensions.get("doorstep.fence"))
