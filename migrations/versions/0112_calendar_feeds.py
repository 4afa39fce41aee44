"""Addresses to which calendars subscribe.

Revision ID: 0112
Revises: 0111
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0112"
down_revision = "0111"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("organisation_id", sa.String(36), nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("of", sa.String(8), nullable=False),
        sa.Column("subject_id", sa.String(36), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("made_by", sa.String(36), nullable=False),
        sa.Column("made_at", sa.String(24), nullable=False),
        sa.Column("read_at", sa.String(24), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_calendar_feed"),
    )
    op.create_index("ix_calendar_feed_code_hash", "calendar_feed", ["code_hash"])


def downgrade() -> None:
    op.drop_table("calendar_feed")
