"""Until when somebody takes a complaint in hand, and who was named to see to what nobody had touched.

Revision ID: 0140
Revises: 0108
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0140"
down_revision = "0108"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("complaint", sa.Column("take_due_at", sa.String(24), nullable=True))
    op.create_table(
        "complaint_escalation",
        *(sa.Column(name, sa.String(36), nullable=False) for name in ("organisation_id", "about_id", "person_id")),
        sa.Column("why", sa.String(12), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "about_id", "person_id", name="pk_complaint_escalation"),
    )
    op.create_index(
        "ix_complaint_escalation_organisation_id_person_id_at",
        "complaint_escalation",
        ["organisation_id", "person_id", "at"],
    )


def downgrade() -> None:
    op.drop_index("ix_complaint_escalation_organisation_id_person_id_at", table_name="complaint_escalation")
    op.drop_table("complaint_escalation")
    op.drop_column("complaint", "take_due_at")
