"""What is open by its kind, because results to feed back are many and what else matters leave is little.

Revision ID: 0157
Revises: 0153
"""

from __future__ import annotations

from alembic import op

revision = "0157"
down_revision = "0153"
branch_labels = None
depends_on = None

NAME = "ix_commitment_organisation_id_state_kind_due_at_id"


def upgrade() -> None:
    op.create_index(NAME, "commitment", ["organisation_id", "state", "kind", "due_at", "id"])


def downgrade() -> None:
    op.drop_index(NAME, "commitment")
