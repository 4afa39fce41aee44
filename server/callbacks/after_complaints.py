"""A complaint that was closed is asked about a week later: whether it stayed solved (SV-1, the plan *complaint*)."""

from __future__ import annotations

from sqlalchemy import delete, select

from server.accounts.calendar import calendar_of
from server.callbacks.by_form import code_for
from server.callbacks.models import CallBack
from server.callbacks.rules import COMPLAINT, DAYS_AROUND, PLANNED, QUIET_DAYS
from server.complaints.models import Complaint
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.visits.days import shifted

AFTER_DAYS = 7
ASKED_ABOUT = ("satisfied", "exhausted")  # endings after which somebody can be asked


def written(organisation: str, subject_type: str, complaint: str, kind: str) -> None:
    """Inside `write`: a closed complaint gets its call, and one that is taken up again loses it."""
    row = db.session.get(Complaint, (organisation, complaint)) if subject_type == "complaint" else None
    if row is None or kind not in ("closed", "reopened"):
        return
    ours = (CallBack.organisation_id == organisation, CallBack.plan == COMPLAINT, CallBack.subject_id == row.id)
    db.session.execute(delete(CallBack).where(*ours, CallBack.state == PLANNED))
    if kind == "closed" and row.closed_how in ASKED_ABOUT and row.customer_id and not _asked_lately(row):
        db.session.add(_call(row, row.customer_id))
    db.session.flush()


def _call(row: Complaint, customer: str) -> CallBack:
    closed_on = calendar_of(row.organisation_id).day_of(row.closed_at or clock.now()).isoformat()
    due_on = shifted(closed_on, AFTER_DAYS)
    return CallBack(
        organisation_id=row.organisation_id,
        id=new_id(),
        plan=COMPLAINT,
        subject_id=row.id,
        due_on=due_on,
        due_from=shifted(due_on, -DAYS_AROUND),
        due_to=shifted(due_on, DAYS_AROUND),
        customer_id=customer,
        visit_id=row.visit_id,
        team_id=row.team_id,
        state=PLANNED,
        code=code_for(row.organisation_id, customer),
    )


def _asked_lately(row: Complaint) -> bool:
    """Whether this customer was called back within 90 days, or will be anyway."""
    since = clock.later(clock.now(), days=-QUIET_DAYS)
    theirs = select(CallBack.id).where(
        CallBack.organisation_id == row.organisation_id,
        CallBack.customer_id == row.customer_id,
        (CallBack.state == PLANNED) | (CallBack.ended_at >= since),
    )
    return db.session.scalar(theirs.limit(1)) is not None
