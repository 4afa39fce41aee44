"""Keys of other systems, turns of duty, and calls to the hotline.

Revision ID: 0060
Revises: 0043
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0043"
branch_labels = None
depends_on = None

ID, MOMENT, HASH = sa.String(36), sa.String(24), sa.String(64)


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("scopes", sa.String(120), nullable=False),
        sa.Column("begins", sa.String(12), nullable=False),
        sa.Column("secret_hash", HASH, nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_api_key")))
    op.create_index("ix_api_key_secret_hash", "api_key", ["secret_hash"])
    op.create_table(
        "duty",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("post", sa.String(8), nullable=False),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("from_at", MOMENT, nullable=False),
        sa.Column("to_at", MOMENT, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("deputy_id", ID, nullable=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("began_at", MOMENT, nullable=True),
        sa.Column("given_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("next_id", ID, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_duty")))
    op.create_index("ix_duty_organisation_id_to_at", "duty", ["organisation_id", "to_at"])
    op.create_index("ix_duty_organisation_id_person_id_to_at", "duty", ["organisation_id", "person_id", "to_at"])
    op.create_index("ix_duty_organisation_id_state_from_at", "duty", ["organisation_id", "state", "from_at"])
    op.create_table(
        "phone_call",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("key_id", ID, nullable=False),
        sa.Column("reference", sa.String(80), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("rings", sa.BigInteger(), nullable=True),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.Column("caller", sa.String(32), nullable=True),
        sa.Column("log_id", ID, nullable=True),
        sa.Column("tried", sa.BigInteger(), nullable=False),
        sa.Column("called_back_at", MOMENT, nullable=True),
        sa.Column("noticed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_phone_call")),
        sa.UniqueConstraint("organisation_id", "key_id", "reference", name=op.f("uq_phone_call_organisation_id_key_id_reference")))
    op.create_index("ix_phone_call_organisation_id_missed_at", "phone_call", ["organisation_id", "missed", "at"])
    op.create_index("ix_phone_call_organisation_id_missed_called_back_at_at", "phone_call", ["organisation_id", "missed", "called_back_at", "at"])
    op.create_index("ix_phone_call_organisation_id_at", "phone_call", ["organisation_id", "at"])


def downgrade() -> None:
    for table in ("phone_call", "duty", "api_key"):
        op.drop_table(table)
