"""Complaints, whom they are about, and what may be one.

Revision ID: 0050
Revises: 0041
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0041"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(36), sa.String(24)


def upgrade() -> None:
    op.create_table(
        "complaint",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("via", sa.String(16), nullable=False),
        sa.Column("gist", sa.String(200), nullable=False),
        sa.Column("customer_id", ID, nullable=True),
        sa.Column("premises_id", ID, nullable=True),
        sa.Column("visit_id", ID, nullable=True),
        sa.Column("source_fact", ID, nullable=True),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("serious", sa.Boolean(), nullable=False),
        sa.Column("head_told", sa.Boolean(), nullable=False),
        sa.Column("handler_id", ID, nullable=True),
        sa.Column("cycle", sa.BigInteger(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("basis", sa.String(12), nullable=False),
        sa.Column("stopped_at", MOMENT, nullable=True),
        sa.Column("next_answer_at", MOMENT, nullable=True),
        sa.Column("waits_for_statement", sa.Boolean(), nullable=False),
        sa.Column("valid", sa.String(12), nullable=False),
        sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("repeat_of", ID, nullable=True),
        sa.Column("closed_how", sa.String(12), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_complaint")))
    op.create_index("ix_complaint_code", "complaint", ["code"])
    op.create_index("ix_complaint_organisation_id_cause_received_at", "complaint", ["organisation_id", "cause", "received_at"])
    op.create_index("ix_complaint_organisation_id_customer_id_received_at", "complaint", ["organisation_id", "customer_id", "received_at"])
    op.create_index("ix_complaint_organisation_id_number", "complaint", ["organisation_id", "number"])
    op.create_index("ix_complaint_organisation_id_premises_id_received_at", "complaint", ["organisation_id", "premises_id", "received_at"])
    op.create_index("ix_complaint_organisation_id_state_due_at_id", "complaint", ["organisation_id", "state", "due_at", "id"])
    op.create_index("ix_complaint_organisation_id_visit_id", "complaint", ["organisation_id", "visit_id"])
    op.create_table(
        "complaint_party",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("complaint_id", ID, nullable=False),
        sa.Column("party_id", ID, nullable=False),
        sa.Column("is_team", sa.Boolean(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("gist", sa.String(300), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("stated_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "complaint_id", "party_id", name=op.f("pk_complaint_party")))
    op.create_index("ix_complaint_party_organisation_id_party_id_stated_at", "complaint_party", ["organisation_id", "party_id", "stated_at"])
    op.create_table(
        "complaint_candidate",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("visit_id", ID, nullable=False),
        sa.Column("why", sa.String(16), nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("complaint_id", ID, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_complaint_candidate")))
    op.create_index("ix_complaint_candidate_organisation_id_state_due_at_id", "complaint_candidate", ["organisation_id", "state", "due_at", "id"])
    op.create_index("ix_complaint_candidate_organisation_id_visit_id", "complaint_candidate", ["organisation_id", "visit_id"])


def downgrade() -> None:
    for table in ("complaint_candidate", "complaint_party", "complaint"):
        op.drop_table(table)
