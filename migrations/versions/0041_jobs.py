"""How the jobs stand that time makes due.

Revision ID: 0041
Revises: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_run",
        sa.Column("organisation_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("due", sa.String(24), nullable=False),
        sa.Column("began_at", sa.String(24), nullable=True),
        sa.Column("ended_at", sa.String(24), nullable=True),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.String(24), nullable=True),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("failure", sa.String(80), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "name", name=op.f("pk_job_run")))


def downgrade() -> None:
    op.drop_table("job_run")
