"""A proposal may be of several days.

Revision ID: 0158
Revises: 0157
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0158"
down_revision = "0157"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("day_proposal", sa.Column("days", sa.BigInteger(), nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("day_proposal", "days")
