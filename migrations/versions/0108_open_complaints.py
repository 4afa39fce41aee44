"""Open complaints and the newest closed ones by an index each, because a desk has few of the one and ever more of the other.

Revision ID: 0108
Revises: 0114
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0108"
down_revision = "0114"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    op.create_index("ix_complaint_open", "complaint", ["organisation_id", "due_at", "id"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_complaint_organisation_id_state_received_at_id", "complaint", ["organisation_id", "state", "received_at", "id"])
    op.drop_index("ix_complaint_organisation_id_state_due_at_id", "complaint")


def downgrade() -> None:
    op.create_index("ix_complaint_organisation_id_state_due_at_id", "complaint", ["organisation_id", "state", "due_at", "id"])
    op.drop_index("ix_complaint_organisation_id_state_received_at_id", "complaint")
    op.drop_index("ix_complaint_open", "complaint")
