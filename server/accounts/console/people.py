"""People of the organisation: the list, inviting, letting somebody back in, roles, team, and leaving."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect, request, url_for
from sqlalchemy import select

from server.accounts import people as staff
from server.accounts.models import ROLES, Device, Person, Team
from server.console.layout import name_of, render, t, wording
from server.console.page import page
from server.customers.rules import masked_phone, phone_digits, tidy, tidy_name
from server.i18n.messages import LANGUAGES
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.problem import Problem


@page("/people", "administrator", "supervisor")
def people() -> Any:
    """Everybody who works here, those who left at the end."""
    return _page()


@page("/people", "administrator", methods=("POST",))
def invite() -> Any:
    """Invite somebody; the page then shows the one-time link, once."""
    who, typed = current(), request.form
    roles = [role for role in typed.getlist("roles") if role in ROLES]
    name = tidy_name(typed.get("name"))
    try:
        if not name:
            raise Problem("bad_input", {"name": ["name"]})
        if not roles:
            raise Problem("bad_input", {"roles": ["roles"]})
        _, link = staff.invite(
            who.organisation.id,
            tidy(typed.get("login"), 80),
            name,
            roles,
            team_id=_team(typed.get("team", "")),
            name_en=tidy(typed.get("name_en"), 80) or None,
            badge=tidy(typed.get("badge"), 20) or None,
            phone=phone_digits(typed.get("phone")) or None,
            language=language if (language := typed.get("language", "")) in LANGUAGES else LANGUAGES[0],
        )
    except Problem as problem:
        return _page(problem=problem, typed=typed.to_dict() | {"roles": " ".join(roles)}, doing="invite")
    return _page(link=link, linked=name, purpose="invite")


@page("/people/<person_id>/reset", "administrator", methods=("POST",))
def reset_password(person_id: str) -> Any:
    """A one-time link, good for ten minutes; shown once."""
    person = _ours(person_id)
    name = name_of(person, current().person.language)
    return _try(
        lambda: _page(link=staff.reset(current().organisation.id, person_id), linked=name, purpose="reset")
    )


@page("/people/<person_id>", "administrator", methods=("POST",))
def change_person(person_id: str) -> Any:
    """Other roles or another team."""
    _ours(person_id)
    roles = [role for role in request.form.getlist("roles") if role in ROLES]

    def work() -> Any:
        if not roles:
            raise Problem("bad_input", {"roles": ["roles"]})
        staff.change_roles(current().organisation.id, person_id, roles)
        staff.change_team(current().organisation.id, person_id, _team(request.form.get("team", "")))
        return redirect(url_for("console.people", person=person_id, done="person"), 303)

    return _try(work)


@page("/people/<person_id>/leave", "administrator", methods=("POST",))
def leave(person_id: str) -> Any:
    """Somebody no longer works here; asked twice, because every sign-in of theirs ends."""
    _ours(person_id)

    def work() -> Any:
        if request.form.get("sure") != "1":
            raise Problem("bad_input", {"sure": ["confirm"]})
        staff.leave(current().organisation.id, person_id)
        return redirect(url_for("console.people", done="gone"), 303)

    return _try(work)


def _try(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except Problem as problem:
        if problem.code == "not_found":
            raise
        return _page(problem=problem)


def _page(problem: Problem | None = None, typed: dict[str, str] | None = None, doing: str = "", **link: str) -> Any:
    who, organisation = current(), current().organisation.id
    speak = who.person.language
    found = db.session.scalars(
        select(Person)
        .where(Person.organisation_id == organisation)
        .order_by(Person.left_at.is_not(None), Person.badge, Person.name)
    ).all()
    teams = db.session.scalars(select(Team).where(Team.organisation_id == organisation).order_by(Team.name)).all()
    named = {each.id: name_of(each, speak) for each in teams}
    phones = select(Device.person_id).where(Device.organisation_id == organisation, Device.revoked_at.is_(None))
    with_phone = set(db.session.scalars(phones))
    rows = [_row(each, named, speak, with_phone) for each in found]
    chosen = next(
        (
            each
            for each in rows
            if each["id"] == (request.args.get("person") or (request.view_args or {}).get("person_id"))
        ),
        None,
    )
    return render(
        "accounts/people",
        "people",
        problem.status if problem else 200,
        rows=rows,
        chosen=chosen,
        problem=wording(problem) if problem else None,
        typed=typed or {},
        errors=wording(problem)["fields"] if problem else {},
        doing=doing or request.args.get("do", ""),
        **{"link": "", "linked": "", "purpose": "invite"} | link,
        teams=[
            {"value": "", "label": t("people.no_team")},
            *({"value": key, "label": label} for key, label in named.items()),
        ],
        roles=[{"value": role, "label": t(f"role.{role}")} for role in ROLES],
    )


def _row(person: Person, teams: dict[str, str], speak: str, with_phone: set[str]) -> dict[str, Any]:
    roles = person.roles.split()
    state = "left" if person.left_at else "waiting" if not person.password_hash else "here"
    return {
        "id": person.id,
        "name": name_of(person, speak),
        "login": person.login,
        "badge": person.badge or "",
        "team": teams.get(person.team_id or "", ""),
        "team_id": person.team_id or "",
        "roles": roles,
        "role_words": "、".join(t(f"role.{role}") for role in roles)
        if speak == "zh-CN"
        else ", ".join(t(f"role.{role}") for role in roles),
        "phone": masked_phone(person.phone),
        "state": state,
        "word": t(f"people.{state}"),
        "has_phone": person.id in with_phone,
    }


def _ours(person_id: str) -> Person:
    person = db.session.get(Person, (current().organisation.id, person_id)) if is_id(person_id) else None
    if person is None:
        raise Problem("not_found")
    return person


def _team(text: str) -> str | None:
    return text if is_id(text) else None
