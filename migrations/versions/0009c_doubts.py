"""What of a fact a person should look at is marked on it.

Revision ID: 0009c
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009c"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("fact", sa.Column("doubts", sa.String(100), nullable=True))  # no table is written anew for it, because this one is the largest


def downgrade() -> None:
    with op.batch_alter_table("fact") as table:
        table.drop_column("doubts")
