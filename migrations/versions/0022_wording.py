"""The list of forbidden phrases, and what was sent all the same.

Revision ID: 0022
Revises: 0017b
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0017b"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(36), sa.String(24)


def upgrade() -> None:
    op.create_table(
        "wording_list",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by", ID, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "version", name=op.f("pk_wording_list")),
    )
    op.create_table(
        "wording_sent",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("about", sa.String(60), nullable=False),
        sa.Column("phrases", sa.String(400), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_wording_sent")),
    )


def downgrade() -> None:
    op.drop_table("wording_sent")
    op.drop_table("wording_list")
