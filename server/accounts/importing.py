"""People of the staff out of a file: invited like one by one, without a password, and taken back while nobody has signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from server.accounts import people
from server.accounts.models import Person, Team
from server.accounts.rules import LOGIN, normal_login
from server.i18n.messages import LANGUAGES, translate
from server.kernel import clock
from server.kernel.db import db
from server.kernel.fence import across
from server.kernel.roles import LEADING, ROLES
from server.kernel.tables import Asker, Column, ExportList, ImportKind, TableRow
from server.kernel.text.letters import plain, tidy, tidy_name
from server.kernel.text.phones import read_phone
from server.kernel.text.typed import LONGEST_NAME

APART = re.compile(r"[\s,;/、，；]+")
ONLY = ("administrator",)
ALSO = {"dispatcher": ("派单员",), "supervisor": ("质量", "督导", "质量督导"), "technician": ("维修师傅",)}


def read_person(row: TableRow) -> None:
    """Login, name and roles as the form of one person takes them."""
    cells, phone = row.cells, read_phone(row.cells.get("phone"))
    login = normal_login(tidy(cells.get("login"), 80))
    asked = [part for part in APART.split(plain(cells.get("roles"))) if part]
    roles = [found for part in asked if (found := _role(part))]
    row.values = {
        "login": login,
        "name": tidy_name(cells.get("staff_name")),
        "roles": roles,
        "name_en": tidy(cells.get("name_en"), 80) or None,
        "badge": tidy(cells.get("badge"), 20) or None,
        "phone": phone.kept or None,
        "language": "en" if plain(cells.get("speaks")).lower() in ("en", "english", "英文", "英语") else LANGUAGES[0],
        "team": tidy(cells.get("team"), 80),
    }
    wrong = {
        "login": "" if LOGIN.fullmatch(login) else "login",
        "staff_name": "" if row.values["name"] else "name",
        "roles": "" if roles and len(roles) == len(asked) else "role_words",
        "phone": "staff_phone" if cells.get("phone", "").strip() and phone.trouble else "",
    }
    row.troubles += [(name, code) for name, code in wrong.items() if code]
    row.key = login


def look_at_people(asker: Asker, rows: Sequence[TableRow]) -> None:
    """A login of ours is known, another organisation's is refused; a team must be one of ours."""
    logins = [row.values["login"] for row in rows]
    with across():
        rows_of_login = db.session.execute(select(Person.login, Person.organisation_id).where(Person.login.in_(logins)))
        there = {row.login: row.organisation_id for row in rows_of_login}
    teams = {
        name.casefold(): team.id
        for team in db.session.scalars(select(Team).where(Team.organisation_id == asker.organisation))
        for name in (team.name, team.name_en)
        if name
    }
    for row in rows:
        values, whose = row.values, there.get(row.values["login"])
        row.known = whose == asker.organisation
        if whose and not row.known:
            row.troubles.append(("login", "login_in_use"))
        values["team_id"] = teams.get(values["team"].casefold())
        if values["team"] and not values["team_id"]:
            row.troubles.append(("team", "no_such_team"))


def store_people(asker: Asker, rows: Sequence[TableRow]) -> list[str]:
    """Inside `write`: each without a password; the one-time link is made on the page of people when somebody is to begin."""
    made = []
    for row in rows:
        given = row.values
        details = {name: given[name] for name in ("team_id", "name_en", "badge", "phone", "language")}
        made.append(people.invite(asker.organisation, given["login"], given["name"], given["roles"], **details)[0])
    return made


def undo_people(asker: Asker, ids: Sequence[str]) -> set[str]:
    """Inside `write`: who has not chosen a password leaves; the row stays, because the audit log names it."""
    rows = select(Person).where(Person.organisation_id == asker.organisation, Person.id.in_(ids))
    stay = set()
    for person in db.session.scalars(rows).all():
        if person.password_hash:
            stay.add(person.id)
        elif not person.left_at:
            people.leave(asker.organisation, person.id, asker.person)
    return stay


def staff(asker: Asker) -> Iterator[Sequence[str | int | None]]:
    """One line a person, also those who left."""
    teams = dict(db.session.execute(select(Team.id, Team.name).where(Team.organisation_id == asker.organisation)).all())
    rows = select(Person).where(Person.organisation_id == asker.organisation).order_by(Person.id)
    for each in db.session.scalars(rows):
        roles = "、".join(translate(f"console.role.{role}", asker.language) for role in each.roles.split())
        left = clock.day_of(each.left_at, asker.zone) if each.left_at else ""
        team = teams.get(each.team_id) if each.team_id else ""
        yield each.login, each.name, each.name_en, each.badge, each.phone, roles, team, each.language, left


def _role(words: str) -> str:
    """A role by its own name, as the pages call it, or as people say it."""
    for role in ROLES:
        called = (translate(f"console.role.{role}", each).casefold() for each in LANGUAGES)
        if words.casefold() in (role, *called, *ALSO.get(role, ())):
            return role
    return ""


LONGEST = {"login": 80, "staff_name": LONGEST_NAME, "name_en": 80, "badge": 20, "team": 80}
COLUMNS = ("login", "staff_name", "name_en", "badge", "phone", "roles", "team", "speaks")
IMPORTS = (
    ImportKind(
        "people",
        ONLY,
        tuple(Column(each, each in ("login", "staff_name", "roles"), LONGEST.get(each, 200)) for each in COLUMNS),
        read_person,
        look_at_people,
        store_people,
        undo_people,
    ),
)
EXPORTS = (ExportList("people", LEADING, (*COLUMNS, "left_at"), staff, personal=False),)
