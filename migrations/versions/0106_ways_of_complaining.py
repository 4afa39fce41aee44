"""Mails and other systems' reports that became complaints, the mailbox that is read, and the customer's words that wait for somebody.

Revision ID: 0106
Revises: 0113
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0106"
down_revision = "0113"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(36), sa.String(24)


def upgrade() -> None:
    op.create_table(
        "complaint_source",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("complaint_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "mark", name=op.f("pk_complaint_source")))
    op.create_index("ix_complaint_source_organisation_id_complaint_id", "complaint_source", ["organisation_id", "complaint_id"])
    op.create_table(
        "complaint_mailbox",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("switched_on", sa.Boolean(), nullable=False),
        sa.Column("host", sa.String(253), nullable=False),
        sa.Column("port", sa.BigInteger(), nullable=False),
        sa.Column("safety", sa.String(8), nullable=False),
        sa.Column("user", sa.String(254), nullable=False),
        sa.Column("folder", sa.String(120), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("validity", sa.String(20), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("read_at", MOMENT),
        sa.Column("trouble", sa.String(40), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", ID, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_complaint_mailbox")))
    op.add_column("complaint", sa.Column("unheard_at", MOMENT, nullable=True))
    op.create_index("ix_complaint_organisation_id_unheard_at_id", "complaint", ["organisation_id", "unheard_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_complaint_organisation_id_unheard_at_id", "complaint")
    op.drop_column("complaint", "unheard_at")
    op.drop_table("complaint_mailbox")
    op.drop_table("complaint_source")
