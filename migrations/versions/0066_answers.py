"""What customers answered on the page of their visit.

Revision ID: 0066
Revises: 0065
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(36), sa.String(24)
OPEN = sa.text("handled_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "customer_answer",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("visit_id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("words", sa.String(600), nullable=False),
        sa.Column("wished_from", MOMENT, nullable=True),
        sa.Column("wished_to", MOMENT, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("handled_at", MOMENT, nullable=True),
        sa.Column("handled_by", ID, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_customer_answer")))
    op.create_index("ix_customer_answer_open", "customer_answer", ["organisation_id", "at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_customer_answer_organisation_id_visit_id_at", "customer_answer", ["organisation_id", "visit_id", "at"])
    op.create_index("ix_customer_answer_organisation_id_customer_id", "customer_answer", ["organisation_id", "customer_id"])


def downgrade() -> None:
    op.drop_table("customer_answer")
