"""Staff by badge and name by an index, so that a page that offers two hundred of ten thousand reads two hundred.

Revision ID: 0145
Revises: 0140
"""

from __future__ import annotations

from alembic import op

revision = "0145"
down_revision = "0140"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_person_organisation_id_badge_name", "person", ["organisation_id", "badge", "name"])
    op.create_index("ix_person_organisation_id_team_id_badge_name", "person", ["organisation_id", "team_id", "badge", "name"])
    op.drop_index("ix_person_organisation_id_team_id", "person")


def downgrade() -> None:
    op.create_index("ix_person_organisation_id_team_id", "person", ["organisation_id", "team_id"])
    op.drop_index("ix_person_organisation_id_team_id_badge_name", "person")
    op.drop_index("ix_person_organisation_id_badge_name", "person")
