"""People of an organisation: invited, given roles and a team, let back in, and gone. For console and command line."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from flask import current_app
from sqlalchemy import select, update

from server.accounts import audit, passwords, second_factor, sessions
from server.accounts.models import Device, Invitation, Organisation, Person, Team
from server.accounts.own_password import must_be_good, void_links
from server.accounts.rules import LOGIN, normal_login, roles_text
from server.kernel import clock
from server.kernel.db import db
from server.kernel.feed import ChangeClock
from server.kernel.fence import across
from server.kernel.ids import new_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.registry import installed
from server.kernel.transaction import write
from server.kernel.wiring import Leaving

INVITE_HOURS, RESET_MINUTES = 7 * 24, 10


def create_organisation(
    slug: str, name: str, *, hotline: str, name_en: str | None = None, time_zone: str = "Asia/Shanghai"
) -> str:
    """A new tenant with its change clock; returns its id. `slug_taken`, or `bad_input` for a zone that no clock knows."""
    if not clock.is_zone(time_zone):
        raise Problem("bad_input", {"time_zone": ["accounts.trouble.zone"]})

    def work() -> str:
        if db.session.scalars(select(Organisation).where(Organisation.slug == slug)).first():
            raise Problem("slug_taken")
        row = Organisation(
            id=new_id(),
            slug=slug,
            name=name,
            name_en=name_en,
            hotline=hotline,
            time_zone=time_zone,
            created_at=clock.now(),
        )
        db.session.add(row)
        db.session.add(ChangeClock(organisation_id=row.id, value=0, epoch=new_id()))
        audit.note(row.id, "organisation_made")
        return row.id

    return write(work)


def create_team(organisation_id: str, name: str, name_en: str | None = None) -> str:
    """A new team; returns its id. `bad_input` without a name, or for a name that another team has."""

    def work() -> str:
        _name_must_be_free(organisation_id, name, "")
        row = Team(organisation_id=organisation_id, id=new_id(), name=name, name_en=name_en)
        db.session.add(row)
        audit.note(organisation_id, "team_added", row.id)
        return row.id

    return write(work)


def rename_team(organisation_id: str, team_id: str, name: str, name_en: str | None = None) -> None:
    """Another name for a team; its people and visits stay its own."""

    def work() -> None:
        team = must_find(Team, organisation_id, team_id)
        _name_must_be_free(organisation_id, name, team_id)
        audit.note(organisation_id, "team_renamed", team_id)
        team.name, team.name_en = name, name_en

    write(work)


def invite(
    organisation_id: str,
    login: str,
    name: str,
    roles: Sequence[str],
    *,
    team_id: str | None = None,
    name_en: str | None = None,
    badge: str | None = None,
    phone: str | None = None,
    language: str = "zh-CN",
) -> tuple[str, str]:
    """A new person without a password; returns their id and the one-time link with which they choose one.

    `bad_input` for a login or role that cannot be, `login_taken` when somebody of this installation has it.
    """
    login = normal_login(login)
    if not LOGIN.fullmatch(login):
        raise Problem("bad_input", {"login": ["accounts.trouble.login"]})
    try:
        roles = roles_text(list(roles)).split()
    except ValueError:
        raise Problem("bad_input", {"roles": ["accounts.trouble.roles"]}) from None

    def work() -> tuple[str, str]:
        with across():
            taken = db.session.scalar(select(Person.id).where(Person.login == login))
        if taken:
            raise Problem("login_taken")
        _team_must_be_ours(organisation_id, team_id)
        person = Person(
            organisation_id=organisation_id,
            id=new_id(),
            login=login,
            name=name,
            name_en=name_en,
            team_id=team_id,
            badge=badge,
            phone=phone,
            language=language,
            roles=" ".join(roles),
            created_at=clock.now(),
        )
        db.session.add(person)
        audit.note(organisation_id, "invited", person.id, roles=person.roles)
        return person.id, _link(person, "invite", INVITE_HOURS * 60)

    return write(work)


def reset(organisation_id: str, person_id: str) -> str:
    """A one-time link, good for ten minutes, with which the person chooses a new password; earlier links stop working."""

    def work() -> str:
        person = _ours(organisation_id, person_id)
        audit.note(organisation_id, "reset_link", person_id)
        return _link(person, "reset", RESET_MINUTES)

    return write(work)


def change_roles(organisation_id: str, person_id: str, roles: Sequence[str], by: str | None = None) -> None:
    """Give a person these roles; `last_administrator` when nobody would be left to give roles. Who is no technician any more goes on no visit."""
    try:
        text = roles_text(list(roles))
    except ValueError:
        raise Problem("bad_input", {"roles": ["accounts.trouble.roles"]}) from None

    def work() -> None:
        person = _ours(organisation_id, person_id)
        if "administrator" not in text.split():
            _somebody_else_administers(person)
        if person.has_role("technician") and "technician" not in text.split():
            installed().leave(Leaving(organisation_id, person_id, by or person_id))
        if person.roles != text:
            audit.note(organisation_id, "roles_changed", person_id, before=person.roles, after=text)
        person.roles = text
        second_factor.end_unproved(person)

    write(work)


def change_team(organisation_id: str, person_id: str, team_id: str | None) -> None:
    """Move a person to another team of the organisation."""

    def work() -> None:
        _team_must_be_ours(organisation_id, team_id)
        person = _ours(organisation_id, person_id)
        if person.team_id != team_id:
            audit.note(organisation_id, "team_changed", person_id, before=person.team_id or "", after=team_id or "")
        person.team_id = team_id

    write(work)


def change_details(organisation_id: str, person_id: str, **details: str | None) -> None:
    """Correct what is known of a person: name, name_en, badge, phone, language. A name is never empty."""
    known = {"name", "name_en", "badge", "phone", "language"}
    if details.keys() - known or not details.get("name", "x"):
        raise Problem("bad_input", {"name": ["name"]})

    def work() -> None:
        person = _ours(organisation_id, person_id)
        changed = [name for name, value in details.items() if getattr(person, name) != value]
        if changed:
            audit.note(organisation_id, "details_changed", person_id, fields=changed)
        for name, value in details.items():
            setattr(person, name, value)

    write(work)


def leave(organisation_id: str, person_id: str, by: str | None = None, to: Mapping[str, str] | None = None) -> None:
    """The person no longer works here: every sign-in and open link ends, phones are revoked, visits go to others (`to`); what they did stays theirs.

    A revoked phone sees nothing more, and may still hand in what it has not sent.
    """

    def work() -> None:
        person = _ours(organisation_id, person_id)
        _somebody_else_administers(person)
        installed().leave(Leaving(organisation_id, person_id, by or person_id, to or {}))
        person.left_at, person.password_hash = clock.now(), None
        second_factor.remove(organisation_id, person_id)
        audit.note(organisation_id, "left", person_id)
        sessions.end_all(organisation_id, person_id)
        void_links(person)
        phones = (Device.organisation_id == organisation_id, Device.person_id == person_id, Device.revoked_at.is_(None))
        db.session.execute(update(Device).where(*phones).values(revoked_at=clock.now()))

    write(work)


def readmit(organisation_id: str, person_id: str) -> str:
    """Somebody who left works here again, with their roles; returns the one-time link. Their old phones stay revoked."""

    def work() -> str:
        person = must_find(Person, organisation_id, person_id)
        person.left_at = None
        audit.note(organisation_id, "readmitted", person_id)
        return _link(person, "invite", INVITE_HOURS * 60)

    return write(work)


def invited(token: str) -> Person | None:
    """Whose one-time link this is, while it is good."""
    row = _invitation(token)
    return db.session.get(Person, (row.organisation_id, row.person_id)) if row else None


def set_password(token: str, password: str) -> Person:
    """Use a one-time link: store the password and end every sign-in that the old one began.

    `link_expired` when the link is used, too old or unknown; `bad_input` with `password` when it is not good enough.
    """
    person = invited(token)
    if person is None or person.left_at:
        raise Problem("link_expired")
    must_be_good(person, password)
    hashed = passwords.hash_of(password)

    def work() -> Person:
        row = _invitation(token, lock=True)
        if row is None:
            raise Problem("link_expired")  # because two tabs may have opened the same link
        row.used_at = clock.now()
        found = _ours(row.organisation_id, row.person_id)
        found.password_hash = hashed
        ended = sessions.end_all(found.organisation_id, found.id)
        audit.note(found.organisation_id, "password_chosen", found.id, by=found.id, purpose=row.purpose, ended=ended)
        return found

    return write(work)


def end_sessions(organisation_id: str, person_id: str) -> int:
    """End every sign-in of somebody else, because a desk or a phone is in wrong hands; their password stays. How many there were."""

    def work() -> int:
        _ours(organisation_id, person_id)
        ended = sessions.end_all(organisation_id, person_id)
        audit.note(organisation_id, "sessions_ended", person_id, ended=ended)
        return ended

    return write(work)


def _link(person: Person, purpose: str, minutes: int) -> str:
    token = secrets.token_urlsafe(32)
    void_links(person)
    db.session.add(
        Invitation(
            token_hash=sessions.hash_of(token),
            organisation_id=person.organisation_id,
            person_id=person.id,
            purpose=purpose,
            expires_at=clock.later(clock.now(), minutes=minutes),
        )
    )
    return f"{current_app.config['DOORSTEP'].public_url}/password/{token}"


def _invitation(token: str, *, lock: bool = False) -> Invitation | None:
    good = (
        Invitation.token_hash == sessions.hash_of(token),
        Invitation.used_at.is_(None),
        Invitation.expires_at > clock.now(),
    )
    found = select(Invitation).where(*good)
    return db.session.scalars(found.with_for_update() if lock else found).first()


def _ours(organisation_id: str, person_id: str) -> Person:
    person = db.session.get(Person, (organisation_id, person_id))
    if person is None or person.left_at:
        raise Problem("not_found")
    return person


def _team_must_be_ours(organisation_id: str, team_id: str | None) -> None:
    if team_id and db.session.get(Team, (organisation_id, team_id)) is None:
        raise Problem("not_found")


def _somebody_else_administers(person: Person) -> None:
    others = select(Person).where(
        Person.organisation_id == person.organisation_id, Person.id != person.id, Person.left_at.is_(None)
    )
    if "administrator" in person.roles.split() and not any(
        other.has_role("administrator") for other in db.session.scalars(others)
    ):
        raise Problem("last_administrator")


def _name_must_be_free(organisation_id: str, name: str, team_id: str) -> None:
    same = select(Team.id).where(Team.organisation_id == organisation_id, Team.name == name, Team.id != team_id)
    if not name:
        raise Problem("bad_input", {"team_name": ["name"]})
    if db.session.scalars(same).first():
        raise Problem("bad_input", {"team_name": ["team_taken"]})
