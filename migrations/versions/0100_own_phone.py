"""Halves of signatures on the customer's own phone whose other half is not here.

Revision ID: 0100
Revises: 0105
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0105"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unmatched_signature",
        sa.Column("organisation_id", sa.String(36), nullable=False),
        sa.Column("offer", sa.String(64), nullable=False),
        sa.Column("visit_id", sa.String(36), nullable=False),
        sa.Column("fact_id", sa.String(36), nullable=False),
        sa.Column("due_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "offer", name="pk_unmatched_signature"),
    )
    op.create_index("ix_unmatched_signature_organisation_id_visit_id", "unmatched_signature", ["organisation_id", "visit_id"])
    op.create_index("ix_unmatched_signature_organisation_id_due_at", "unmatched_signature", ["organisation_id", "due_at"])


def downgrade() -> None:
    op.drop_table("unmatched_signature")
