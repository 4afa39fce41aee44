"""What requests of the API were answered, so that the same request acts once.

Revision ID: 0111
Revises: 0100
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0100"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_answer",
        sa.Column("organisation_id", sa.String(36), nullable=False),
        sa.Column("key_id", sa.String(36), nullable=False),
        sa.Column("token", sa.String(80), nullable=False),
        sa.Column("said", sa.String(64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "key_id", "token", name="pk_api_answer"),
    )
    op.create_index("ix_api_answer_organisation_id_at", "api_answer", ["organisation_id", "at"])


def downgrade() -> None:
    op.drop_table("api_answer")
