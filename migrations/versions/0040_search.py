"""Terms by which customers, places and visits are found, and the visits of a customer by an index.

Revision ID: 0040
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    term = sa.String(20).with_variant(sa.String(20, collation="C"), "postgresql")
    op.create_table(
        "search_term",
        sa.Column("organisation_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("term", term, nullable=False),
        sa.Column("subject_id", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "kind", "term", "subject_id", name=op.f("pk_search_term")))
    op.create_index(
        "ix_search_term_organisation_id_kind_subject_id", "search_term", ["organisation_id", "kind", "subject_id"])
    op.create_index("ix_visit_organisation_id_customer_id", "visit", ["organisation_id", "customer_id"])


def downgrade() -> None:
    op.drop_index("ix_visit_organisation_id_customer_id", table_name="visit")
    op.drop_table("search_term")
