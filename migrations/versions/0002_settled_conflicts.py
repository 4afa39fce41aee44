"""Which facts a settled conflict turned, so that a choice can be taken back.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conflict") as table:
        table.add_column(sa.Column("turned", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("conflict") as table:
        table.drop_column("turned")
