"""An index of the cross purposes that nobody has settled, for whoever counts them.

Revision ID: 0042
Revises: 0050
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0050"
branch_labels = None
depends_on = None

OPEN = sa.text("resolved_at IS NULL")


def upgrade() -> None:
    op.create_index("ix_conflict_open", "conflict", ["organisation_id"], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_index("ix_conflict_open", table_name="conflict")
