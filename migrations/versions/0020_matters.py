"""Matters, their limits and the organisation's table of limits; a matter for each visit that exists.

Revision ID: 0020
Revises: 0030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.kernel.ids import new_id

revision = "0020"
down_revision = "0030"
branch_labels = None
depends_on = None

ID, MOMENT = sa.String(36), sa.String(24)
STILL = sa.text("state <> 'closed'")
OVER = ("done", "not_done", "cancelled")
AT_ONCE = 1000


def upgrade() -> None:
    op.add_column("visit", sa.Column("matter_id", ID, nullable=True))
    op.create_index("ix_visit_organisation_id_matter_id", "visit", ["organisation_id", "matter_id"])
    op.add_column("holding", sa.Column("delivered_at", MOMENT, nullable=True))
    _matter()
    _limits()
    _take_over()


def _matter() -> None:
    op.create_table(
        "matter",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("customer_id", ID, nullable=True),
        sa.Column("premises_id", ID, nullable=True),
        sa.Column("place", sa.String(200), nullable=True),
        sa.Column("accepted_at", MOMENT, nullable=False),
        sa.Column("accepted_by", ID, nullable=False),
        sa.Column("originator", sa.String(12), nullable=False),
        sa.Column("hotline", sa.String(80), nullable=True),
        sa.Column("owner_team", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("paused_until", MOMENT, nullable=True),
        sa.Column("result", sa.String(40), nullable=True),
        sa.Column("result_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("reopened", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("taken_over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_matter")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_matter_organisation_id_number")),
    )
    op.create_index(
        "ix_matter_organisation_id_customer_id_accepted_at", "matter", ["organisation_id", "customer_id", "accepted_at"]
    )
    op.create_index(
        "ix_matter_still_open",
        "matter",
        ["organisation_id", "accepted_at", "id"],
        sqlite_where=STILL,
        postgresql_where=STILL,
    )
    op.create_index("ix_matter_state", "matter", ["organisation_id", "state", "accepted_at", "id"])


def _limits() -> None:
    op.create_table(
        "limit_table",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("effective_from", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by", ID, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "version", name=op.f("pk_limit_table")),
    )
    op.create_index(
        "ix_limit_table_organisation_id_effective_from", "limit_table", ["organisation_id", "effective_from"]
    )
    op.create_table(
        "limit_rule",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("clause", sa.String(8), nullable=False),
        sa.Column("kinds", sa.String(400), nullable=False),
        sa.Column("start", sa.String(20), nullable=False),
        sa.Column("stop", sa.String(20), nullable=False),
        sa.Column("figure", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(8), nullable=False),
        sa.Column("pausable", sa.String(100), nullable=False),
        sa.Column("measures", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "version", "id", name=op.f("pk_limit_rule")),
    )
    op.create_table(
        "running_limit",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("matter_id", ID, nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("clause", sa.String(8), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("paused_ms", sa.BigInteger(), nullable=False),
        sa.Column("stopped_at", MOMENT, nullable=True),
        sa.Column("minutes", sa.BigInteger(), nullable=True),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("why", sa.String(20), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "matter_id", "rule", "person_id", name=op.f("pk_running_limit")),
    )
    op.create_index(
        "ix_running_limit_organisation_id_verdict_due_at", "running_limit", ["organisation_id", "verdict", "due_at"]
    )


def _take_over() -> None:
    """One matter a visit; a visit that goes on with another stays in its matter. No limit runs, because nobody knows what was asked for when."""
    bind = op.get_bind()
    visit = sa.table("visit", *(sa.column(name) for name in (
        "organisation_id", "id", "number", "kind_of_work", "customer_id", "premises_id", "team_id", "lead_id", "state",
        "received_at", "last_fact_at", "follows_id", "matter_id")))
    matter = sa.table("matter", *(sa.column(name) for name in (
        "organisation_id", "id", "number", "kind", "title", "customer_id", "premises_id", "accepted_at", "accepted_by",
        "originator", "owner_team", "owner_id", "state", "closed_at", "reopened", "taken_over")))
    rows = bind.execute(sa.select(visit).order_by(visit.c.organisation_id, visit.c.received_at, visit.c.id)).all()
    of_visit: dict[tuple[str, str], str] = {}
    made: dict[str, dict[str, object]] = {}
    for row in rows:
        known = of_visit.get((row.organisation_id, row.follows_id or ""))
        of_visit[row.organisation_id, row.id] = known or new_id()
        own = made.setdefault(of_visit[row.organisation_id, row.id], {
            "organisation_id": row.organisation_id, "id": of_visit[row.organisation_id, row.id], "number": f"M{row.number}",
            "kind": row.kind_of_work, "title": "", "customer_id": row.customer_id, "premises_id": row.premises_id,
            "accepted_at": row.received_at, "accepted_by": "", "originator": "hotline", "reopened": 0, "taken_over": True})
        over = row.state in OVER
        own |= {"owner_team": row.team_id, "owner_id": row.lead_id, "state": "closed" if over else "in_work" if row.lead_id else "accepted",
                "closed_at": (row.last_fact_at or row.received_at) if over else None}
    matters = list(made.values())
    for first in range(0, len(matters), AT_ONCE):
        bind.execute(sa.insert(matter), matters[first : first + AT_ONCE])
    pairs = [{"o": organisation, "v": id_, "m": matter_id} for (organisation, id_), matter_id in of_visit.items()]
    change = sa.update(visit).where(visit.c.organisation_id == sa.bindparam("o"), visit.c.id == sa.bindparam("v"))
    for first in range(0, len(pairs), AT_ONCE):
        bind.execute(change.values(matter_id=sa.bindparam("m")), pairs[first : first + AT_ONCE])


def downgrade() -> None:
    for table in ("running_limit", "limit_rule", "limit_table", "matter"):
        op.drop_table(table)
    op.drop_column("holding", "delivered_at")
    op.drop_index("ix_visit_organisation_id_matter_id", "visit")
    op.drop_column("visit", "matter_id")
