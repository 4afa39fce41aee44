"""Call-backs: plans, draws, calls and attempts; and candidates of complaints that a call brought.

Revision ID: 0071
Revises: 0061
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0061"
branch_labels = None
depends_on = None

ID, MOMENT, DAY = sa.String(36), sa.String(24), sa.String(10)


def upgrade() -> None:
    op.create_table(
        "call_back_plan",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("delivered_on", DAY, nullable=False),
        sa.Column("until", DAY, nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_call_back_plan")))
    op.create_index("ix_call_back_plan_organisation_id_customer_id", "call_back_plan", ["organisation_id", "customer_id"])
    op.create_table(
        "call_back_draw",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("population", sa.Text(), nullable=False),
        sa.Column("recent", sa.Text(), nullable=False),
        sa.Column("frozen_at", MOMENT, nullable=False),
        sa.Column("seed", sa.String(64), nullable=True),
        sa.Column("checkpoint", sa.String(255), nullable=False),
        sa.Column("drawn_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "month", "team_id", name=op.f("pk_call_back_draw")))
    op.create_table(
        "call_back",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("plan", sa.String(8), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("due_on", DAY, nullable=False),
        sa.Column("due_from", DAY, nullable=False),
        sa.Column("due_to", DAY, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("visit_id", ID, nullable=True),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("next_at", MOMENT, nullable=True),
        sa.Column("last_words", sa.String(300), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("caller_id", ID, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_call_back")),
        sa.UniqueConstraint("organisation_id", "plan", "subject_id", "due_on", name="uq_call_back_organisation_id_plan_subject_id_due_on"))
    op.create_index("ix_call_back_organisation_id_state_due_on_id", "call_back", ["organisation_id", "state", "due_on", "id"])
    op.create_index("ix_call_back_organisation_id_customer_id_ended_at", "call_back", ["organisation_id", "customer_id", "ended_at"])
    op.create_index("ix_call_back_organisation_id_month_team_id", "call_back", ["organisation_id", "month", "team_id"])
    op.create_table(
        "call_back_attempt",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("call_back_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("result", sa.String(12), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_call_back_attempt")))
    op.create_index("ix_call_back_attempt_organisation_id_call_back_id_at", "call_back_attempt", ["organisation_id", "call_back_id", "at"])
    op.add_column("complaint_candidate", sa.Column("customer_id", ID, nullable=True))
    op.add_column("complaint_candidate", sa.Column("text", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("complaint_candidate", "text")
    op.drop_column("complaint_candidate", "customer_id")
    for table in ("call_back_attempt", "call_back", "call_back_draw", "call_back_plan"):
        op.drop_table(table)
