"""Private keys leave the database for files of their own; a key names the certificate by which it follows its predecessor.

Revision ID: 0009b
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app

from server.accounts import key_files

revision = "0009b"
down_revision = "0007"
branch_labels = None
depends_on = None

KEYS = sa.table("server_key", sa.column("id", sa.String), sa.column("private_key", sa.LargeBinary))


def upgrade() -> None:
    folder = current_app.config["DOORSTEP"].keys
    for private, in op.get_bind().execute(sa.select(KEYS.c.private_key)):
        key_files.keep(folder, Ed25519PrivateKey.from_private_bytes(bytes(private)))
    with op.batch_alter_table("server_key") as table:
        table.drop_column("private_key")
        table.add_column(sa.Column("rotation", sa.Text(), nullable=True))


def downgrade() -> None:
    folder = current_app.config["DOORSTEP"].keys
    with op.batch_alter_table("server_key") as table:
        table.drop_column("rotation")
        table.add_column(sa.Column("private_key", sa.LargeBinary(), nullable=True))
    for key, in op.get_bind().execute(sa.select(KEYS.c.id)).all():
        private = key_files.load(folder, key).private_bytes_raw()
        op.get_bind().execute(sa.update(KEYS).where(KEYS.c.id == key).values(private_key=private))
    with op.batch_alter_table("server_key") as table:
        table.alter_column("private_key", nullable=False)
