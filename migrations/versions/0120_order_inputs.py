"""What an order says for the inputs that its standard declares (language 2).

Revision ID: 0120
Revises: 0141
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0141"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visit", sa.Column("order_inputs", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("visit", "order_inputs")
