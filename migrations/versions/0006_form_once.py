"""Forms that were sent, so that a second arrival changes nothing, and refused forms, so that their page can be read again.

Revision ID: 0006
Revises: 0009b
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0009b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "form_once",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "token", name=op.f("pk_form_once")))
    op.create_index(op.f("ix_form_once_organisation_id_at"), "form_once", ["organisation_id", "at"], unique=False)
    op.create_table(
        "refused_form",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_refused_form")))
    op.create_index(op.f("ix_refused_form_organisation_id_at"), "refused_form", ["organisation_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_refused_form_organisation_id_at"), table_name="refused_form")
    op.drop_table("refused_form")
    op.drop_index(op.f("ix_form_once_organisation_id_at"), table_name="form_once")
    op.drop_table("form_once")
