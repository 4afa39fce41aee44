"""How time limits stood when a visit ended; and room for subjects with longer names.

Revision ID: 0012
Revises: 0014b
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0014b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "limit_result",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("subject_type", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=81), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("clause", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("due", sa.String(length=24), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=True),
        sa.Column("seconds", sa.BigInteger(), nullable=True),
        sa.Column("minutes", sa.BigInteger(), nullable=True),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("judged_at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "subject_id", "rule", "version", "position", name=op.f("pk_limit_result")),
    )
    with op.batch_alter_table("limit_result") as table:
        table.create_index(
            table.f("ix_limit_result_organisation_id_rule_state_judged_at"), ["organisation_id", "rule", "state", "judged_at"], unique=False)
    if op.get_bind().dialect.name == "postgresql":  # SQLite does not look at the length, and would copy the whole table
        op.alter_column("fact", "subject_type", type_=sa.String(length=16), existing_type=sa.String(length=8), existing_nullable=False)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("fact", "subject_type", type_=sa.String(length=8), existing_type=sa.String(length=16), existing_nullable=False)
    with op.batch_alter_table("limit_result") as table:
        table.drop_index(table.f("ix_limit_result_organisation_id_rule_state_judged_at"))
    op.drop_table("limit_result")
