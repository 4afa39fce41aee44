"""What the office did with facts that were held back.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "held_back_act",
        sa.Column("organisation_id", sa.String(36), nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("device_id", sa.String(36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("person_id", sa.String(36), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=True),
        sa.Column("code", sa.String(40), nullable=True),
        sa.Column("visit_id", sa.String(36), nullable=True),
        sa.Column("reason", sa.String(300), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_held_back_act")),
    )
    with op.batch_alter_table("held_back_act") as table:
        table.create_index(op.f("ix_held_back_act_organisation_id_device_id_seq"), ["organisation_id", "device_id", "seq"])


def downgrade() -> None:
    op.drop_table("held_back_act")
