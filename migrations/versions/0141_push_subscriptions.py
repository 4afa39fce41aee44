"""Phones that may be told that something is new.

Revision ID: 0141
Revises: 0135
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0141"
down_revision = "0135"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(36), sa.String(24)


def upgrade() -> None:
    op.create_table(
        "push_subscription",
        *(sa.Column(name, ID, nullable=False) for name in ("organisation_id", "device_id", "person_id")),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("trouble", sa.String(80), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("hinted", sa.BigInteger(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("reached_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "device_id", name="pk_push_subscription"),
    )
    op.create_index(
        "ix_push_subscription_organisation_id_state_due_at",
        "push_subscription",
        ["organisation_id", "state", "due_at"],
    )


def downgrade() -> None:
    op.drop_table("push_subscription")
