"""Looks of every kind, how long what is kept, holds, and what was destroyed by whom.

Revision ID: 0035
Revises: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0022"
branch_labels = None
depends_on = None

ID = sa.String(length=36)
MOMENT = sa.String(length=24)


def upgrade() -> None:
    with op.batch_alter_table("access_record") as table:
        table.alter_column("customer_id", existing_type=ID, nullable=True)
        table.add_column(sa.Column("count", sa.BigInteger(), nullable=True))
    op.create_table(
        "retention",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("keep_months", sa.BigInteger(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("set_by", ID, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "kind", name="pk_retention"),
    )
    op.create_table(
        "hold",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("placed_by", ID, nullable=False),
        sa.Column("placed_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_hold"),
    )
    op.create_index("ix_hold_organisation_id_customer_id", "hold", ["organisation_id", "customer_id"])
    op.create_table(
        "erasure",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("customer_id", ID, nullable=True),
        sa.Column("subjects", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("asked_by", ID, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("certificate", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_erasure"),
    )
    op.create_index("ix_erasure_organisation_id_asked_at", "erasure", ["organisation_id", "asked_at"])


def downgrade() -> None:
    op.drop_table("erasure")
    op.drop_table("hold")
    op.drop_table("retention")
    op.execute("DELETE FROM access_record WHERE customer_id IS NULL")
    with op.batch_alter_table("access_record") as table:
        table.drop_column("count")
        table.alter_column("customer_id", existing_type=ID, nullable=False)
