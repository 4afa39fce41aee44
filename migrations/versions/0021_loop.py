"""Commitments of matters: an index that finds those of visits alone.

Revision ID: 0021
Revises: 0042
"""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0042"
branch_labels = None
depends_on = None

NAME = "ix_commitment_organisation_id_source_type_state_due_at_id"


def upgrade() -> None:
    op.create_index(NAME, "commitment", ["organisation_id", "source_type", "state", "due_at", "id"])


def downgrade() -> None:
    op.drop_index(NAME, "commitment")
