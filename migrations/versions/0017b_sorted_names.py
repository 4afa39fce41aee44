"""Customers in the order in which their names are looked up.

Revision ID: 0017b
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.kernel.text.pinyin import looked_up_as

revision = "0017b"
down_revision = "0017"
branch_labels = None
depends_on = None

AT_ONCE = 1000


def upgrade() -> None:
    as_bytes = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    with op.batch_alter_table("customer") as table:
        table.add_column(sa.Column("sorted_as", as_bytes, nullable=False, server_default=""))
    fill()
    with op.batch_alter_table("customer") as table:
        table.alter_column("sorted_as", server_default=None, existing_type=as_bytes, existing_nullable=False)
    op.create_index(op.f("ix_customer_organisation_id_sorted_as_id"), "customer", ["organisation_id", "sorted_as", "id"], unique=False)


def fill() -> None:
    """Every name is read once; whoever is added later is sorted when they are written."""
    customer = sa.table("customer", *(sa.column(name) for name in ("organisation_id", "id", "name", "sorted_as")))
    connection = op.get_bind()
    last = ("", "")
    while True:
        after = sa.tuple_(customer.c.organisation_id, customer.c.id) > sa.tuple_(*(sa.literal(each) for each in last))
        page = sa.select(customer.c.organisation_id, customer.c.id, customer.c.name).where(after)
        rows = connection.execute(page.order_by(customer.c.organisation_id, customer.c.id).limit(AT_ONCE)).all()
        if not rows:
            return
        wanted = sa.and_(customer.c.organisation_id == sa.bindparam("whose"), customer.c.id == sa.bindparam("which"))
        connection.execute(
            sa.update(customer).where(wanted).values(sorted_as=sa.bindparam("sorted")),
            [{"whose": whose, "which": which, "sorted": looked_up_as(name)} for whose, which, name in rows])
        last = (rows[-1][0], rows[-1][1])


def downgrade() -> None:
    op.drop_index(op.f("ix_customer_organisation_id_sorted_as_id"), table_name="customer")
    with op.batch_alter_table("customer") as table:
        table.drop_column("sorted_as")
