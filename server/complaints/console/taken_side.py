"""What lies beside a complaint that is being taken: the caller's visits, what its record holds, what is known already (picture quality/03)."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import func, select

from server.accounts.names import PeopleNames
from server.complaints.console.taking import NO_VISIT, Taken, visits_of
from server.complaints.console.words import own_among, state_of
from server.complaints.escalations import on_visit
from server.complaints.models import Complaint
from server.console.layout import t
from server.customers.models import same_person
from server.customers.rules import addressed_as
from server.i18n import dates
from server.i18n.messages import translate
from server.kernel.authorise import current
from server.kernel.db import db
from server.visits.console.timeline_section import QUIET, facts_of, narrator_of
from server.visits.console.visit_query import lines_of
from server.visits.console.visit_row import VisitViewContext, row
from server.visits.models import Visit

MOST_FACTS, MOST_EARLIER = 8, 3


def visit_rows(taken: Taken, most: int, reader: VisitViewContext) -> list[dict[str, Any]]:
    """The caller's last visits to choose from, the newest first; the one in question among them."""
    if taken.customer is None:
        return []
    organisation = taken.customer.organisation_id
    ids = visits_of(organisation, taken.customer, most)
    ids = [*ids, taken.visit.id] if taken.visit and taken.visit.id not in ids else ids
    lines = {line.visit.id: line for line in lines_of(organisation, ids)}
    found = []
    for each in (lines[id_] for id_ in ids if id_ in lines):
        shown = row(each, reader)
        day = dates.named_day(each.visit.day, reader.language, reader.today) if each.visit.day else ""
        found.append(shown | {"day": day, "on": each.visit.id == taken.about})
    return found


def people_on(taken: Taken, organisation: str, reader: VisitViewContext) -> list[dict[str, Any]]:
    """Who was on that visit, the lead first: whom it may be about."""
    if taken.visit is None:
        return []
    names, lead = PeopleNames(organisation, reader.language), taken.visit.lead_id or ""
    others = sorted(on_visit(organisation, taken.visit.id) - {lead})
    return [
        {"value": each, "label": names.get(each, ""), "on": each in taken.persons} for each in (lead, *others) if each
    ]


def side_of(taken: Taken, organisation: str, reader: VisitViewContext) -> dict[str, Any]:
    """The caller, what to say first, what that visit's record holds, open complaints, who will know, earlier ones."""
    customer = taken.customer
    if customer is None:
        return {"say": _opening("", reader.language), "tongue": reader.language}
    same = same_person(organisation, customer.id)
    rows = select(Complaint).where(Complaint.organisation_id == organisation, Complaint.customer_id.in_(same))
    found = db.session.scalars(rows.order_by(Complaint.received_at.desc()).limit(MOST_EARLIER + 7)).all()
    own = own_among(organisation, current().person.id, [each.id for each in found])
    visits = _visits(organisation, same)
    return {
        "name": customer.name,
        "account": customer.account_number or "",
        "since": customer.created_at[:4],
        "english": customer.language == "en",
        "deaf": customer.hard_of_hearing,
        "say": _opening(addressed_as(customer.name, customer.salutation, customer.language), customer.language),
        "tongue": customer.language,
        "record": _record(taken, organisation, reader),
        "visit_url": url_for("console.visit", visit_id=taken.visit.id) if taken.visit else "",
        "visit": taken.visit.number if taken.visit else "",
        "open": [_complaint(each, own, reader) for each in found if each.closed_at is None],
        "closed": [_complaint(each, own, reader) for each in found if each.closed_at is not None][:MOST_EARLIER],
        "visits": visits,
        "will_know": _will_know(taken, organisation, reader),
    }


def _opening(whom: str, tongue: str) -> str:
    return translate("console.taking.say.opening" if whom else "console.taking.say.opening_nobody", tongue, whom=whom)


def _visits(organisation: str, same: list[str]) -> int:
    wanted = select(func.count()).where(Visit.organisation_id == organisation, Visit.customer_id.in_(same))
    return db.session.scalar(wanted) or 0


def _complaint(each: Complaint, own: frozenset[str], reader: VisitViewContext) -> dict[str, Any]:
    return {
        "number": each.number,
        "url": url_for("console.complaint", complaint_id=each.id),
        "came": dates.moment_short(each.received_at, reader.today, reader.zone),
        "gist": t("complaint.about_you") if each.id in own else each.gist[:40],
        "state": state_of(each),
    }


def _record(taken: Taken, organisation: str, reader: VisitViewContext) -> list[dict[str, str]]:
    """The last facts of that visit in words."""
    if taken.visit is None:
        return []
    [line], facts = lines_of(organisation, [taken.visit.id]), facts_of(organisation, taken.visit.id)
    narrator = narrator_of(line, reader, facts)
    told = [(fact, narrator.narrate(fact)) for fact in facts if fact.kind not in QUIET][-MOST_FACTS:]
    return [
        {
            "at": dates.clock_time(fact.corrected_at, reader.zone),
            "line": found.line,
            "tone": found.tone,
        }
        for fact, found in told
    ]


def asked_at_once(taken: Taken) -> list[str]:
    """Who is asked what happened once it is saved; nobody, where whoever takes it is concerned."""
    told = taken.topics and taken.about not in ("", NO_VISIT) and current().person.id not in taken.persons
    return taken.persons if told else []


def _will_know(taken: Taken, organisation: str, reader: VisitViewContext) -> list[tuple[str, str]]:
    """[(who, what)] that saving brings about."""
    names, found = PeopleNames(organisation, reader.language), []
    found += [(names.get(each, ""), t("taking.knows.asked")) for each in asked_at_once(taken)]
    if taken.slot is not None:
        found.append((taken.slot["words"], t("taking.knows.answers", when=taken.slot["value"][5:])))
    if taken.dangers or taken.typed.get("serious"):
        found.append((t("taking.knows.head"), t("taking.knows.serious")))
    return found
