"""A complaint's page: the customer's words, that visit, the next answer; six stages and the story; statements, claims, causes (picture quality/02)."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import select

from server.accounts.models import Organisation, Person
from server.complaints.clocks import BACKSTOP, BACKSTOP_HOURS
from server.complaints.console.claims import claims_shown
from server.complaints.console.complaint_acts import acts_of
from server.complaints.console.complaint_calls import colleague_call, customer_call
from server.complaints.console.departments import departments_shown, teams_to_choose
from server.complaints.console.open_ones import neighbours
from server.complaints.console.words import gist_of, left_of, names_of, own_among, state_of, whom_of
from server.complaints.escalations import escalations_of, on_visit
from server.complaints.models import Complaint
from server.complaints.reminders import reminders_of
from server.complaints.rules import CLOSINGS, FINDINGS, GROUNDS, STAGES, Case, open_stages
from server.complaints.story import case_in, facts_in
from server.console.layout import render, t
from server.console.page import page
from server.console.sections import shown
from server.console.view import ViewContext, clock_of
from server.customers.models import Customer
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.deadlines import is_overdue
from server.kernel.lookup import must_find
from server.kernel.roles import DECIDING
from server.kernel.text.phones import masked_phone
from server.visits.console.narration import Narrator
from server.visits.console.story_days import story_days
from server.visits.console.view import view_context
from server.visits.console.visit_query import lines_of
from server.visits.console.visit_row import row as visit_row
from server.visits.models import Fact
from server.visits.rules import CHANNELS, RESULTS


@page("/complaints/<complaint_id>", *DECIDING)
def complaint(complaint_id: str) -> Any:
    """The whole page; `do` names the form that is open. Nobody reads the page of a complaint about themselves."""
    who, reader = current(), view_context(current())
    row = must_find(Complaint, who.organisation.id, complaint_id)
    case, names = case_in(who.organisation.id, row.id), names_of(who.organisation.id, reader)
    party = case.party(who.person.id)
    own = party is not None
    acts = acts_of(row, case, who) if party is None else ["state"] if party.asked_at and not party.stated_at else []
    doing = request.args.get("do", "") if request.args.get("do") in acts else ""
    visit = lines_of(row.organisation_id, [row.visit_id]) if row.visit_id else []
    facts = [] if own else facts_in(row.organisation_id, row.id)
    return render(
        "complaints/complaint",
        "complaints",
        one=head_of(row, case, names, reader, own=own),
        own=own,
        acts=acts,
        doing=doing,
        form=_form(row, case, doing, names, reader) if doing else None,
        visit=visit_row(visit[0], reader) | {"url": url_for("console.visit", visit_id=row.visit_id)} if visit else None,
        answers=next_of(row, case, names, reader),
        stages=[] if own else stages_of(case, facts, names, reader),
        days=_story(row, facts, names, reader),
        count=len(facts),
        parties=[] if own else _parties(row, case, names, reader),
        claims=[] if own else claims_shown(row, case, acts, names, reader),
        joint=None if own else departments_shown(row, case, names, reader),
        mendings=_mendings(case, names, reader),
        related=_related(row, reader),
        neighbours=neighbours(row),
        column=shown("complaint", "column", row),
        clock=clock_of(reader),
        chain={"count": 0},
    )


def head_of(row: Complaint, case: Case, names: dict[str, str], reader: ViewContext, *, own: bool) -> dict[str, Any]:
    whom = whom_of(row, reader)
    customer = db.session.get(Customer, (row.organisation_id, row.customer_id)) if row.customer_id else None
    first = None if own else next(iter(facts_in(row.organisation_id, row.id)), None)
    body = first.body if first is not None else {}
    gist = next((each.asked_for for each in case.parties if each.person == current().person.id), "") if own else ""
    return {
        "id": row.id,
        "number": row.number,
        "state": state_of(row),
        "left": left_of(row, reader),
        "name": "" if own else whom["name"],
        "place": "" if own else whom["place"],
        "words": gist if own else str(body.get("text", "")),
        "wants": t(f"complaint.wants.{body['wants']}") if body.get("wants") else "",
        "via": t(f"complaint.via.{row.via}"),
        "came": dates.moment_short(row.received_at, reader.today, reader.zone),
        "phone": masked_phone(customer.phone) if customer and customer.phone and not own else "",
        "caller": ""
        if own
        else " ".join(str(body[each]) for each in ("caller", "phone", "mail", "place") if body.get(each)),
        "customer_url": url_for("console.customer", customer_id=customer.id) if customer and not own else "",
        "reminded": [
            (names.get(each.person_id, ""), dates.moment_short(each.at, reader.today, reader.zone))
            for each in (reminders_of(row.organisation_id, row.id) if case.serious and not own else ())
        ],
        "escalated": [
            (names.get(each.person_id, ""), dates.moment_short(each.at, reader.today, reader.zone))
            for each in (() if own else escalations_of(row.organisation_id, row.id))
        ],
        "serious": t(f"complaint.why_serious.{case.serious}")
        if case.serious in ("third_in_30_days",)
        else case.serious,
        "call": customer_call(row, reader, own=own),
        "page": "" if own or row.anonymous else url_for("complaint_pages.follow", code=row.code, _external=True),
        "repeat": row.repeat_of,
        "valid": t(f"complaint.valid.{row.valid}"),
    }


def next_of(row: Complaint, case: Case, names: dict[str, str], reader: ViewContext) -> dict[str, Any]:
    """When the customer hears the next word, and every clock with its name."""
    found: list[dict[str, str]] = []
    for each in [*case.past, *([case.clock] if case.clock else [])]:
        at = dates.moment_short(each.due_at, reader.today, reader.zone)
        verdict = "running" if each.stopped_at is None else each.stopped_how
        if each.met is not None:
            verdict = "met" if each.met else "missed"
        elif each.stopped_at is None and is_overdue(each.due_at, reader.now):
            verdict = "overdue"
        found.append(
            {"label": t(f"complaint.basis.{each.basis}"), "at": at, "words": t(f"complaint.verdict.{verdict}")}
        )
    if case.clock and case.cycle == 1 and case.clock.basis not in (BACKSTOP, "receipt", "finding"):
        latest = clock.later(row.received_at, hours=BACKSTOP_HOURS)
        found.append(
            {"label": t("complaint.latest"), "at": dates.moment_short(latest, reader.today, reader.zone), "words": ""}
        )
    return {
        "told": dates.moment_short(case.next_answer, reader.today, reader.zone) if case.next_answer else "",
        "who": names.get(case.handler, ""),
        "left": left_of(row, reader),
        "remind": colleague_call(row, reader),
        "clocks": found,
    }


def stages_of(case: Case, facts: list[Fact], names: dict[str, str], reader: ViewContext) -> list[dict[str, Any]]:
    waits = open_stages(case)
    by_kind = {"recorded": "complained", "reported": "head_told"}
    rows = []
    for name in STAGES:
        fact = next((each for each in facts if each.kind == by_kind.get(name, name)), None)
        needless = name == "reported" and not case.serious
        rows.append(
            {
                "name": t(f"complaint.stage.{name}"),
                "tone": "quiet" if needless else "attention" if name in waits else "good",
                "icon": "info" if needless else "planned" if name in waits else "done",
                "words": t("complaint.stage_needless")
                if needless
                else t("complaint.stage_open")
                if name in waits
                else "",
                "note": str(fact.body.get("note", "")) if fact is not None and name in case.stages else "",
                "who": names.get(fact.person_id, "") if fact is not None and name in case.stages else "",
                "at": dates.moment_short(fact.corrected_at, reader.today, reader.zone)
                if fact is not None and name in case.stages
                else "",
            }
        )
    return rows


def _story(row: Complaint, facts: list[Fact], names: dict[str, str], reader: ViewContext) -> list[dict[str, Any]]:
    narrator = Narrator(language=reader.language, zone=reader.zone, today=reader.today, people=names, steps={})
    # the organisation's id where no customer is known
    return story_days(
        facts, narrator, reader, frozenset(each for each in (row.customer_id, row.organisation_id) if each)
    )


def _parties(row: Complaint, case: Case, names: dict[str, str], reader: ViewContext) -> list[dict[str, Any]]:
    there = on_visit(row.organisation_id, row.visit_id or "")

    def moment(at: str | None) -> str:
        return dates.moment_short(at, reader.today, reader.zone) if at else ""

    return [
        {
            "id": each.person or each.team,
            "name": names.get(each.person or each.team, ""),
            "team": not each.person,
            "elsewhere": bool(row.visit_id and each.person and each.person not in there),
            "asked": moment(each.asked_at),
            "seen": moment(each.delivered_at),
            "due": moment(each.due_at) if not each.stated_at else "",
            "overdue": bool(each.due_at and not each.stated_at and is_overdue(each.due_at, reader.now)),
            "stated": moment(each.stated_at),
            "written": moment(each.written_at) if each.written_at and each.written_at != each.stated_at else "",
            "by": t(f"complaint.stated_by.{each.stated_by}") if each.stated_by else "",
            "statement": each.statement,
            "ask_url": url_for("console.complaint", complaint_id=row.id, do="ask", person=each.person)
            if each.person and not each.asked_at
            else "",
            "release_url": url_for("console.complaint", complaint_id=row.id, do="release", person=each.person)
            if each.person and not each.stated_at
            else "",
        }
        for each in case.parties
    ]


def _mendings(case: Case, names: dict[str, str], reader: ViewContext) -> list[dict[str, str]]:
    return [
        {
            "what": each.what,
            "who": names.get(each.owner, ""),
            "due": dates.moment_short(each.due_at, reader.today, reader.zone),
        }
        for each in case.mendings
    ] + (
        [{"what": t("complaint.nothing_to_mend"), "who": case.nothing_to_mend, "due": ""}]
        if case.nothing_to_mend
        else []
    )


def _related(row: Complaint, reader: ViewContext) -> list[dict[str, str]]:
    """Other complaints of the same premises: a repeat is visible (CP-7)."""
    if not row.premises_id:
        return []
    wanted = select(Complaint).where(
        Complaint.organisation_id == row.organisation_id,
        Complaint.premises_id == row.premises_id,
        Complaint.id != row.id,
    )
    found = db.session.scalars(wanted.order_by(Complaint.received_at.desc()).limit(5)).all()
    own = own_among(row.organisation_id, current().person.id, [each.id for each in found])
    return [
        {
            "number": each.number,
            "url": url_for("console.complaint", complaint_id=each.id),
            "at": dates.moment_short(each.received_at, reader.today, reader.zone),
            "gist": gist_of(each, own),
        }
        for each in found
    ]


def _to_ask(case: Case) -> str:
    """Whom to ask where nobody was named: whoever was not asked yet, and never whoever handles it, whose own matter it would become."""
    return next((each.person for each in case.parties if each.person and not each.asked_at), "")


def _form(row: Complaint, case: Case, doing: str, names: dict[str, str], reader: ViewContext) -> dict[str, Any]:
    organisation = row.organisation_id
    people = db.session.scalars(
        select(Person).where(Person.organisation_id == organisation, Person.left_at.is_(None)).order_by(Person.name)
    ).all()
    zone = db.session.get_one(Organisation, organisation).time_zone
    open_claims = [each for each in case.claims if not each.finding]

    def options(names_: tuple[str, ...], key: str) -> list[dict[str, str]]:
        return [{"value": each, "label": t(f"complaint.{key}.{each}")} for each in names_]

    return {
        "action": url_for("console.act_on_complaint", complaint_id=row.id, doing=doing),
        "tongue": row.language,
        "people": [{"value": each.id, "label": names[each.id]} for each in people],
        "office": [{"value": each.id, "label": names[each.id]} for each in people if each.has_role(*DECIDING)],
        "parties": [
            {"value": each.person, "label": names.get(each.person, "")}
            for each in case.parties
            if each.person and not each.stated_at
        ],
        "person": request.args.get("person", "") or (_to_ask(case) if doing == "ask" else case.handler),
        "teams": teams_to_choose(organisation, names),
        "joint": [{"value": each, "label": names.get(each, "")} for each in (case.joint.teams if case.joint else ())],
        "claims": [{"value": each.id, "label": each.text[:80]} for each in case.claims],
        "claim": next((each.id for each in open_claims if each.id == request.args.get("claim")), open_claims[0].id)
        if open_claims
        else "",
        "valid": request.args.get("valid", ""),
        "findings": options(FINDINGS, "valid"),
        "grounds": [{"value": "", "label": ""}, *options(GROUNDS, "ground")],
        "stages": options(("listened", "asked", "followed"), "stage"),
        "closings": options(CLOSINGS, "closing"),
        "results": options(("satisfied", "not_satisfied", "no_word"), "result"),
        "channels": [{"value": name, "label": t(f"commitment.channel.{name}")} for name in CHANNELS],
        "contacts": [{"value": name, "label": t(f"commitment.result.{name}")} for name in RESULTS],
        "day": clock.day_of(clock.later(reader.now, days=1), zone),
    }
