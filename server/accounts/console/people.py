"""People of the organisation: the list, inviting, letting somebody back in, roles, team, and leaving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, url_for
from sqlalchemy import select

from server.accounts import people as staff
from server.accounts.models import Device, Person, Team
from server.accounts.search import search_staff
from server.console.form import back_to, with_query
from server.console.layout import listed, name_of, render, t
from server.console.page import form, here, page, query_typed
from server.console.sections import shown
from server.i18n.messages import LANGUAGES
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.roles import LEADING, ROLES
from server.kernel.text.letters import tidy
from server.kernel.text.phones import masked_phone, read_phone
from server.kernel.text.typed import name_typed, text_typed

PAGE = 200  # people that the list draws at once


@page("/people", *LEADING)
def people() -> Any:
    """Everybody who works here, those who left at the end."""
    return _page()


@form("/people", "administrator", at=lambda: url_for("console.people", do="invite"))
def invite() -> str:
    """Invite somebody; the page then shows the one-time link."""
    who, typed = current(), request.form
    roles, name = _roles(), name_typed(typed, "name")
    if not name:
        raise Problem("bad_input", {"name": ["name"]})
    _, link = staff.invite(
        who.organisation.id,
        text_typed(typed, "login", 80),
        name,
        roles,
        team_id=_team(typed.get("team", "")),
        name_en=text_typed(typed, "name_en", 80) or None,
        badge=text_typed(typed, "badge", 20) or None,
        phone=_phone(),
        language=language if (language := typed.get("language", "")) in LANGUAGES else LANGUAGES[0],
    )
    return _linked(url_for("console.people"), link, name, "invite")


@form("/people/<person_id>/reset", "administrator", at=lambda person_id: _address(person_id))
def reset_password(person_id: str) -> str:
    """A one-time link, good for ten minutes."""
    person = _ours(person_id)
    name = name_of(person, current().person.language)
    return _linked(_address(person_id), staff.reset(current().organisation.id, person_id), name, "reset")


@form("/people/<person_id>/sessions", "administrator", at=lambda person_id: _address(person_id))
def end_sessions(person_id: str) -> str:
    """End every sign-in of somebody, because a desk or a phone is in wrong hands."""
    _ours(person_id)
    staff.end_sessions(current().organisation.id, person_id)
    return with_query(_address(person_id), "done", "sessions_ended")


@form("/people/<person_id>", "administrator", at=lambda person_id: _address(person_id))
def change_person(person_id: str) -> str:
    """Other roles, another team, and what was written wrong: name, badge, telephone, language."""
    who, details = current(), _details(request.form)
    _ours(person_id)
    if details:
        staff.change_details(who.organisation.id, person_id, **details)
    staff.change_roles(who.organisation.id, person_id, _roles(), who.person.id)
    staff.change_team(who.organisation.id, person_id, _team(request.form.get("team", "")))
    return back_to(_address(person_id), done="person")


def _phone() -> str | None:
    """The number of the form; `bad_input` for what is none, because it would be lost in silence."""
    phone = read_phone(request.form.get("phone"))
    if phone.trouble and tidy(request.form.get("phone")):
        raise Problem("bad_input", {"phone": ["staff_phone" if phone.trouble == "phone" else phone.trouble]})
    return phone.kept or None


def _details(typed: Mapping[str, str]) -> dict[str, str | None]:
    """What the form says of the person; only what it asks for is changed."""
    if "name" not in typed:
        return {}
    language = typed.get("language", "")
    if not (name := name_typed(typed, "name")):
        raise Problem("bad_input", {"name": ["name"]})
    said = {
        "name": name,
        "name_en": text_typed(typed, "name_en", 80) or None,
        "badge": text_typed(typed, "badge", 20) or None,
        "phone": _phone(),
    }
    return said | ({"language": language} if language in LANGUAGES else {})


@form("/people/<person_id>/leave", "administrator", at=lambda person_id: _address(person_id))
def leave(person_id: str) -> str:
    """Somebody no longer works here; asked twice, because sign-ins end, phones are revoked and visits go to others."""
    _ours(person_id)
    if request.form.get("sure") != "1":
        raise Problem("bad_input", {"sure": ["confirm"]})
    staff.leave(current().organisation.id, person_id, current().person.id, _heirs(request.form))
    return with_query(_address(person_id), "done", "gone")


def _heirs(typed: Mapping[str, str]) -> dict[str, str]:
    """'' → who takes all, and visit → who takes this one instead ('' nobody)."""
    chosen = {"": typed.get("to", "")}
    chosen |= {
        name[3:]: value
        for name, value in typed.items()
        if name.startswith("to-") and is_id(name[3:]) and value != "same"
    }
    if any(value and not is_id(value) for value in chosen.values()):
        raise Problem("bad_input", {"to": ["person"]})
    return chosen


@form("/people/<person_id>/readmit", "administrator", at=lambda person_id: _address(person_id))
def readmit(person_id: str) -> str:
    """Somebody comes back; the page then shows the one-time link."""
    name = name_of(_ours(person_id), current().person.language)
    return _linked(_address(person_id), staff.readmit(current().organisation.id, person_id), name, "invite")


@form("/teams", "administrator", at=lambda: _teams())
def add_team() -> str:
    """One more team."""
    staff.create_team(current().organisation.id, *_team_names())
    return with_query(_teams(), "done", "person")


@form("/teams/<team_id>", "administrator", at=lambda team_id: _teams())
def rename_team(team_id: str) -> str:
    """Another name for a team."""
    if not is_id(team_id):
        raise Problem("not_found")
    staff.rename_team(current().organisation.id, team_id, *_team_names())
    return with_query(_teams(), "done", "person")


def _teams() -> str:
    return url_for("console.people", do="teams")


def _team_names() -> tuple[str, str | None]:
    return text_typed(request.form, "team_name", 80), text_typed(request.form, "team_name_en", 80) or None


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
    found, further = _listed(organisation)
    teams = db.session.scalars(select(Team).where(Team.organisation_id == organisation).order_by(Team.name)).all()
    named = {each.id: name_of(each, speak) for each in teams}
    asked = request.args.get("person", "")
    picked = db.session.get(Person, (organisation, asked)) if is_id(asked) else None
    phones = select(Device.person_id).where(
        Device.organisation_id == organisation,
        Device.revoked_at.is_(None),
        Device.person_id.in_([each.id for each in (*found, picked) if each]),
    )
    with_phone = set(db.session.scalars(phones))
    rows = [_row(each, named, speak, with_phone) for each in found]
    chosen = _row(picked, named, speak, with_phone) if picked else None
    leaver = picked if picked and not picked.left_at else None
    return render(
        "accounts/people",
        "people",
        rows=rows,
        query=query_typed(),
        further=here(after=str(further), person=None) if further else "",
        start=here(after=None, person=None) if _after() else "",
        chosen=chosen,
        leaving=shown("people", "leaving", leaver) if leaver else [],
        beside=shown("people", "panel", leaver) if leaver else [],
        carried=_carried(organisation, chosen["id"]) if chosen else [],
        own_teams=teams,
        doing=request.args.get("do", ""),
        one_time=_link(),
        teams=[
            {"value": "", "label": t("people.no_team")},
            *({"value": key, "label": label} for key, label in named.items()),
        ],
        roles=[{"value": role, "label": t(f"role.{role}")} for role in ROLES],
    )


def _after() -> int:
    """How many stand before this page of the list."""
    given = request.args.get("after", "")
    return int(given) if given.isdecimal() and len(given) < 7 else 0


def _listed(organisation: str) -> tuple[Sequence[Person], int]:
    """A page of those who work here, by badge and name, at the end of them those who left; and how many stand before the next page, 0 for none."""
    whom, query, after = select(Person).where(Person.organisation_id == organisation), query_typed(), _after()
    whom = whom.where(*search_staff(organisation, query)).order_by(Person.badge, Person.name)
    staff_here = db.session.scalars(whom.where(Person.left_at.is_(None)).offset(after).limit(PAGE + 1)).all()
    if len(staff_here) > PAGE:
        return staff_here[:PAGE], after + PAGE
    return [*staff_here, *db.session.scalars(whom.where(Person.left_at.is_not(None)).limit(PAGE))], 0


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
        "role_words": listed(t(f"role.{role}") for role in roles),
        "phone": masked_phone(person.phone),
        "details": {
            "name": person.name,
            "name_en": person.name_en,
            "badge": person.badge,
            "phone": person.phone,
            "language": person.language,
        },
        "state": state,
        "word": t(f"people.{state}"),
        "has_phone": person.id in with_phone,
    }


def _carried(organisation: str, person: str) -> list[dict[str, Any]]:
    """The phones of a person, with what they still carry and whether they are revoked."""
    phones = (
        select(Device)
        .where(Device.organisation_id == organisation, Device.person_id == person)
        .order_by(Device.enrolled_at.desc())
    )
    return [
        {"id": each.id, "label": each.label, "revoked": bool(each.revoked_at), "unsent": each.unsent or 0}
        for each in db.session.scalars(phones)
    ]


def _ours(person_id: str) -> Person:
    person = must_find(Person, current().organisation.id, person_id)
    return person


def _team(text: str) -> str | None:
    return text if is_id(text) else None
