"""Indexes of what waits for somebody of the office: visits to be decided or booked anew, requests for another time, and what was packed.

Revision ID: 0007
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0008"
branch_labels = None
depends_on = None

NOT_DONE, ASKED, PACKED = "state = 'not_done'", "kind = 'reschedule_asked'", "kind = 'shift_started'"


def upgrade() -> None:
    op.create_index(
        "ix_visit_organisation_id_due", "visit", ["organisation_id", "due"], unique=False,
        sqlite_where=sa.text("needs_review = 1"), postgresql_where=sa.text("needs_review"))
    op.create_index(
        "ix_visit_not_done", "visit", ["organisation_id", "day"], unique=False, sqlite_where=sa.text(NOT_DONE), postgresql_where=sa.text(NOT_DONE))
    op.create_index(
        "ix_fact_organisation_id_received_at", "fact", ["organisation_id", "received_at"], unique=False,
        sqlite_where=sa.text(ASKED), postgresql_where=sa.text(ASKED))
    op.create_index(
        "ix_fact_shift_started", "fact", ["organisation_id", "received_at"], unique=False,
        sqlite_where=sa.text(PACKED), postgresql_where=sa.text(PACKED))


def downgrade() -> None:
    op.drop_index("ix_fact_shift_started", table_name="fact")
    op.drop_index("ix_fact_organisation_id_received_at", table_name="fact")
    op.drop_index("ix_visit_not_done", table_name="visit")
    op.drop_index("ix_visit_organisation_id_due", table_name="visit")
