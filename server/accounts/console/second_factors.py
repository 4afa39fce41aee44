"""The second factor of a sign-in: one's own, whether the office must have one, and the way for who lost theirs."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import or_, select

from server.accounts import own_password, second_factor, sessions
from server.accounts.models import Organisation, Person
from server.accounts.offered import has_role
from server.accounts.pages import in_halves
from server.console.form import come_back, with_query
from server.console.layout import name_of, render
from server.console.page import form, page
from server.console.view import view_of
from server.i18n.dates import moment_short
from server.kernel.authorise import Caller, current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.problem import Problem
from server.kernel.roles import LEADING, OFFICE, ROLES


@page("/me/second-factor", *ROLES)
def second_factors() -> Any:
    """One's own; who leads sees the office's as well."""
    who, reader = current(), view_of(current())
    firm = db.session.get_one(Organisation, who.organisation.id)
    row = second_factor.factor_of(firm.id, who.person.id)
    offer = "" if row else second_factor.offered()
    address, secret = second_factor.shown(offer, who.person.login, firm.name) if offer else ("", "")
    leads = who.person.has_role(*LEADING)
    return render(
        "accounts/second_factors",
        "me",
        own={"at": moment_short(row.set_at, reader.today, reader.zone), "left": second_factor.left(row)}
        if row
        else None,
        offer=offer,
        qr=second_factor.qr_of(address) if address else "",
        secret=secret,
        codes=(who.unseal(request.args.get("link", "")) or {}).get("codes", []),
        required=firm.second_factor,
        leads=leads,
        staff=_staff(who) if leads else [],
        resets=_resets(who, reader) if leads else [],
    )


@form("/me/second-factor", *ROLES, at=lambda: url_for("console.second_factors"))
def set_second_factor() -> str:
    """Turn it on, with the password in force and the first code; every other sign-in ends."""
    who, typed = current(), request.form
    try:
        own_password.must_know(who, typed.get("current_password", "")[:200])
        codes = second_factor.set_up(
            who.organisation.id, who.person.id, typed.get("offer", "")[:2000], typed.get("code", "")[:40]
        )
    except Problem as problem:  # by an ordinary answer, because the wrong try is to stay counted
        return _again(who, problem)
    sessions.end_all(who.organisation.id, who.person.id, but=who.sign_in)
    return _with_codes(who, codes)


@form("/me/second-factor/change", *ROLES, at=lambda: url_for("console.second_factors"))
def change_second_factor() -> str:
    """New recovery codes, or off where nobody requires it; both ask for a code."""
    who, organisation = current(), current().organisation.id
    off = request.form.get("do") == "off"
    if off and db.session.get_one(Organisation, organisation).second_factor and who.person.has_role(*OFFICE):
        raise Problem("not_allowed")
    try:
        second_factor.must_be_right(organisation, who.person.id, request.form.get("code", "")[:40])
    except Problem as problem:
        return _again(who, problem)
    if off:
        second_factor.remove(organisation, who.person.id)
        return with_query(url_for("console.second_factors"), "done", "settled")
    return _with_codes(who, second_factor.new_codes(organisation, who.person.id))


@form("/second-factors/required", "administrator", at=lambda: url_for("console.second_factors"))
def require_second_factor() -> str:
    """Whether everybody of the office must have one."""
    who = current()
    second_factor.require(who.organisation.id, who.person.id, request.form.get("wanted") == "1")
    return with_query(url_for("console.second_factors"), "done", "settled")


@form("/second-factors/<person_id>/reset", "administrator", at=lambda person_id: url_for("console.second_factors"))
def ask_factor_reset(person_id: str) -> str:
    """Somebody lost app and paper; another person has to agree."""
    who = current()
    second_factor.ask_reset(who.organisation.id, who.person.id, person_id if is_id(person_id) else "")
    return with_query(url_for("console.second_factors"), "done", "settled")


@form("/second-factors/resets/<reset_id>", *LEADING, at=lambda reset_id: url_for("console.second_factors"))
def decide_factor_reset(reset_id: str) -> str:
    """Agree, as somebody else, or refuse."""
    who = current()
    agreed = request.form.get("agreed") == "1"
    second_factor.decide_reset(who.organisation.id, who.person.id, reset_id if is_id(reset_id) else "", agreed=agreed)
    return with_query(url_for("console.second_factors"), "done", "settled")


def _again(who: Caller, problem: Problem) -> str:
    back = url_for("console.second_factors")
    return come_back(who.organisation.id, who.person.id, request.path, [], problem, back)


def _with_codes(who: Caller, codes: list[str]) -> str:
    return with_query(url_for("console.second_factors"), "link", who.seal({"codes": in_halves(codes)}))


def _staff(who: Caller) -> list[dict[str, Any]]:
    wanted = select(Person).where(Person.organisation_id == who.organisation.id, Person.left_at.is_(None))
    factors = second_factor.SecondFactor.organisation_id == who.organisation.id
    having = set(db.session.scalars(select(second_factor.SecondFactor.person_id).where(factors)))
    office = or_(*(has_role(each) for each in OFFICE), Person.id.in_(having))
    return [
        {
            "id": each.id,
            "name": name_of(each, who.person.language),
            "has": each.id in having,
            "self": each.id == who.person.id,
        }
        for each in db.session.scalars(wanted.where(office).order_by(Person.name).limit(500))
    ]


def _resets(who: Caller, reader: Any) -> list[dict[str, Any]]:
    found = []
    for each in second_factor.open_resets(who.organisation.id):
        people = [db.session.get_one(Person, (who.organisation.id, one)) for one in (each.person_id, each.asked_by)]
        names = [name_of(person, who.person.language) for person in people]
        at = moment_short(each.asked_at, reader.today, reader.zone)
        found.append({"id": each.id, "name": names[0], "who": names[1], "at": at})
    return found
