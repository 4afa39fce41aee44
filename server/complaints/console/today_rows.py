"""The rows of today's page: complaints by what breaks next, statements that are missing, candidates that nobody decided."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import select

from server.accounts.names import PeopleNames
from server.complaints.console.open_ones import needs_somebody, wrote_again
from server.complaints.console.words import SOON, own_among, whom_of
from server.complaints.models import Complaint, ComplaintCandidate, ComplaintParty
from server.complaints.rules import ANSWERED
from server.console.layout import t
from server.console.view import ViewContext
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import current
from server.kernel.db import db

MOST = 60  # rows of a kind; what is due later comes up as others are done


def rows_until(reader: ViewContext, until: str) -> list[dict[str, Any]]:
    """Everything about complaints that is due before this moment, or that needs somebody now."""
    return [*_complaints(reader, until), *_statements(reader, until), *_candidates(reader)]


def row_of(kind: str, id_: str, at: str, reader: ViewContext, **more: Any) -> dict[str, Any]:
    """One row: `at` is its moment ('' for none), said as what is left or over where that is near, as a time or a day else."""
    minutes = clock.milliseconds_between(reader.now, at) // 60_000 if at else SOON
    near, over = minutes < SOON, minutes < 0
    span = dates.span(abs(minutes), reader.language)
    when = (
        t("commitment.over" if over else "commitment.left", span=span)
        if at and near
        else dates.moment_short(at, reader.today, reader.zone)
        if at
        else t("intake.today")
    )
    tone = "problem" if at and over else "attention" if at and near else ""
    return {"kind": kind, "id": id_, "at": at, "when": when, "tone": tone} | more


def _complaints(reader: ViewContext, until: str) -> list[dict[str, Any]]:
    organisation = current().organisation.id
    queries = (
        # By themselves, because a day with many overdue ones must not hide a serious one.
        select(Complaint)
        .where(needs_somebody(organisation, reader.now), Complaint.serious, Complaint.head_told.is_(False))
        .order_by(Complaint.due_at, Complaint.id),  # as the index of the open ones has them: else all may be read
        select(Complaint).where(wrote_again(organisation)).order_by(Complaint.unheard_at, Complaint.id),
        select(Complaint).where(needs_somebody(organisation, reader.now)).order_by(Complaint.due_at, Complaint.id),
        select(Complaint)
        .where(Complaint.organisation_id == organisation, Complaint.closed_at.is_(None), Complaint.due_at < until)
        .order_by(Complaint.due_at, Complaint.id),
    )
    rows = {row.id: row for query in queries for row in db.session.scalars(query.limit(MOST))}
    own, names = own_among(organisation, current().person.id, rows), PeopleNames(organisation, reader.language)
    found = []
    for row in rows.values():
        kind, at = _kind(row, reader)
        if not kind:
            continue
        found.append(
            row_of(
                kind,
                row.id,
                at,
                reader,
                complaint=row.id,
                icon="warn" if kind in ("serious", "missed") else "call",
                subject=row.number if row.id in own else _whom(row, reader),
                words=t(f"today.{kind}", at=dates.moment_short(at, reader.today, reader.zone) if at else ""),
                hand=names.get(row.handler_id or "", "") or t("complaint.nobody_yet"),
                url=url_for("console.complaint", complaint_id=row.id, do="take" if kind == "untaken" else None),
                act=t("today.act.take" if kind == "untaken" else "today.act.look"),
            )
        )
    return found


def _kind(row: Complaint, reader: ViewContext) -> tuple[str, str]:
    """(why it stands here, the moment that counts); ('', '') for what waits for the customer or has stopped."""
    told = min(each for each in (row.next_answer_at, row.due_at, "9") if each)
    at = "" if told == "9" else told
    if row.unheard_at is not None:
        return "again", row.unheard_at
    if row.state == ANSWERED:
        return "", ""
    if row.serious and not row.head_told:
        return "serious", row.received_at
    if at and at < reader.now and not row.stopped_at:
        return "missed", at
    if row.handler_id is None:
        return "untaken", row.take_due_at or row.received_at
    if row.cycle > 1 and row.next_answer_at is None:
        return "no_next", at
    if row.arbiter_from is not None and row.arbiter_from < reader.now:
        return "arbiter", row.arbiter_from
    if not at or row.stopped_at:
        return "", ""
    return ("soon" if at < clock.later(reader.now, minutes=SOON) else "answer"), at


def _statements(reader: ViewContext, until: str) -> list[dict[str, Any]]:
    """Statements that were asked for and are not there: first the few complaints that wait, then their people."""
    organisation = current().organisation.id
    waits = select(Complaint).where(
        Complaint.organisation_id == organisation, Complaint.closed_at.is_(None), Complaint.waits_for_statement
    )
    rows = {each.id: each for each in db.session.scalars(waits.order_by(Complaint.due_at, Complaint.id).limit(MOST))}
    wanted = select(ComplaintParty).where(
        ComplaintParty.organisation_id == organisation,
        ComplaintParty.complaint_id.in_(rows),
        ComplaintParty.stated_at.is_(None),
        ComplaintParty.due_at.is_not(None),
        ComplaintParty.due_at < until,
    )
    own, names = own_among(organisation, current().person.id, rows), PeopleNames(organisation, reader.language)
    return [
        row_of(
            "statement_missed" if (each.due_at or "") < reader.now else "statement",
            f"{each.complaint_id}-{each.party_id}",
            each.due_at or "",
            reader,
            complaint=each.complaint_id,
            icon="awaited",
            subject=names.get(each.party_id, ""),
            words=t("today.statement", number=rows[each.complaint_id].number),
            hand=names.get(each.party_id, ""),
            url=url_for("console.complaint", complaint_id=each.complaint_id),
            act=t("today.act.look"),
        )
        for each in db.session.scalars(wanted.order_by(ComplaintParty.due_at, ComplaintParty.party_id))
        if each.complaint_id not in own
    ]


def _candidates(reader: ViewContext) -> list[dict[str, Any]]:
    organisation = current().organisation.id
    wanted = select(ComplaintCandidate).where(
        ComplaintCandidate.organisation_id == organisation, ComplaintCandidate.state == "open"
    )
    rows = db.session.scalars(wanted.order_by(ComplaintCandidate.due_at, ComplaintCandidate.id).limit(MOST))
    return [
        row_of(
            "candidate_missed" if each.due_at < reader.now else "candidate",
            each.id,
            each.due_at,
            reader,
            icon="asked",
            subject=t(f"complaint.candidate.{each.why}"),
            words=t("today.candidate"),
            hand=t("complaint.nobody_yet"),
            url=url_for("console.complaints") + f"#c-{each.id}",
            act=t("today.act.decide"),
        )
        for each in rows
    ]


def _whom(row: Complaint, reader: ViewContext) -> str:
    whom = whom_of(row, reader)
    return f"{whom['name']} {whom['place']}".strip()
