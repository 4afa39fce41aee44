"""Interruptions of supply, and the places that they hold.

Revision ID: 0061
Revises: 0090
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0090"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(36), sa.String(24)


def upgrade() -> None:
    op.create_table(
        "outage",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("medium", sa.String(8), nullable=False),
        sa.Column("scope_text", sa.String(400), nullable=False),
        sa.Column("households", sa.BigInteger(), nullable=False),
        sa.Column("valve", sa.String(80), nullable=False),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("from_at", MOMENT, nullable=False),
        sa.Column("to_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("began_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_outage")))
    op.create_index("ix_outage_number", "outage", ["number"])
    op.create_index("ix_outage_organisation_id_state_from_at", "outage", ["organisation_id", "state", "from_at"])
    op.create_index("ix_outage_organisation_id_from_at", "outage", ["organisation_id", "from_at"])
    op.create_table(
        "outage_place",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("outage_id", ID, nullable=False),
        sa.Column("estate", sa.String(80), nullable=False),
        sa.Column("building", sa.String(20), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "outage_id", "estate", "building", "unit", name=op.f("pk_outage_place")))
    op.create_index("ix_outage_place_organisation_id_estate", "outage_place", ["organisation_id", "estate"])


def downgrade() -> None:
    for table in ("outage_place", "outage"):
        op.drop_table(table)
