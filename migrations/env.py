"""Alembic's way to the app's database: one transaction for all revisions, on the engine that the app uses."""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def run() -> None:
    """Run the asked-for revisions; everything or nothing."""
    configure = current_app.extensions["migrate"].configure_args
    with database.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=database.metadata, **configure)
        with context.begin_transaction():
            context.run_migrations()


run()
