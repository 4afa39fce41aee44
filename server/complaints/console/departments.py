"""On a complaint's page: which departments are needed, who agreed, and what the arbiter decided (CP-8)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from server.accounts.calendar import calendar_of
from server.accounts.models import Team
from server.complaints.agreeing import arbiter_of
from server.complaints.departments import DECIDED, OPEN, SETTLED, STUCK, Joint, stage_of, stuck_from
from server.complaints.models import Complaint
from server.complaints.rules import Case
from server.console.layout import t
from server.console.view import ViewContext
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import Caller
from server.kernel.db import db
from server.kernel.problem import Problem

TONES = {OPEN: "attention", SETTLED: "good", STUCK: "problem", DECIDED: "good"}
SAID = {"agreed": "good", "objected": "problem", "leads": "", "waits": "attention"}


def department_acts(row: Complaint, case: Case, who: Caller) -> list[str]:
    """The forms that this person may open: ask departments, speak for the own one, arbitrate."""
    if case.joint is None:
        return ["together"]
    stage = stage_of(case.joint, clock.now(), calendar_of(row.organisation_id))
    found = ["together"] if stage in (OPEN, SETTLED) else []
    if stage in (OPEN, STUCK) and who.person.team_id in case.joint.waits_for:
        found += ["agree", "object"]
    if stage == STUCK and _arbiter(row, case) == who.person.id:
        found.insert(0, "arbitrate")
    return found


def departments_shown(row: Complaint, case: Case, names: dict[str, str], reader: ViewContext) -> dict[str, Any] | None:
    """{stage, plan, teams, until, who, decision}; None where one department is enough."""
    joint, calendar = case.joint, calendar_of(row.organisation_id)
    if joint is None:
        return None
    stage, since = stage_of(joint, reader.now, calendar), stuck_from(joint, calendar)

    def moment(at: str | None) -> str:
        return dates.moment_short(at, reader.today, reader.zone) if at else ""

    until = t("complaint.arbiter_until", at=moment(since)) if stage == OPEN else ""
    if stage == STUCK:
        until = t("complaint.arbiter", who=names.get(_arbiter(row, case), "") or t("complaint.nobody_yet"))
    return {
        "stage": t(f"complaint.department_stage.{stage}"),
        "tone": TONES[stage],
        "plan": joint.plan,
        "who": names.get(joint.proposed_by, ""),
        "until": until,
        "teams": [_team(joint, each, names, moment) for each in joint.teams],
        "decision": joint.decision,
        "decided": " · ".join(each for each in (names.get(joint.decided_by, ""), moment(joint.decided_at)) if each),
    }


def teams_to_choose(organisation: str, names: dict[str, str]) -> list[dict[str, str]]:
    """Every team, as options."""
    rows = db.session.scalars(select(Team.id).where(Team.organisation_id == organisation).order_by(Team.name))
    return [{"value": each, "label": names.get(each, "")} for each in rows]


def _team(joint: Joint, team: str, names: dict[str, str], moment: Any) -> dict[str, str]:
    word = next((each for each in joint.words if each.team == team), None)
    said = "leads" if team == joint.leads else word.said if word else "waits"
    return {
        "name": names.get(team, ""),
        "said": t(f"complaint.department_said.{said}"),
        "tone": SAID[said],
        "why": word.why if word and team != joint.leads else "",
        "at": moment(word.at) if word and team != joint.leads else "",
    }


def _arbiter(row: Complaint, case: Case) -> str:
    try:
        return arbiter_of(row, case)
    except Problem:
        return ""
