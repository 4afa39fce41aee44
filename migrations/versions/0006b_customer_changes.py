"""Changes of customers on record, and customers who turned out to be the same person.

Revision ID: 0006b
Revises: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006b"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("customer") as table:
        table.add_column(sa.Column("merged_into", sa.String(length=36), nullable=True))
    op.create_table(
        "customer_change",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_customer_change")))
    op.create_index(
        op.f("ix_customer_change_organisation_id_customer_id_at"), "customer_change", ["organisation_id", "customer_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_customer_change_organisation_id_customer_id_at"), table_name="customer_change")
    op.drop_table("customer_change")
    with op.batch_alter_table("customer") as table:
        table.drop_column("merged_into")
