"""Portraits of technicians, which customers see before they open the door.

Revision ID: 0142
Revises: 0136
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0142"
down_revision = "0136"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "portrait",
        *(sa.Column(name, sa.String(36), nullable=False) for name in ("organisation_id", "person_id")),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.String(24), nullable=False),
        sa.Column("changed_by", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", name="pk_portrait"),
    )


def downgrade() -> None:
    op.drop_table("portrait")
