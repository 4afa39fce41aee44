"""How a complaint begins: by telephone, letter or in the hall, from a visit's slip, by the customer's own link (CP-1, CP-6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from server.accounts.models import Organisation, Person
from server.complaints.escalations import take_due
from server.complaints.models import Complaint
from server.complaints.rules import CLOSED
from server.complaints.story import project, subject_of
from server.customers.models import Customer, Premises, same_person
from server.i18n.messages import DEFAULT, translate
from server.kernel import clock
from server.kernel.codes import new_code
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.problem import Problem
from server.visits.models import Visit
from server.visits.office.append import act
from server.visits.office.subjects import append_fact, lock_subject

SAME_WITHIN_HOURS = 24
THIRD_WITHIN_DAYS, THIRD = 30, 3
REPEAT_DAYS = 90
GIST = 200


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody complains of, as it was taken down. Moments are UTC text; ids are of the organisation."""

    via: str
    text: str
    said_at: str = ""
    claims: tuple[str, ...] = ()
    wants: str = "answer"
    visit: str = ""
    customer: str = ""
    premises: str = ""
    persons: tuple[str, ...] = ()
    team: str = ""
    anonymous: bool = False
    serious: str = ""
    source: str = ""
    caller: str = ""
    phone: str = ""
    mail: str = ""
    place: str = ""  # as a stranger says it, where no premises are known
    language: str = ""  # in which the customer wrote; else the known customer's
    handler: str = ""  # who was named to the customer as the one who answers
    next_at: str = ""  # by when the customer was told that the next word comes
    gist: str = ""  # of which the persons concerned are asked at once, in the company's words
    read_back: bool = False  # the customer heard it and said that it is so
    sure: bool = field(default=False, compare=False)  # a second complaint about the same visit is meant


@act
def open_complaint(organisation: str, by: str, said: Said) -> str:
    """Record a complaint; returns its id. `said_in_the_future`, `complaint_twice` (asks once), `not_found` for strangers' visits and customers."""
    now = clock.now()
    visit = _visit(organisation, said.visit)
    customer, premises = _whom(organisation, said, visit)
    said_at = said.said_at or now
    if said_at > now:
        raise Problem("said_in_the_future", {"said_at": ["console.complaint.mistake.future"]})
    if said.next_at and said.next_at <= now:
        raise Problem("time_has_passed", {"slot": ["console.commitment.mistake.passed"]})
    if not said.sure and same_within_a_day(organisation, customer, said.visit, now) is not None:
        raise Problem("complaint_twice", {"sure": ["console.complaint.mistake.twice"]})
    _check_people(organisation, said)
    row = Complaint(
        organisation_id=organisation,
        id=new_id(),
        number=_new_number(organisation, now),
        code=new_code(Complaint.code),
        state="received",
        received_at=now,
        via=said.via,
        gist=said.text[:GIST],
        customer_id=customer,
        premises_id=premises,
        visit_id=said.visit or None,
        source_fact=said.source or None,
        team_id=said.team or (visit.team_id if visit else None),
        language=said.language or _language(organisation, customer),
        take_due_at=take_due(organisation, now),
        repeat_of=_closed_before(organisation, customer, said.visit, now),
    )
    lock_subject(organisation, subject_of(row.id))
    append_fact(
        organisation, subject_of(row.id), "complained", _body(said, said_at, visit, customer, premises), by, now
    )
    if serious := said.serious or _third(organisation, premises, now):
        append_fact(organisation, subject_of(row.id), "made_serious", {"why": serious}, by, now)
    db.session.add(row)
    project(row)
    for kind, body in _at_once(organisation, by, said):
        append_fact(organisation, subject_of(row.id), kind, body, by, now)
    return row.id


def _at_once(organisation: str, by: str, said: Said) -> list[tuple[str, dict[str, Any]]]:
    """What follows in the same breath: it was read back, somebody answers by a time, and the persons concerned are asked."""
    found: list[tuple[str, dict[str, Any]]] = []
    if said.read_back:
        tongue = db.session.get_one(Organisation, organisation).language
        found.append(("listened", {"note": translate("console.taking.heard", tongue)}))
    if said.handler:
        found.append(("handled_by", {"person": said.handler}))
    if said.next_at:
        found.append(("next_answer", {"at": said.next_at}))
    if said.gist and by not in said.persons:  # nobody asks anybody in their own matter
        found += [("statement_asked", {"person": each, "gist": said.gist}) for each in said.persons]
    return found


def same_within_a_day(organisation: str, customer: str | None, visit: str, now: str) -> Complaint | None:
    """An open complaint of this customer about the same visit, not a day old: perhaps the same."""
    if not customer:
        return None
    wanted = select(Complaint).where(
        Complaint.organisation_id == organisation,
        Complaint.customer_id.in_(same_person(organisation, customer)),
        Complaint.visit_id == (visit or None),
        Complaint.received_at > clock.later(now, hours=-SAME_WITHIN_HOURS),
        Complaint.state != CLOSED,
    )
    return db.session.scalars(wanted.order_by(Complaint.received_at.desc()).limit(1)).first()


def repeat_of(organisation: str, row: Complaint, cause: str) -> str | None:
    """An earlier complaint of the same premises and cause within 90 days (CP-7)."""
    if not row.premises_id or not cause:
        return None
    wanted = select(Complaint.id).where(
        Complaint.organisation_id == organisation,
        Complaint.premises_id == row.premises_id,
        Complaint.cause == cause,
        Complaint.id != row.id,
        Complaint.received_at <= row.received_at,
        Complaint.received_at > clock.later(row.received_at, days=-REPEAT_DAYS),
    )
    return db.session.scalars(wanted.order_by(Complaint.received_at.desc()).limit(1)).first()


def _closed_before(organisation: str, customer: str | None, visit: str, now: str) -> str | None:
    """A closed complaint of this customer about the same visit, which could have been reopened for 30 days: this one is its repeat."""
    if not customer or not visit:
        return None
    wanted = select(Complaint.id).where(
        Complaint.organisation_id == organisation,
        Complaint.visit_id == visit,
        Complaint.customer_id.in_(same_person(organisation, customer)),
        Complaint.state == CLOSED,
        Complaint.received_at > clock.later(now, days=-REPEAT_DAYS),
    )
    return db.session.scalars(wanted.order_by(Complaint.received_at.desc()).limit(1)).first()


def _body(said: Said, said_at: str, visit: Visit | None, customer: str | None, premises: str | None) -> dict[str, Any]:
    about = {"visit": said.visit, "persons": list(said.persons), "team": said.team}
    optional = {
        "claims": list(said.claims),
        "about": {name: value for name, value in about.items() if value},
        "customer": customer,
        "premises": premises,
        "anonymous": said.anonymous,
        "source": said.source,
        "caller": said.caller,
        "phone": said.phone,
        "mail": said.mail,
        "place": said.place,
    }
    body = {"via": said.via, "said_at": said_at, "text": said.text, "wants": said.wants}
    return body | {name: value for name, value in optional.items() if value}


def _visit(organisation: str, visit: str) -> Visit | None:
    found = db.session.get(Visit, (organisation, visit)) if visit else None
    if visit and found is None:
        raise Problem("not_found")
    return found


def _whom(organisation: str, said: Said, visit: Visit | None) -> tuple[str | None, str | None]:
    """(customer, premises): the visit's where one is named, else what was chosen."""
    customer = visit.customer_id if visit else said.customer
    premises = visit.premises_id if visit else said.premises
    if customer and db.session.get(Customer, (organisation, customer)) is None:
        raise Problem("not_found")
    if premises and db.session.get(Premises, (organisation, premises)) is None:
        raise Problem("not_found")
    return customer or None, premises or None


def _check_people(organisation: str, said: Said) -> None:
    for person in said.persons:
        if db.session.get(Person, (organisation, person)) is None:
            raise Problem("not_found")


def _third(organisation: str, premises: str | None, now: str) -> str:
    """Why it is serious by itself: the third complaint of the same premises within 30 days; '' else (CP-4)."""
    if not premises:
        return ""
    earlier = select(func.count()).where(
        Complaint.organisation_id == organisation,
        Complaint.premises_id == premises,
        Complaint.received_at > clock.later(now, days=-THIRD_WITHIN_DAYS),
    )
    return "third_in_30_days" if (db.session.scalar(earlier) or 0) + 1 >= THIRD else ""


def _language(organisation: str, customer: str | None) -> str:
    row = db.session.get(Customer, (organisation, customer)) if customer else None
    return row.language if row else DEFAULT


def _new_number(organisation: str, now: str) -> str:
    """T, the day, and the day's count: short enough to read aloud."""
    zone = db.session.scalar(select(Organisation.time_zone).where(Organisation.id == organisation)) or "UTC"
    day = clock.day_of(now, zone)
    since = clock.moment_at(day, "00:00", zone)
    count = select(func.count()).where(Complaint.organisation_id == organisation, Complaint.received_at >= since)
    number = (db.session.scalar(count) or 0) + 1
    while True:
        text = f"T-{day[5:7]}{day[8:]}-{number:02d}"
        taken = select(Complaint.id).where(
            Complaint.organisation_id == organisation, Complaint.number == text, Complaint.received_at >= since
        )
        if db.session.scalar(taken) is None:
            return text
        number += 1
