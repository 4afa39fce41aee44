"""Matters and commitments as lists for a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from server.accounts.models import Person, Team
from server.i18n.messages import translate_or
from server.kernel.db import db
from server.kernel.roles import OFFICE
from server.kernel.tables import Asker, ExportList, shown
from server.matters.matter_models import Matter
from server.matters.models import Commitment
from server.matters.titles import Titles


def matters(asker: Asker) -> Iterator[Sequence[str | int | None]]:
    """One line a matter, the oldest first."""
    teams, people = _names(asker)
    titles = Titles(asker.organisation, asker.language)
    rows = select(Matter).where(Matter.organisation_id == asker.organisation).order_by(Matter.accepted_at, Matter.id)
    for each in db.session.scalars(rows.execution_options(yield_per=500)):
        yield (
            each.number,
            translate_or(f"console.matter.state.{each.state}", asker.language, each.state),
            titles.of_matter(each) or each.kind,
            each.place,
            shown(each.accepted_at, asker.zone),
            each.hotline,
            teams.get(each.owner_team),
            people.get(each.owner_id or ""),
            each.result,
            shown(each.result_at, asker.zone),
            shown(each.closed_at, asker.zone),
        )


def commitments(asker: Asker) -> Iterator[Sequence[str | int | None]]:
    """One line a commitment, the one that is due first at the top."""
    teams, people = _names(asker)
    titles = Titles(asker.organisation, asker.language)
    rows = select(Commitment).where(Commitment.organisation_id == asker.organisation)
    for each in db.session.scalars(rows.order_by(Commitment.due_at, Commitment.id).execution_options(yield_per=500)):
        yield (
            translate_or(f"console.commitment.state.{each.state}", asker.language, each.state),
            titles.of(each.what) or each.kind,
            each.clause,
            shown(each.promised_at, asker.zone),
            shown(each.due_at, asker.zone),
            teams.get(each.owner_team),
            people.get(each.owner_id or ""),
            shown(each.closed_at, asker.zone),
        )


def _names(asker: Asker) -> tuple[dict[str, str], dict[str, str]]:
    teams = db.session.scalars(select(Team).where(Team.organisation_id == asker.organisation))
    people = db.session.scalars(select(Person).where(Person.organisation_id == asker.organisation))
    return {each.id: each.name for each in teams}, {each.id: each.name for each in people}


EXPORTS = (
    ExportList(
        "matters",
        OFFICE,
        (
            *("number", "state", "what", "place", "accepted_at", "hotline", "team", "owner"),
            *("result", "result_at", "closed_at"),
        ),
        matters,
    ),
    ExportList(
        "commitments",
        OFFICE,
        ("state", "what", "clause", "promised_at", "due_at", "team", "owner", "closed_at"),
        commitments,
    ),
)
