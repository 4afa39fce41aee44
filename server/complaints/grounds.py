"""What a ground needs before a claim may be found valid by it (CP-5): a loss that is named, a limit that was missed without a word."""

from __future__ import annotations

from sqlalchemy import exists, or_, select

from server.complaints.clocks import REACHED
from server.complaints.models import Complaint
from server.kernel.db import db
from server.kernel.problem import Problem
from server.matters.models import Contact
from server.standards.limit_table import LimitRule, RunningLimit
from server.visits.models import Visit

DATA_LOST, START_UP_LATE = "data_lost", "start_up_late"
STARTS = ("water_on", "supply_on", "gas_on")  # what a start-up ends with, whatever the work is called


def check_ground(row: Complaint, ground: str, valid: str, loss: str) -> None:
    """Refuse a ground that does not hold: `loss_not_named`, `start_up_not_late`, each at the field that mends it."""
    if valid not in ("yes", "partly"):
        return
    if ground == DATA_LOST and not loss:
        raise Problem("loss_not_named", {"loss": ["console.complaint.mistake.loss"]})
    if ground == START_UP_LATE and not _late_without_a_word(row):
        raise Problem("start_up_not_late", {"ground": ["console.complaint.mistake.start_up"]})


def _late_without_a_word(row: Complaint) -> bool:
    """A start-up of the visit's matter missed its limit before the complaint, and nobody had told the customer why by then."""
    visit = db.session.get(Visit, (row.organisation_id, row.visit_id)) if row.visit_id else None
    if visit is None or visit.matter_id is None:
        return False
    over = RunningLimit.due_at < row.received_at
    late = exists().where(
        RunningLimit.organisation_id == row.organisation_id,
        RunningLimit.matter_id == visit.matter_id,
        RunningLimit.person_id == "",
        over,
        or_(RunningLimit.verdict == "missed", RunningLimit.verdict == "pending"),
        LimitRule.organisation_id == row.organisation_id,
        LimitRule.version == RunningLimit.version,
        LimitRule.id == RunningLimit.rule,
        LimitRule.stop.in_(STARTS),
    )
    told = exists().where(
        Contact.organisation_id == row.organisation_id,
        Contact.subject_id.in_((visit.matter_id, visit.id)),
        Contact.direction == "out",
        Contact.result == REACHED,
        Contact.at < row.received_at,
    )
    return bool(db.session.scalar(select(late & ~told)))
