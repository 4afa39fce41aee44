"""Views of lists that somebody keeps.

Revision ID: 0136
Revises: 0125
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0136"
down_revision = "0125"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_view",
        *(sa.Column(name, sa.String(36), nullable=False) for name in ("organisation_id", "id", "person_id")),
        sa.Column("page", sa.String(20), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("query", sa.String(400), nullable=False),
        sa.Column("made_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_saved_view"),
    )
    op.create_index("ix_saved_view_person_id", "saved_view", ["person_id"])


def downgrade() -> None:
    op.drop_table("saved_view")
