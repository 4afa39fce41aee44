"""The roster as a list for a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from server.accounts.models import Person, Team
from server.duty.models import Duty
from server.i18n.messages import translate_or
from server.kernel.db import db
from server.kernel.roles import OFFICE
from server.kernel.tables import Asker, ExportList, shown


def roster(asker: Asker) -> Iterator[Sequence[str | int | None]]:
    """One line a turn, the latest first; turns that the roster does without stand there, too, with that state."""
    ours = Team.organisation_id == asker.organisation, Person.organisation_id == asker.organisation
    teams = {each.id: each.name for each in db.session.scalars(select(Team).where(ours[0]))}
    people = {each.id: each.name for each in db.session.scalars(select(Person).where(ours[1]))}
    rows = select(Duty).where(Duty.organisation_id == asker.organisation).order_by(Duty.from_at.desc(), Duty.id.desc())
    for each in db.session.scalars(rows.execution_options(yield_per=500)):
        yield (
            translate_or(f"console.duty.post.{each.post}", asker.language, each.post),
            teams.get(each.team_id or ""),
            *(shown(moment, asker.zone) for moment in (each.from_at, each.to_at)),
            people.get(each.person_id),
            people.get(each.deputy_id or ""),
            translate_or(f"console.duty.state.{each.state}", asker.language, each.state),
            *(shown(moment, asker.zone) for moment in (each.began_at, each.given_at, each.ended_at)),
        )


EXPORTS = (
    ExportList(
        "duty",
        OFFICE,
        ("post", "team", "from_at", "to_at", "on_duty", "deputy", "state", "took_over_at", "given_at", "relieved_at"),
        roster,
        personal=False,
    ),
)
