"""A fact that is let in after it was put aside is countersigned anew, so that its record can be checked.

Revision ID: 0009
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("received") as table:
        table.add_column(sa.Column("let_in", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("received") as table:
        table.drop_column("let_in")
