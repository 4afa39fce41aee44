"""Visits that come again and again, and what was ordered for them.

Revision ID: 0114
Revises: 0107
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0114"
down_revision = "0107"
branch_labels = None
depends_on = None

ID, MOMENT, DAY = sa.String(36), sa.String(24), sa.String(10)


def upgrade() -> None:
    op.create_table(
        "recurring_visit",
        *(
            sa.Column(name, ID, nullable=False)
            for name in ("organisation_id", "id", "customer_id", "premises_id", "team_id")
        ),
        sa.Column("kind_of_work", sa.String(40), nullable=False),
        sa.Column("rule", sa.String(120), nullable=False),
        sa.Column("begins_on", DAY, nullable=False),
        sa.Column("start", sa.String(5), nullable=False),
        sa.Column("end", sa.String(5), nullable=False),
        sa.Column("ahead_days", sa.BigInteger(), nullable=False),
        sa.Column("instructions", sa.String(600), nullable=False),
        sa.Column("next_on", DAY, nullable=False),
        sa.Column("trouble", sa.String(40), nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_recurring_visit"),
    )
    op.create_index(
        "ix_recurring_visit_organisation_id_premises_id", "recurring_visit", ["organisation_id", "premises_id"]
    )
    op.create_index(
        "ix_recurring_visit_next",
        "recurring_visit",
        ["organisation_id", "next_on"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "recurring_order",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("recurring_id", ID, nullable=False),
        sa.Column("on_day", DAY, nullable=False),
        sa.Column("visit_id", ID, nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "recurring_id", "on_day", name="pk_recurring_order"),
    )


def downgrade() -> None:
    op.drop_table("recurring_order")
    op.drop_table("recurring_visit")
