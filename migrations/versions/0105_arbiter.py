"""From when on the arbiter decides between departments that are not agreed about a complaint.

Revision ID: 0105
Revises: 0110
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0105"
down_revision = "0110"
branch_labels = None
depends_on = None

MOMENT = sa.String(24)


def upgrade() -> None:
    op.add_column("complaint", sa.Column("arbiter_from", MOMENT, nullable=True))


def downgrade() -> None:
    op.drop_column("complaint", "arbiter_from")
