"""The log: entries, the tree above them, the checkpoints that were signed; and what was destroyed on purpose.

Revision ID: 0030
Revises: 0034
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "log",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("origin", sa.String(255), nullable=False),
        sa.Column("follows", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("began_at", sa.String(24), nullable=False),
        sa.Column("ended_at", sa.String(24), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log")),
    )
    op.create_table(
        "log_entry",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("log_id", sa.String(36), nullable=True),
        sa.Column("place", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
    )
    op.create_index(op.f("ix_log_entry_digest"), "log_entry", ["digest"])
    op.create_index(op.f("ix_log_entry_log_id_place"), "log_entry", ["log_id", "place"], unique=True)
    op.create_table(
        "log_node",
        sa.Column("log_id", sa.String(36), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("log_id", "height", "place", name=op.f("pk_log_node")),
    )
    op.create_table(
        "log_checkpoint",
        sa.Column("log_id", sa.String(36), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("log_id", "size", name=op.f("pk_log_checkpoint")),
    )
    op.create_table(
        "destruction",
        sa.Column("organisation_id", sa.String(36), nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("subject_type", sa.String(16), nullable=False),
        sa.Column("subject_id", sa.String(36), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("destroyed_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_destruction")),
    )
    op.create_index(
        op.f("ix_destruction_organisation_id_subject_type_subject_id"),
        "destruction", ["organisation_id", "subject_type", "subject_id"]
    )


def downgrade() -> None:
    op.drop_table("destruction")
    for table in ("log_checkpoint", "log_node", "log_entry", "log"):
        op.drop_table(table)
