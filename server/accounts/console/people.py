"""People of the organisation: the list, inviting, letting somebody back in, roles, team, and leaving."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import select

from server.accounts import people as staff
from server.accounts.models import ROLES, Device, Person, Team
from server.console.form import back_to, with_query
from server.console.layout import name_of, render, t
from server.console.page import form, page
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


@form("/people", "administrator", at=lambda: url_for("console.people", do="invite"))
def invite() -> str:
    """Invite somebody; the page then shows the one-time link."""
    who, typed = current(), request.form
    roles, name = _roles(), tidy_name(typed.get("name"))
    if not name:
        raise Problem("bad_input", {"name": ["name"]})
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
    return _linked(url_for("console.people"), link, name, "invite")


@form("/people/<person_id>/reset", "administrator", at=lambda person_id: _address(person_id))
def reset_password(person_id: str) -> str:
    """A one-time link, good for ten minutes."""
    person = _ours(person_id)
    name = name_of(person, current().person.language)
    return _linked(_address(person_id), staff.reset(current().organisation.id, person_id), name, "reset")


@form("/people/<person_id>", "administrator", at=lambda person_id: _address(person_id))
def change_person(person_id: str) -> str:
    """Other roles or another team."""
    _ours(person_id)
    staff.change_roles(current().organisation.id, person_id, _roles())
    staff.change_team(current().organisation.id, person_id, _team(request.form.get("team", "")))
    return back_to(_address(person_id), done="person")


@form("/people/<person_id>/leave", "administrator", at=lambda person_id: _address(person_id))
def leave(person_id: str) -> str:
    """Somebody no longer works here; asked twice, because every sign-in of theirs ends."""
    _ours(person_id)
    if request.form.get("sure") != "1":
        raise Problem("bad_input", {"sure": ["confirm"]})
    staff.leave(current().organisation.id, person_id)
    return url_for("console.people", done="gone")


def _roles() -> list[str]:
    roles = [role for role in request.form.getlist("roles") if role in ROLES]
    if not roles:
        raise Problem("bad_input", {"roles": ["roles"]})
    return roles


def _address(person_id: str) -> str:
    return url_for("console.people", person=person_id)


def _linked(address: str, link: str, name: str, purpose: str) -> str:
    """The page's address with a one-time link in it, sealed to this sign-in, because the link itself is stored nowhere."""
    return with_query(back_to(address), "link", current().seal({"link": link, "linked": name, "purpose": purpose}))


def _link() -> dict[str, str]:
    opened = current().unseal(request.args.get("link", ""))
    return {"link": "", "linked": "", "purpose": "invite"} | (opened or {})


def _page() -> Any:
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
    chosen = next((each for each in rows if each["id"] == request.args.get("person")), None)
    return render(
        "accounts/people",
        "people",
        rows=rows,
        chosen=chosen,
        doing=request.args.get("do", ""),
        one_time=_link(),
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
