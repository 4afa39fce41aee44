"""Who is responsible for a kind of decision: one person a team or for the whole organisation, with a deputy (4.0)."""

from __future__ import annotations

from sqlalchemy import or_, select

from server.accounts import audit
from server.accounts.models import Person, Responsibility, Team
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem

KINDS = (
    "complaint_manager",
    "department_head",
    "arbiter",
    "estimate_manager",
    "cutoff_approver",
    "refusal_superior",
    "appeal_hearer",
    "duty_leader",
    "report_approver",
    "data_officer",
)


def responsible(
    organisation: str,
    what: str,
    team: str | None = None,
    *,
    not_these: frozenset[str] = frozenset(),
    at: str | None = None,
) -> str:
    """Who decides: the team's person, else the organisation's, else a deputy; never one of `not_these`, because nobody decides in their own matter.

    Where these two cannot, the arbiter does. `nobody_responsible` where nobody is left.
    """
    for kind in dict.fromkeys((what, "arbiter")):
        for row in _rows(organisation, kind, team, at or clock.now()):
            for person in (row.person_id, row.deputy_id):
                if person and person not in not_these and _is_here(organisation, person):
                    return person
    raise Problem("nobody_responsible")


def must_decide(person: str, decides: str) -> None:
    """Nobody decides in his own matter, and nobody in somebody else's place: every deciding act calls this. `not_yours_to_decide`.

    `decides` is what `responsible` gave with everybody concerned among `not_these`.
    """
    if person != decides:
        raise Problem("not_yours_to_decide")


def missing(organisation: str) -> list[str]:
    """The kinds of decisions for which the organisation has named nobody who is still here: what administrators see in a list."""
    found = []
    for what in KINDS:
        rows = _rows(organisation, what, None, clock.now())
        if not any(
            person and _is_here(organisation, person) for row in rows for person in (row.person_id, row.deputy_id)
        ):
            found.append(what)
    return found


def standing_now(organisation: str) -> list[Responsibility]:
    """Every responsibility in force, in the order of KINDS, the organisation's before the teams'."""
    now = clock.now()
    wanted = select(Responsibility).where(
        Responsibility.organisation_id == organisation,
        Responsibility.since <= now,
        or_(Responsibility.until.is_(None), Responsibility.until > now),
    )
    rows = db.session.scalars(wanted.order_by(Responsibility.since, Responsibility.id))
    return sorted(rows, key=lambda row: (KINDS.index(row.what), row.team_id or ""))


def name(
    organisation: str, by: str, what: str, person: str, *, team: str | None = None, deputy: str | None = None
) -> str:
    """Inside `write`: from now on this person decides; whoever did for the same team does no longer. `bad_input` for anybody who is not here."""
    mistakes = {} if what in KINDS else {"what": ["missing"]}
    mistakes |= {} if _is_here(organisation, person) else {"person": ["person"]}
    if deputy and (deputy == person or not _is_here(organisation, deputy)):
        mistakes["deputy"] = ["person"]
    if team and db.session.get(Team, (organisation, team)) is None:
        mistakes["team"] = ["missing"]
    if mistakes:
        raise Problem("bad_input", mistakes)
    now = clock.now()
    for row in standing_now(organisation):
        if (row.what, row.team_id) == (what, team):
            row.until = now
    made = Responsibility(
        organisation_id=organisation,
        id=new_id(),
        what=what,
        team_id=team,
        person_id=person,
        deputy_id=deputy,
        since=now,
    )
    db.session.add(made)
    audit.note(organisation, "responsibility_named", person, by=by, kind=what, team=team or "", deputy=deputy or "")
    return made.id


def end(organisation: str, by: str, responsibility: str) -> None:
    """Inside `write`: from now on this one decides nothing; `not_found` for a stranger's."""
    row = must_find(Responsibility, organisation, responsibility)
    row.until = row.until or clock.now()
    audit.note(organisation, "responsibility_ended", row.person_id, by=by, kind=row.what)


def _rows(organisation: str, what: str, team: str | None, at: str) -> list[Responsibility]:
    """Those in force, the team's before the organisation's, the newest first."""
    wanted = select(Responsibility).where(
        Responsibility.organisation_id == organisation,
        Responsibility.what == what,
        Responsibility.since <= at,
        or_(Responsibility.until.is_(None), Responsibility.until > at),
        or_(Responsibility.team_id.is_(None), Responsibility.team_id == team),
    )
    rows = db.session.scalars(wanted.order_by(Responsibility.since.desc(), Responsibility.id)).all()
    return sorted(rows, key=lambda row: row.team_id is None)


def _is_here(organisation: str, person: str) -> bool:
    row = db.session.get(Person, (organisation, person))
    return row is not None and row.left_at is None


def in_charge(organisation: str, what: str) -> list[str]:
    """The person in charge for the whole organisation and the deputy, those who are still here; [] where nobody was named."""
    rows = [row for row in _rows(organisation, what, None, clock.now()) if row.team_id is None][:1]
    named = [person for row in rows for person in (row.person_id, row.deputy_id) if person]
    return [person for person in named if _is_here(organisation, person)]


def name_in_charge(organisation: str, what: str, person: str, deputy: str | None = None, by: str = "") -> None:
    """Inside `write`: `name` for the whole organisation."""
    name(organisation, by, what, person, deputy=deputy)
