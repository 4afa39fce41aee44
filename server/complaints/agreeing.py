"""Acts where several departments are needed: the requester leads and proposes, each other team agrees or objects, the arbiter ends a deadlock (CP-8)."""

from __future__ import annotations

from collections.abc import Sequence

from server.accounts.calendar import calendar_of
from server.accounts.models import Person, Team
from server.accounts.responsibility import must_decide, responsible
from server.complaints.acting import concerned_in, opened, write_fact
from server.complaints.departments import AGREED, OBJECTED, OPEN, SETTLED, STUCK, Joint, stage_of
from server.complaints.models import Complaint
from server.complaints.rules import Case
from server.kernel import clock
from server.kernel.db import db
from server.kernel.problem import Problem
from server.visits.office.append import act

MOST_TEAMS = 8


@act
def propose(organisation: str, by: str, complaint: str, teams: Sequence[str], plan: str) -> None:
    """Ask other departments: `plan` says who does what. The requester's team leads (the complaint's own where the requester has none).

    `departments_stuck` once the arbiter decides, `bad_input` for unknown teams, fewer than two or no plan.
    """
    row, case = opened(organisation, by, complaint)
    if case.joint is not None and stage_of(case.joint, clock.now(), calendar_of(organisation)) not in (OPEN, SETTLED):
        raise Problem("departments_stuck")
    requester = db.session.get(Person, (organisation, by))
    leads = (requester.team_id if requester else None) or row.team_id or next(iter(teams), "")
    all_of_them = tuple(dict.fromkeys((leads, *teams)))
    unknown = any(db.session.get(Team, (organisation, each)) is None for each in all_of_them)
    mistakes = {"teams": ["choice"]} if unknown or not 2 <= len(all_of_them) <= MOST_TEAMS else {}
    mistakes |= {} if plan else {"plan": ["missing"]}
    if mistakes:
        raise Problem("bad_input", mistakes)
    body = {"leads": leads, "teams": list(all_of_them), "plan": plan}
    write_fact(organisation, by, row.id, "departments_asked", body)


@act
def agree(organisation: str, by: str, complaint: str) -> None:
    """The caller's team takes its part."""
    _say(organisation, by, complaint, AGREED, "")


@act
def object_to(organisation: str, by: str, complaint: str, why: str) -> None:
    """The caller's team does not, with a reason; the second objection brings it before the arbiter."""
    _say(organisation, by, complaint, OBJECTED, why)


@act
def arbitrate(organisation: str, by: str, complaint: str, leads: str, decision: str) -> None:
    """The arbiter decides a deadlock, with reasons; not before there is one (`departments_not_stuck`), nobody else, and nobody concerned."""
    row, case = opened(organisation, by, complaint)
    joint = _joint(case)
    if stage_of(joint, clock.now(), calendar_of(organisation)) != STUCK:
        raise Problem("departments_not_stuck")
    must_decide(by, arbiter_of(row, case))
    mistakes = {} if leads in joint.teams else {"leads": ["choice"]}
    mistakes |= {} if decision else {"decision": ["reason"]}
    if mistakes:
        raise Problem("bad_input", mistakes)
    write_fact(organisation, by, row.id, "arbitrated", {"leads": leads, "decision": decision})


def arbiter_of(row: Complaint, case: Case) -> str:
    """Who decides: never somebody whom it is about, nor whoever proposed or objected. `nobody_responsible` where nobody is left."""
    joint = _joint(case)
    took_part = {joint.proposed_by, *(each.by for each in joint.objections)}
    return responsible(row.organisation_id, "arbiter", row.team_id, not_these=concerned_in(case) | frozenset(took_part))


def _say(organisation: str, by: str, complaint: str, said: str, why: str) -> None:
    row, case = opened(organisation, by, complaint)
    joint = _joint(case)
    person = db.session.get(Person, (organisation, by))
    team = (person.team_id if person else None) or ""
    if team not in joint.teams or team == joint.leads:
        raise Problem("not_your_department")
    if team not in joint.waits_for or joint.decided_at is not None:
        raise Problem("already_said")
    if said == OBJECTED and not why:
        raise Problem("bad_input", {"why": ["reason"]})
    write_fact(
        organisation, by, row.id, "department_said", {"team": team, "said": said} | ({"why": why} if why else {})
    )


def _joint(case: Case) -> Joint:
    if case.joint is None:
        raise Problem("departments_not_asked")
    return case.joint
