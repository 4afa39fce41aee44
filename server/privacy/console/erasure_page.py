"""What is kept how long, what is on hold, and what is to be destroyed: asked by an administrator, approved by the data officer."""

from __future__ import annotations

import json
from typing import Any

from flask import request, url_for
from sqlalchemy import func, select

from server.accounts.models import Person
from server.accounts.responsibility import in_charge, name_in_charge
from server.console.form import back_to
from server.console.layout import name_of, render, t
from server.console.page import form, page
from server.console.view import view_of
from server.i18n.dates import moment_short
from server.kernel import clock
from server.kernel.authorise import Caller, current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.problem import Problem
from server.kernel.roles import OFFICE
from server.kernel.text.numbers import read_count
from server.kernel.text.typed import text_typed
from server.privacy import access, erasing, times
from server.privacy.late import came_after_erasure
from server.privacy.models import Erasure, Hold

MOST = 50


@page("/data", *OFFICE)
def data() -> Any:
    """Times, holds and erasures. For administrators, who ask, and the data officer, who approves; no customer is named."""
    who, reader = _allowed(), view_of(current())
    organisation = who.organisation.id
    people = db.session.scalars(select(Person).where(Person.organisation_id == organisation, Person.left_at.is_(None)))
    names = {row.id: name_of(row, reader.language) for row in people}
    officers = in_charge(organisation, "data_officer")
    erasures = db.session.scalars(
        select(Erasure).where(Erasure.organisation_id == organisation).order_by(Erasure.asked_at.desc()).limit(MOST)
    )
    holds = db.session.scalars(select(Hold).where(Hold.organisation_id == organisation).order_by(Hold.placed_at.desc()))
    now = clock.now()
    return render(
        "privacy/data",
        "data",
        officers=[names.get(each, "") for each in officers],
        is_officer=who.person.id in officers,
        people=[{"value": "", "label": "—"}, *({"value": key, "label": name} for key, name in names.items())],
        times=[
            {"kind": kind, "months": erasing.keep_months(organisation, kind), "least": times.LEAST[kind]}
            for kind in times.DEFAULTS
        ],
        due={kind: erasing.dry_run(organisation, kind)[1] for kind in ("photographs", "bodies")},
        late=[
            {"number": each.number, "count": each.count, "at": moment_short(each.at, reader.today, reader.zone)}
            for each in came_after_erasure(organisation, MOST)
        ],
        erasures=[_row(each, names, reader, who) for each in erasures],
        holds=[
            {
                "id": each.id,
                "why": t(f"data.why.{each.why}"),
                "at": moment_short(each.placed_at, reader.today, reader.zone),
                "customer": each.customer_id,
            }
            for each in holds
            if each.until is None or each.until > now
        ],
    )


def waiting(who: Caller) -> int:
    """How many erasures this data officer may decide now, for the rail; nobody decides what he asked for himself."""
    if who.person.id not in in_charge(who.organisation.id, "data_officer"):
        return 0
    asked = select(func.count()).select_from(Erasure)
    ours = (Erasure.organisation_id == who.organisation.id, Erasure.state == "asked")
    return db.session.scalar(asked.where(*ours, Erasure.asked_by != who.person.id)) or 0


def _row(each: Erasure, names: dict[str, str], reader: Any, who: Caller) -> dict[str, Any]:
    certificate = json.loads(each.certificate) if each.certificate else {}
    counts = certificate.get("counts") or json.loads(each.counts)
    return {
        "id": each.id,
        "kind": t(f"data.kind.{each.kind}"),
        "state": each.state,
        "word": t(f"data.state.{each.state}"),
        "asked": f"{names.get(each.asked_by, '')} {moment_short(each.asked_at, reader.today, reader.zone)}",
        "decided": f"{names.get(each.decided_by or '', '')} {moment_short(each.decided_at, reader.today, reader.zone)}"
        if each.decided_at
        else "",
        "counts": t("data.counts", bodies=counts.get("bodies", 0), bytes=counts.get("bytes", 0)),
        "reason": each.reason or "",
        "mine": each.asked_by == who.person.id,
        "from": moment_short(clock.later(each.asked_at, days=times.NOTICE_DAYS), reader.today, reader.zone)
        if each.kind != "customer"
        else "",
    }


@form("/data/officer", "administrator", at=lambda: url_for("console.data"))
def name_data_officer() -> str:
    """Who answers for data about people, with a deputy."""
    person, deputy = request.form.get("person", ""), request.form.get("deputy", "")
    if not is_id(person) or (deputy and not is_id(deputy)):
        raise Problem("bad_input", {"person": ["person"]})
    who = current()
    name_in_charge(who.organisation.id, "data_officer", person, deputy or None, who.person.id)
    return back_to(url_for("console.data"), done="settled")


@form("/data/times", "administrator", at=lambda: url_for("console.data"))
def set_retention() -> str:
    """Another time for a kind."""
    who, months = current(), read_count(request.form.get("months"), 999)
    if months is None:
        raise Problem("bad_input", {"months": ["privacy.trouble.months"]})
    erasing.set_months(who.organisation.id, who.person.id, request.form.get("kind", ""), months)
    return back_to(url_for("console.data"), done="settled")


@form("/data/holds", *OFFICE, at=lambda: url_for("console.data"))
def place_hold() -> str:
    """Nothing of this customer goes, because a complaint, appeal, dispute or court needs it."""
    who, customer = _allowed(), request.form.get("customer", "").strip()
    if not is_id(customer):
        raise Problem("bad_input", {"customer": ["privacy.trouble.customer"]})
    erasing.hold(who.organisation.id, who.person.id, customer, request.form.get("why", ""))
    return back_to(url_for("console.data"), done="settled")


@form("/data/holds/<hold_id>/lift", *OFFICE, at=lambda hold_id: url_for("console.data"))
def lift_hold(hold_id: str) -> str:
    """The hold ends now."""
    erasing.lift(_allowed().organisation.id, hold_id if is_id(hold_id) else "")
    return back_to(url_for("console.data"), done="settled")


@form("/data/erasures", "administrator", at=lambda: url_for("console.data"))
def ask_erasure() -> str:
    """Ask that a customer, or what has had its time, be destroyed; nothing goes yet."""
    who, customer = current(), request.form.get("customer", "").strip()
    kind = "customer" if customer else request.form.get("kind", "")
    if customer and not is_id(customer):
        raise Problem("bad_input", {"customer": ["privacy.trouble.customer"]})
    if kind not in erasing.WHAT:
        raise Problem("bad_input", {"kind": ["privacy.trouble.customer"]})
    erasing.ask(who.organisation.id, who.person.id, kind, customer or None)
    return back_to(url_for("console.data"), done="erasure_asked")


@form("/data/erasures/<erasure_id>/approve", *OFFICE, at=lambda erasure_id: url_for("console.data"))
def approve_erasure(erasure_id: str) -> str:
    """The data officer approves, and it is destroyed; asked twice, because nobody brings it back."""
    who = _whose(erasure_id)
    if request.form.get("sure") != "1":
        raise Problem("bad_input", {"sure": ["confirm"]})
    erasing.approve(who.organisation.id, who.person.id, erasure_id)
    return back_to(url_for("console.data"), done="erased")


@form("/data/erasures/<erasure_id>/refuse", *OFFICE, at=lambda erasure_id: url_for("console.data"))
def refuse_erasure(erasure_id: str) -> str:
    """The data officer refuses, with a reason."""
    who = _whose(erasure_id)
    reason = text_typed(request.form, "reason", 200)
    erasing.refuse(who.organisation.id, who.person.id, erasure_id, reason)
    return back_to(url_for("console.data"), done="settled")


def _whose(erasure_id: str) -> Caller:
    """Who asks, if they may and the erasure is their organisation's."""
    who = _allowed()
    if not is_id(erasure_id) or db.session.get(Erasure, (who.organisation.id, erasure_id)) is None:
        raise Problem("not_found")
    return who


def _allowed() -> Caller:
    """Who asks, if they administer or answer for the data; `not_allowed` for anybody else."""
    who = current()
    if not (who.person.has_role("administrator") or access.is_data_officer(who)):
        raise Problem("not_allowed")
    return who


def may_open(who: Caller) -> bool:
    """Whether the rail shows the page."""
    return who.person.has_role("administrator") or access.is_data_officer(who)
