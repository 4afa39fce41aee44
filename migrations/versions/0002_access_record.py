"""Who looked at a masked number (DA-3)."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_record",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("visit_id", sa.String(length=36), nullable=True),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_access_record")),
    )
    with op.batch_alter_table("access_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_record_organisation_id_customer_id_at"), ["organisation_id", "customer_id", "at"])
        batch_op.create_index(batch_op.f("ix_access_record_organisation_id_at"), ["organisation_id", "at"])


def downgrade() -> None:
    with op.batch_alter_table("access_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_record_organisation_id_at"))
        batch_op.drop_index(batch_op.f("ix_access_record_organisation_id_customer_id_at"))
    op.drop_table("access_record")
