"""The list of complaints, ordered by harm: what needs somebody now, then by the promised time, then what waits for the customer."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import and_, func, or_, select

from server.complaints.console.complaint_panel import panel_of
from server.complaints.console.open_ones import NOT_AGAIN, needs_somebody, wrote_again
from server.complaints.console.set_aside import set_aside
from server.complaints.console.words import (
    SOON,
    gist_of,
    left_of,
    names_of,
    own_among,
    promised_words,
    state_of,
    whom_of,
)
from server.complaints.escalations import escalated_to
from server.complaints.models import Complaint, ComplaintCandidate, ComplaintParty
from server.complaints.reminders import reminded_of
from server.complaints.rules import ANSWERED, CLOSED
from server.complaints.search import search
from server.console.layout import render, t
from server.console.page import here, page, query_typed
from server.console.view import ViewContext, clock_of, view_of
from server.customers.access import searched
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import Caller, current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.roles import DECIDING

PAGE = 100
MOST = 99  # what the rail counts to
OPEN_GROUPS = ("now", "next", "answered")
SHOW = ("open", "closed")
FOUND = "found"  # by a search, whatever state they are in


@page("/complaints", *DECIDING)
def complaints() -> Any:
    """What was put to the reader by name first, then candidates, then complaints in three groups; closed ones on a page of their own.

    `part=panel` gives what lies beside the list of the one that is selected.
    """
    who, reader, query = current(), view_of(current()), query_typed()
    chosen = request.args.get("complaint", "")
    panel = panel_of(chosen, chosen) if is_id(chosen) else None
    if request.args.get("part") == "panel":
        return render("complaints/_beside", "complaints", panel=panel, closes=url_for("console.complaints"))
    shows = show if (show := request.args.get("show", "")) in SHOW else FOUND if query else SHOW[0]
    rows, more = _rows(who, shows, request.args.get("after", ""), reader, query)
    groups = {"open": OPEN_GROUPS, "closed": (CLOSED,), FOUND: (*OPEN_GROUPS, CLOSED)}[shows]
    return render(
        "complaints/complaints",
        "complaints",
        groups=[(name, [each for each in rows if each["group"] == name]) for name in groups],
        yours=_yours(who, reader) if shows == "open" and not query else [],
        candidates=_candidates(who.organisation.id, reader) if shows == "open" and not query else [],
        query=query,
        aside=set_aside(reader) if shows == "closed" and not query else [],
        shows=shows,
        tabs=[
            {
                "label": t(f"complaint.show.{each}"),
                "url": here(show=each if each in SHOW else None, after=None),
                "on": each == shows,
            }
            for each in (*SHOW, *([FOUND] if query else []))
        ],
        more=more,
        panel=panel,
        closes=here(complaint=None, do=None),
        selected=chosen,
        empty=not rows,
        clock=clock_of(reader),
    )


def waiting(who: Caller) -> int:
    """What the rail counts: what needs somebody now, and candidates; up to 99."""
    organisation = who.organisation.id
    if not who.person.has_role(*DECIDING):
        return 0
    soon = select(Complaint.id).where(needs_somebody(organisation, clock.now()))
    soon = soon.order_by(Complaint.due_at, Complaint.id).limit(MOST)  # because only this order is that of the open ones
    found = select(ComplaintCandidate.id).where(
        ComplaintCandidate.organisation_id == organisation, ComplaintCandidate.state == "open"
    )
    unheard = select(Complaint.id).where(wrote_again(organisation)).limit(MOST).subquery()
    counts = (
        select(func.count()).select_from(each) for each in (soon.subquery(), unheard, found.limit(MOST).subquery())
    )
    return sum(db.session.scalar(each) or 0 for each in counts)


def _rows(
    who: Caller, shows: str, after: str, reader: ViewContext, typed: str
) -> tuple[list[dict[str, Any]], str | None]:
    organisation, (at, _, id_) = who.organisation.id, after.partition("~")
    first: list[Complaint] = []
    wanted = search(organisation, who.person.id, typed)
    if shows == "open" and not is_id(id_):
        again = select(Complaint).where(wrote_again(organisation), *wanted)
        first = list(db.session.scalars(again.order_by(Complaint.unheard_at, Complaint.id).limit(PAGE)))
    which = {"closed": Complaint.state == CLOSED, "open": Complaint.closed_at.is_(None)}.get(shows)
    query = select(Complaint).where(Complaint.organisation_id == organisation, *wanted)
    query = query.where(which) if which is not None else query
    column = Complaint.due_at if shows == "open" else Complaint.received_at
    if shows != "open":
        query = query.order_by(column.desc(), Complaint.id.desc())
        beyond = or_(column < at, and_(column == at, Complaint.id < id_))
    else:
        query = query.where(NOT_AGAIN).order_by(column, Complaint.id)
        beyond = or_(column > at, and_(column == at, Complaint.id > id_))
    found = list(db.session.scalars((query.where(beyond) if is_id(id_) else query).limit(PAGE + 1)))
    last = found[PAGE - 1] if len(found) > PAGE else None
    more = here(after=f"{last.due_at if shows == 'open' else last.received_at}~{last.id}") if last else None
    shown_now = [*first, *found[:PAGE]]
    own = own_among(organisation, who.person.id, [each.id for each in shown_now])
    searched(who, typed, [each.customer_id for each in shown_now if each.customer_id and each.id not in own])
    return _worded(organisation, shown_now, reader), more


def _group(row: Complaint, reader: ViewContext) -> str:
    if row.unheard_at is not None:
        return "now"
    if row.state in (ANSWERED, CLOSED):
        return row.state
    urgent = (
        (row.serious and not row.head_told)
        or row.handler_id is None
        or (row.cycle > 1 and row.next_answer_at is None)
        or (row.arbiter_from is not None and row.arbiter_from < reader.now)
        or (row.due_at is not None and not row.stopped_at and row.due_at < clock.later(reader.now, minutes=SOON))
    )
    return "now" if urgent else "next"


def _worded(organisation: str, found: list[Complaint], reader: ViewContext) -> list[dict[str, Any]]:
    names, about = names_of(organisation, reader), dict[str, list[str]]()
    parties = select(ComplaintParty.complaint_id, ComplaintParty.party_id).where(
        ComplaintParty.organisation_id == organisation, ComplaintParty.complaint_id.in_([each.id for each in found])
    )
    own = own_among(organisation, current().person.id, [each.id for each in found])
    for complaint, party in db.session.execute(parties):
        about.setdefault(complaint, []).append(names.get(party, ""))
    return [
        {
            "id": row.id,
            "group": _group(row, reader),
            "number": row.number,
            "url": url_for("console.complaint", complaint_id=row.id),
            "select": here(complaint=row.id),
            "came": dates.moment_short(row.received_at, reader.today, reader.zone),
            "whom": {"name": row.number, "place": ""} if row.id in own else whom_of(row, reader),
            "gist": gist_of(row, own),
            "about": t("complaint.comma").join(each for each in about.get(row.id, ()) if each),
            "state": state_of(row),
            "left": left_of(row, reader),
            "promised": promised_words(row, names, reader),
            "repeat": bool(row.repeat_of),
        }
        for row in found
    ]


def _yours(who: Caller, reader: ViewContext) -> list[dict[str, str]]:
    """What others left until it came to this person: serious ones, complaints that nobody took, candidates that nobody decided (4.2, CP-4)."""
    organisation, person = who.organisation.id, who.person.id
    complaints, candidates = escalated_to(organisation, person)
    found = [("head", each) for each in reminded_of(organisation, person)]
    found += [("unassigned", each) for each in complaints]
    return [
        {
            "why": t(f"complaint.yours_why.{why}"),
            "what": f"{each.number} {each.gist[:60]}",
            "since": dates.moment_short(each.received_at, reader.today, reader.zone),
            "url": url_for("console.complaint", complaint_id=each.id, do="take" if why == "unassigned" else None),
        }
        for why, each in found
    ] + [
        {
            "why": t("complaint.yours_why.untouched"),
            "what": t(f"complaint.candidate.{each.why}"),
            "since": dates.moment_short(each.found_at, reader.today, reader.zone),
            "url": f"#c-{each.id}",
        }
        for each in candidates
    ]


def _candidates(organisation: str, reader: ViewContext) -> list[dict[str, Any]]:
    wanted = select(ComplaintCandidate).where(
        ComplaintCandidate.organisation_id == organisation, ComplaintCandidate.state == "open"
    )
    rows = db.session.scalars(wanted.order_by(ComplaintCandidate.due_at, ComplaintCandidate.id).limit(PAGE))
    return [
        {
            "id": each.id,
            "why": t(f"complaint.candidate.{each.why}"),
            "found": dates.moment_short(each.found_at, reader.today, reader.zone),
            "said": each.text[:80],
            "label": t("complaint.open_visit" if each.visit_id else "complaint.open_customer"),
            "url": url_for("console.visit", visit_id=each.visit_id)
            if each.visit_id
            else url_for("console.customer", customer_id=each.customer_id),
            "overdue": each.due_at < reader.now,
        }
        for each in rows
    ]
