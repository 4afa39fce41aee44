"""Bring the database's tables up to date."""

from __future__ import annotations

import argparse

import flask_migrate
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text

from server.app import create_app
from server.backup.databases import kind_of, opened
from server.kernel.alone import alone
from server.kernel.db import db
from server.kernel.fence import raise_fence
from server.kernel.folders import migrations
from server.kernel.problem import Problem
from server.quarantine.retry_after_upgrade import retry_after_upgrade

NAME = "migrate"
DIRECTORY = str(migrations())


def arguments(parser: argparse.ArgumentParser) -> None:
    """`--to`."""
    parser.add_argument("--to", default="head", help="a revision; `base` takes everything down again")


def run(given: argparse.Namespace) -> int:
    """Migrate the database of the environment's settings."""
    app = create_app()
    with app.app_context():
        upgrade(app) if given.to == "head" else downgrade(app, given.to)
        taken_in = retry_after_upgrade() if given.to == "head" else 0
    print(
        f"Tables are at {given.to}."
        + (f" Records of newer apps that are understood now: {taken_in}." if taken_in else "")
    )
    return 0


def upgrade(app: Flask) -> None:
    """Inside an app context: up to the newest revision."""
    with alone("migrating"):  # because two servers may start at once
        refuse_newer()
        held_keys = "private_key" in _columns("server_key")
        flask_migrate.upgrade(directory=attached(app))
        raise_fence(app)
        if held_keys:
            forget_keys(app.config["DOORSTEP"].database)


def refuse_newer() -> None:
    """`database_too_new` where a later version has been here."""
    known = {each.revision for each in ScriptDirectory(DIRECTORY).walk_revisions()}
    if _columns("alembic_version"):
        with db.engine.connect() as connection:
            there = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
        if unknown := set(there) - known:
            raise Problem("database_too_new", {"tables": [f"are at {', '.join(sorted(unknown))}"]})


def forget_keys(address: str) -> None:
    """Write anew what the private keys stood in, because a dropped column is still on the pages of the file."""
    db.session.remove()
    db.engine.dispose()
    statements = (
        ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)") if kind_of(address) == "sqlite" else ("VACUUM FULL server_key",)
    )
    with opened(address) as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in statements:
            alone.execute(text(statement))


def _columns(table: str) -> set[str]:
    with db.engine.connect() as connection:
        looked = inspect(connection)
        return {column["name"] for column in looked.get_columns(table)} if looked.has_table(table) else set()


def downgrade(app: Flask, revision: str) -> None:
    """Inside an app context: down to a revision, or to `base`."""
    flask_migrate.downgrade(directory=attached(app), revision=revision)


def attached(app: Flask) -> str:
    """The folder of revisions, once Alembic knows the app's database."""
    if "migrate" not in app.extensions:
        flask_migrate.Migrate(app, db, directory=DIRECTORY, compare_type=True, render_as_batch=True)
    return DIRECTORY
