"""Further numbers and people of a household, and the meters of a place.

Revision ID: 0017
Revises: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "household_contact",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("relation", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "customer_id"], ["customer.organisation_id", "customer.id"], name="fk_household_contact_customer"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_household_contact")))
    op.create_index(
        op.f("ix_household_contact_organisation_id_customer_id"), "household_contact", ["organisation_id", "customer_id"], unique=False)
    op.create_index(op.f("ix_household_contact_organisation_id_phone"), "household_contact", ["organisation_id", "phone"], unique=False)
    op.create_table(
        "meter",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("premises_id", sa.String(length=36), nullable=False),
        sa.Column("measures", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("hangs", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.Column("removed_at", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "premises_id"], ["premises.organisation_id", "premises.id"], name="fk_meter_premises"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_meter")))
    op.create_index(op.f("ix_meter_organisation_id_premises_id"), "meter", ["organisation_id", "premises_id"], unique=False)
    op.create_index(op.f("ix_meter_organisation_id_number"), "meter", ["organisation_id", "number"], unique=False)


def downgrade() -> None:
    for table, columns in (("meter", ("number", "premises_id")), ("household_contact", ("phone", "customer_id"))):
        for column in columns:
            op.drop_index(op.f(f"ix_{table}_organisation_id_{column}"), table_name=table)
        op.drop_table(table)
