"""What makes a password good enough for somebody, and another one by the person who knows the one in force."""

from __future__ import annotations

from sqlalchemy import update

from server.accounts import audit, passwords, sessions
from server.accounts.models import Invitation, Organisation, Person
from server.accounts.rules import password_trouble
from server.kernel import clock, rate_limit
from server.kernel.authorise import Caller
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write


def must_be_good(person: Person, password: str) -> None:
    """`bad_input` with `password` where strangers would guess it, also by what they know of this person."""
    firm = db.session.get(Organisation, person.organisation_id)
    about = [person.name, person.name_en, person.badge, person.phone]
    about += [firm.slug, firm.name, firm.name_en, firm.hotline] if firm else []
    if trouble := password_trouble(password, person.login, [word for word in about if word]):
        raise Problem("bad_input", {"password": [f"accounts.trouble.{trouble}"]})


def void_links(person: Person) -> None:
    """Inside `write`: no one-time link of this person works any more."""
    open_ones = (
        Invitation.organisation_id == person.organisation_id,
        Invitation.person_id == person.id,
        Invitation.used_at.is_(None),
    )
    db.session.execute(update(Invitation).where(*open_ones).values(used_at=clock.now()))


def must_know(who: Caller, current: str) -> None:
    """`bad_input` with `current` where this is not the password in force; it counts as a wrong try to sign in (`slow_down`)."""
    counted = rate_limit.count(who.person.login, None)
    person = db.session.get_one(Person, (who.organisation.id, who.person.id))
    if not passwords.is_right(person.password_hash, current):
        write(lambda: audit.note(who.organisation.id, "sign_in_refused", who.person.id, surface="password"))
        raise Problem("bad_input", {"current": ["accounts.trouble.wrong_current"]})
    write(lambda: rate_limit.forget(who.person.login, counted))


def change_password(who: Caller, current: str, password: str) -> int:
    """Another password; ends every other sign-in and open link, and returns how many sign-ins that were.

    `bad_input` with `current` where that is wrong, which counts as a wrong try to sign in (`slow_down`), or with `password`.
    """
    must_know(who, current)
    person = db.session.get_one(Person, (who.organisation.id, who.person.id))
    stored = person.password_hash
    must_be_good(person, password)
    hashed = passwords.hash_of(password)

    def work() -> int | None:
        found = db.session.get_one(Person, (who.organisation.id, who.person.id))
        if found.password_hash != stored:
            return None
        found.password_hash = hashed
        void_links(found)
        ended = sessions.end_all(found.organisation_id, found.id, but=who.sign_in)
        audit.note(found.organisation_id, "password_changed", found.id, ended=ended)
        return ended

    done = write(work)
    if done is None:  # it was changed while we were checking
        raise Problem("bad_input", {"current": ["accounts.trouble.wrong_current"]})
    return done
