"""Commitments, contacts, the working days of an organisation, and which visit another one goes on with.

Revision ID: 0013
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0006"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(36), sa.String(24)
FOLLOWS = sa.text("follows_id IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("visit") as table:
        table.add_column(sa.Column("follows_id", ID, nullable=True))
    op.create_index("ix_visit_organisation_id_follows_id", "visit", ["organisation_id", "follows_id"], sqlite_where=FOLLOWS, postgresql_where=FOLLOWS)
    op.create_table(
        "calendar_day",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "day", name=op.f("pk_calendar_day")))
    op.create_table(
        "calendar_year",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
        sa.Column("imported_by", ID, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "year", name=op.f("pk_calendar_year")))
    _create_commitments()
    _create_contacts()


def _create_commitments() -> None:
    op.create_table(
        "commitment",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("clause", sa.String(24), nullable=False),
        sa.Column("source_type", sa.String(16), nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("owed_to", sa.String(12), nullable=False),
        sa.Column("customer_id", ID, nullable=True),
        sa.Column("premises_id", ID, nullable=True),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("about", sa.String(12), nullable=False),
        sa.Column("promised_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("came_late", sa.Boolean(), nullable=False),
        sa.Column("owner_team", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_fact", ID, nullable=True),
        sa.Column("closed_by", ID, nullable=True),
        sa.Column("successor_id", ID, nullable=True),
        sa.Column("untold_visit", ID, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_commitment")))
    op.create_index("ix_commitment_organisation_id_state_due_at_id", "commitment", ["organisation_id", "state", "due_at", "id"])
    op.create_index("ix_commitment_organisation_id_source_id", "commitment", ["organisation_id", "source_id"])
    op.create_index("ix_commitment_organisation_id_customer_id", "commitment", ["organisation_id", "customer_id"])


def _create_contacts() -> None:
    op.create_table(
        "contact",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("subject_type", sa.String(16), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("commitment_id", ID, nullable=True),
        sa.Column("customer_id", ID, nullable=True),
        sa.Column("direction", sa.String(4), nullable=False),
        sa.Column("channel", sa.String(12), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("result", sa.String(12), nullable=False),
        sa.Column("summary", sa.String(1000), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_contact")))
    op.create_index("ix_contact_organisation_id_subject_id_at", "contact", ["organisation_id", "subject_id", "at"])
    op.create_index("ix_contact_organisation_id_commitment_id", "contact", ["organisation_id", "commitment_id"])
    op.create_index("ix_contact_organisation_id_customer_id_at", "contact", ["organisation_id", "customer_id", "at"])


def downgrade() -> None:
    for table in ("contact", "commitment", "calendar_year", "calendar_day"):
        op.drop_table(table)
    op.drop_index("ix_visit_organisation_id_follows_id", table_name="visit")
    with op.batch_alter_table("visit") as table:
        table.drop_column("follows_id")
