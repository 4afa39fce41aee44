"""Chunks of uploads and pieces on their way, for installations that keep evidence in a bucket.

Revision ID: 0090
Revises: 0070
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chunk",
        sa.Column("organisation_id", sa.String(36), nullable=False),
        sa.Column("upload_id", sa.String(36), nullable=False),
        sa.Column("begin", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "upload_id", "begin", name="pk_chunk"),
    )
    op.create_table(
        "transfer",
        sa.Column("organisation_id", sa.String(36), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("since", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "sha256", name="pk_transfer"),
    )
    op.create_index("ix_transfer_organisation_id_since", "transfer", ["organisation_id", "since"])


def downgrade() -> None:
    op.drop_table("transfer")
    op.drop_table("chunk")
