"""Who did what to accounts, chained and signed; and when a browser was last seen.

Revision ID: 0034
Revises: 0040
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sign_in") as table:
        table.add_column(sa.Column("last_seen_at", sa.String(length=24), nullable=True))
        table.add_column(sa.Column("browser", sa.String(length=40), nullable=True))
    op.create_table(
        "audit_entry",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("said_hash", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("issuer", sa.String(length=16), nullable=False),
        sa.Column("signature", sa.String(length=88), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "number", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_organisation_id_kind_number", "audit_entry", ["organisation_id", "kind", "number"])


def downgrade() -> None:
    op.drop_table("audit_entry")
    with op.batch_alter_table("sign_in") as table:
        table.drop_column("browser")
        table.drop_column("last_seen_at")
