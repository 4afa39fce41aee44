"""Who is responsible for which decisions, and who was told of a promise that comes due.

Revision ID: 0014
Revises: 0006b
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0006b"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(36), sa.String(24)


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("commitment_id", ID, nullable=False),
        sa.Column("stage", sa.String(12), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "commitment_id", "stage", "person_id", name=op.f("pk_reminder")))
    op.create_table(
        "responsibility",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("what", sa.String(24), nullable=False),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("deputy_id", ID, nullable=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_responsibility")))
    op.create_index("ix_responsibility_organisation_id_what_team_id", "responsibility", ["organisation_id", "what", "team_id"])


def downgrade() -> None:
    op.drop_table("responsibility")
    op.drop_table("reminder")
