"""An index of customers who turned out to be somebody else, for the history of whoever they are.

Revision ID: 0043
Revises: 0035
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0035"
branch_labels = None
depends_on = None

MERGED = sa.text("merged_into IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_customer_organisation_id_merged_into", "customer", ["organisation_id", "merged_into"],
        sqlite_where=MERGED, postgresql_where=MERGED)


def downgrade() -> None:
    op.drop_index("ix_customer_organisation_id_merged_into", table_name="customer")
