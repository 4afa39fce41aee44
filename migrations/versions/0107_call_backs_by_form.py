"""Customers who want no calls answer by a form behind a link; calls about complaints that were closed.

Revision ID: 0107
Revises: 0106
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0107"
down_revision = "0106"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(36), sa.String(24)


def upgrade() -> None:
    op.create_table(
        "call_back_wish",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", ID, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "customer_id", name=op.f("pk_call_back_wish")))
    op.add_column("call_back", sa.Column("code", sa.String(12), nullable=True))
    op.create_index("ix_call_back_code", "call_back", ["code"])


def downgrade() -> None:
    op.drop_index("ix_call_back_code", "call_back")
    op.drop_column("call_back", "code")
    op.drop_table("call_back_wish")
