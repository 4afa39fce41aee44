"""Imports of lists from files: their files, bad rows, what was made, and how columns were mapped.

Revision ID: 0110
Revises: 0066
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0066"
branch_labels = None
depends_on = None

ID, MOMENT, HASH = sa.String(36), sa.String(24), sa.String(64)


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("file_hash", HASH, nullable=False),
        sa.Column("encoding", sa.String(12), nullable=False),
        sa.Column("headings", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("version", "rows", "good", "known", "bad")
        ),
        sa.Column("only_good", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("done", "made", "kept")),
        sa.Column("trouble", sa.String(40), nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_import_run"),
    )
    op.create_index("ix_import_run_organisation_id_state_id", "import_run", ["organisation_id", "state", "id"])
    op.create_table(
        "import_file",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("import_id", ID, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "import_id", name="pk_import_file"),
    )
    op.create_table(
        "import_bad_row",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("import_id", ID, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("troubles", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "import_id", "number", name="pk_import_bad_row"),
    )
    op.create_table(
        "imported_row",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("import_id", ID, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("made", ID, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "import_id", "number", name="pk_imported_row"),
    )
    op.create_table(
        "import_mapping",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("headings", HASH, nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "kind", "headings", name="pk_import_mapping"),
    )
    op.create_index("ix_customer_organisation_id_account_number", "customer", ["organisation_id", "account_number"])


def downgrade() -> None:
    op.drop_index("ix_customer_organisation_id_account_number", "customer")
    for table in ("import_mapping", "imported_row", "import_bad_row", "import_file", "import_run"):
        op.drop_table(table)
