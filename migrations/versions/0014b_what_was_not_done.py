"""Room for every outcome in what a commitment is about.

Revision ID: 0014b
Revises: 0009c
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014b"
down_revision = "0009c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("commitment") as table:
        table.alter_column("about", existing_type=sa.String(12), type_=sa.String(40), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("commitment") as table:
        table.alter_column("about", existing_type=sa.String(40), type_=sa.String(12), existing_nullable=False)
