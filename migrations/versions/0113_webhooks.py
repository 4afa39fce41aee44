"""Endpoints of other systems, and each message on its way there.

Revision ID: 0113
Revises: 0112
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0113"
down_revision = "0112"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(36), sa.String(24)


def upgrade() -> None:
    op.create_table(
        "webhook_endpoint",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("groups", sa.String(80), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("off", sa.String(12), nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_webhook_endpoint"),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("endpoint_id", ID, nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("origin", ID, nullable=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("claimed_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("answer", sa.String(1024), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_webhook_delivery"),
    )
    op.create_index(
        "ix_webhook_delivery_organisation_id_state_endpoint_id_due_at_id",
        "webhook_delivery",
        ["organisation_id", "state", "endpoint_id", "due_at", "id"],
    )
    op.create_index(
        "ix_webhook_delivery_organisation_id_endpoint_id_id",
        "webhook_delivery",
        ["organisation_id", "endpoint_id", "id"],
    )
    op.create_index(
        "ix_webhook_delivery_organisation_id_created_at", "webhook_delivery", ["organisation_id", "created_at"]
    )


def downgrade() -> None:
    op.drop_table("webhook_delivery")
    op.drop_table("webhook_endpoint")
