"""What a code for a forgotten PIN is made from, and who gave one to which phone.

Revision ID: 0008
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("device") as table:
        table.add_column(sa.Column("unlock_secret", sa.String(length=43), nullable=True))
    op.create_table(
        "unlocking",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("challenge", sa.String(length=6), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id", "person_id"], ["person.organisation_id", "person.id"], name="fk_unlocking_person"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_unlocking"),
    )
    op.create_index("ix_unlocking_organisation_id_device_id_at", "unlocking", ["organisation_id", "device_id", "at"])


def downgrade() -> None:
    op.drop_table("unlocking")
    with op.batch_alter_table("device") as table:
        table.drop_column("unlock_secret")
