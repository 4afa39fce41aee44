"""Who was reminded of a serious complaint that nobody has told the head of department of.

Revision ID: 0070
Revises: 0060
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0060"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(36), sa.String(24)


def upgrade() -> None:
    op.create_table(
        "complaint_reminder",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("complaint_id", ID, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "complaint_id", "number", name=op.f("pk_complaint_reminder")))
    op.create_index("ix_complaint_reminder_organisation_id_person_id_at", "complaint_reminder", ["organisation_id", "person_id", "at"])


def downgrade() -> None:
    op.drop_table("complaint_reminder")
