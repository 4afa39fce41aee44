"""Proposals for a day, when somebody is away, and jobs that somebody waits for.

Revision ID: 0135
Revises: 0145
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0135"
down_revision = "0145"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(36), sa.String(24)


def upgrade() -> None:
    op.create_table(
        "job_call",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "name", name="pk_job_call"),
    )
    op.create_table(
        "absence",
        *(sa.Column(name, ID, nullable=False) for name in ("organisation_id", "id", "person_id")),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("noted_by", ID, nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_absence"),
    )
    op.create_index("ix_absence_organisation_id_until", "absence", ["organisation_id", "until"])
    op.create_index("ix_absence_organisation_id_person_id", "absence", ["organisation_id", "person_id"])
    op.create_table(
        "day_proposal",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.Column("mode", sa.String(8), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ready_at", MOMENT, nullable=True),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Text(), nullable=False),
        sa.Column("accepted_by", ID, nullable=True),
        sa.Column("accepted_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_day_proposal"),
    )
    op.create_index(
        "ix_day_proposal_organisation_id_day_made_at", "day_proposal", ["organisation_id", "day", "made_at"]
    )


def downgrade() -> None:
    op.drop_table("day_proposal")
    op.drop_table("absence")
    op.drop_table("job_call")
