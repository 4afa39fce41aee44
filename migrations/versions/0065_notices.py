"""The outbox of notices, and what an organisation sets for them.

Revision ID: 0065
Revises: 0085
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0085"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(36), sa.String(24)


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject_type", sa.String(16), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=True),
        sa.Column("event", ID, nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("channel", sa.String(12), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(160), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("claimed_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("their_id", sa.String(120), nullable=False),
        sa.Column("sent_to", sa.String(80), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_notice")),
        sa.UniqueConstraint("organisation_id", "key", name=op.f("uq_notice_organisation_id_key")))
    for columns in (("state", "channel", "due_at", "id"), ("subject_id", "created_at"), ("customer_id",), ("channel", "claimed_at")):
        op.create_index(f"ix_notice_organisation_id_{'_'.join(columns)}", "notice", ["organisation_id", *columns])
    op.create_table(
        "notice_channel",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("channel", sa.String(12), nullable=False),
        sa.Column("switched_on", sa.Boolean(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", ID, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "channel", name=op.f("pk_notice_channel")))
    op.create_table(
        "notice_text",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", ID, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "kind", "language", name=op.f("pk_notice_text")))
    op.create_table(
        "notice_rules",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("quiet_from", sa.String(5), nullable=False),
        sa.Column("quiet_to", sa.String(5), nullable=False),
        sa.Column("kinds_off", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_notice_rules")))
    op.create_table(
        "notice_contact",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("mail", sa.String(254), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", ID, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "customer_id", name=op.f("pk_notice_contact")))
    op.create_table(
        "visit_link",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("visit_id", ID, nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "visit_id", name=op.f("pk_visit_link")))
    op.create_index("ix_visit_link_code", "visit_link", ["code"])


def downgrade() -> None:
    for table in ("visit_link", "notice_contact", "notice_rules", "notice_text", "notice_channel", "notice"):
        op.drop_table(table)
