"""An index of the visits that are not finished, so that today's list does not look through years of history.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UNFINISHED = "state NOT IN ('done', 'not_done', 'cancelled')"


def upgrade() -> None:
    op.create_index(
        "ix_visit_organisation_id_day", "visit", ["organisation_id", "day"], unique=False,
        sqlite_where=sa.text(UNFINISHED), postgresql_where=sa.text(UNFINISHED))


def downgrade() -> None:
    op.drop_index("ix_visit_organisation_id_day", table_name="visit")
