"""Where a technician is on the way, as long as it is shown to the customer.

Revision ID: 0156
Revises: 0151
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0156"
down_revision = "0151"
branch_labels = None
depends_on = None

ID = sa.String(36)


def upgrade() -> None:
    op.create_table(
        "trip_position",
        *(sa.Column(name, ID, nullable=False) for name in ("organisation_id", "visit_id", "person_id")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("lat", "lon")),
        sa.Column("at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "visit_id", name="pk_trip_position"),
    )


def downgrade() -> None:
    op.drop_table("trip_position")
