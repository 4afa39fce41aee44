"""Whether a visit might be finished when it ended: the phone's verdict and the server's own.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "verdict",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("fact_id", sa.String(length=36), nullable=False),
        sa.Column("visit_id", sa.String(length=36), nullable=False),
        sa.Column("here", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("differs", sa.Boolean(), nullable=False),
        sa.Column("judged_at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "fact_id", name=op.f("pk_verdict")),
    )
    with op.batch_alter_table("verdict") as table:
        table.create_index(table.f("ix_verdict_organisation_id_visit_id"), ["organisation_id", "visit_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("verdict") as table:
        table.drop_index(table.f("ix_verdict_organisation_id_visit_id"))
    op.drop_table("verdict")
