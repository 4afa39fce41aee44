"""What technicians carry in the van.

Revision ID: 0137
Revises: 0142
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0137"
down_revision = "0142"
branch_labels = None
depends_on = None

ID = sa.String(36)


def upgrade() -> None:
    op.create_table(
        "van_part",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("low", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "code", name="pk_van_part"),
    )
    op.create_table(
        "van_movement",
        *(sa.Column(name, ID, nullable=False) for name in ("organisation_id", "id", "person_id")),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("visit_id", ID, nullable=True),
        sa.Column("noted_by", ID, nullable=True),
        sa.Column("at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_van_movement"),
    )
    op.create_index(
        "ix_van_movement_organisation_id_person_id_code", "van_movement", ["organisation_id", "person_id", "code"]
    )
    op.create_index("ix_van_movement_organisation_id_visit_id", "van_movement", ["organisation_id", "visit_id"])


def downgrade() -> None:
    op.drop_table("van_movement")
    op.drop_table("van_part")
