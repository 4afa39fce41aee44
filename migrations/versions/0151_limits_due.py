"""Limits of visits that ended undone, by when they are due: a job judges them then, and reads no others.

Revision ID: 0151
Revises: 0137
"""

from __future__ import annotations

from alembic import op

revision = "0151"
down_revision = "0137"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_limit_result_organisation_id_state_due", "limit_result", ["organisation_id", "state", "due"])


def downgrade() -> None:
    op.drop_index("ix_limit_result_organisation_id_state_due", "limit_result")
