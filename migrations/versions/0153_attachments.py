"""Attachments of the office to visits, and whose phone has fetched them.

Revision ID: 0153
Revises: 0156
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0153"
down_revision = "0156"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        *(sa.Column(name, sa.String(36), nullable=False) for name in ("organisation_id", "id", "visit_id")),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("added_at", sa.String(24), nullable=False),
        sa.Column("added_by", sa.String(36), nullable=False),
        sa.Column("removed_at", sa.String(24), nullable=True),
        sa.Column("removed_by", sa.String(36), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_attachment"),
    )
    op.create_index("ix_attachment_organisation_id_visit_id", "attachment", ["organisation_id", "visit_id"])
    op.create_index("ix_attachment_organisation_id_sha256", "attachment", ["organisation_id", "sha256"])
    leaving = sa.text("removed_at IS NOT NULL AND NOT gone")
    op.create_index(
        "ix_attachment_organisation_id_removed_at",
        "attachment",
        ["organisation_id", "removed_at"],
        sqlite_where=leaving,
        postgresql_where=leaving,
    )
    op.create_table(
        "attachment_fetched",
        *(sa.Column(name, sa.String(36), nullable=False) for name in ("organisation_id", "attachment_id", "person_id")),
        sa.Column("at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "attachment_id", "person_id", name="pk_attachment_fetched"),
    )


def downgrade() -> None:
    op.drop_table("attachment_fetched")
    op.drop_table("attachment")
