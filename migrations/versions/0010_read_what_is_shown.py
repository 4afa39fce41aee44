"""Marks that jobs leave, and indexes by which no page and no job reads what it does not show.

Revision ID: 0010
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0005"
branch_labels = None
depends_on = None

IN_FORCE = sa.text("revoked_version IS NULL")
OUTSTANDING = sa.text("arrived_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "mark",
        sa.Column("organisation_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "name", "at", name=op.f("pk_mark")))
    op.create_index("ix_stored_organisation_id_stored_at_sha256", "stored", ["organisation_id", "stored_at", "sha256"])
    op.create_index(
        "ix_awaited_organisation_id_device_id", "awaited", ["organisation_id", "device_id"],
        sqlite_where=OUTSTANDING, postgresql_where=OUTSTANDING)
    op.create_index(
        "ix_holding_organisation_id_person_id", "holding", ["organisation_id", "person_id"], sqlite_where=IN_FORCE, postgresql_where=IN_FORCE)
    op.create_index(
        "ix_countersignature_organisation_id_device_id_received_at", "countersignature", ["organisation_id", "device_id", "received_at"])


def downgrade() -> None:
    op.drop_index("ix_countersignature_organisation_id_device_id_received_at", table_name="countersignature")
    op.drop_index("ix_holding_organisation_id_person_id", table_name="holding")
    op.drop_index("ix_awaited_organisation_id_device_id", table_name="awaited")
    op.drop_index("ix_stored_organisation_id_stored_at_sha256", table_name="stored")
    op.drop_table("mark")
