"""When the office means to begin a visit, and who of the office has which one in hand.

Revision ID: 0085
Revises: 0071
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0071"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(36), sa.String(24)


def upgrade() -> None:
    op.add_column("visit", sa.Column("scheduled_at", MOMENT, nullable=True))
    op.add_column("visit", sa.Column("scheduled_minutes", sa.BigInteger(), nullable=True))
    op.create_table(
        "board_hand",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("visit_id", ID, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "person_id", name=op.f("pk_board_hand")),
    )
    op.create_index("ix_board_hand_organisation_id_day_at", "board_hand", ["organisation_id", "day", "at"])


def downgrade() -> None:
    op.drop_index("ix_board_hand_organisation_id_day_at", table_name="board_hand")
    op.drop_table("board_hand")
    op.drop_column("visit", "scheduled_minutes")
    op.drop_column("visit", "scheduled_at")
