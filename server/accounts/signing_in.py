"""Signing in with login and password, from the phone and from the office alike."""

from __future__ import annotations

import logging

from sqlalchemy import select

from server.accounts import audit, devices, known_browsers, passwords, sessions
from server.accounts.models import Person
from server.accounts.rules import normal_login
from server.kernel import rate_limit
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write

log = logging.getLogger("doorstep.audit")


def sign_in(login: str, password: str, *, surface: str, device_id: str | None = None) -> str:
    """Check login and password and begin a sign-in, ending the one that this browser presents; returns its token.

    `wrong_password` for either being wrong (it takes as long), `slow_down` after too many tries,
    `device_not_yours` when the phone was enrolled for somebody else. A phone that nobody knows was perhaps enrolled after the
    backup from which this server was restored: then the sign-in is bound to it when it shows its certificate (see `returning`).
    """
    login = normal_login(login)
    try:
        counted = rate_limit.count(login, known_browsers.known(login))
    except Problem:
        _refused(login, "sign_in_slowed", surface)
        raise
    person = db.session.scalars(select(Person).where(Person.login == login, Person.left_at.is_(None))).first()
    stored = person.password_hash if person else None
    if not passwords.is_right(stored, password) or person is None:
        _refused(login, "sign_in_refused", surface)
        raise Problem("wrong_password")
    if device_id and not devices.own(person.organisation_id, person.id, device_id):
        if devices.is_known(device_id):
            raise Problem("device_not_yours")
        device_id = None
    key, presented = (person.organisation_id, person.id), sessions.token_of(surface)

    def work() -> str:
        known = db.session.get(Person, key)
        if known is None or known.left_at or known.password_hash != stored:
            raise Problem("wrong_password")  # it was changed while we were checking
        rate_limit.forget(login, counted)
        if presented:
            sessions.end(presented)
        audit.note(known.organisation_id, "signed_in", known.id, by=known.id, surface=surface, device=device_id or "")
        return sessions.begin(known, device_id=device_id)

    return write(work)


def _refused(login: str, what: str, surface: str) -> None:
    """Enter a try that was refused; of a login that nobody has only that there was one, because what was typed may be a password.

    Somebody who is slowed down is entered once in a while, because a storm of tries must not fill the log.
    """
    person = db.session.scalars(select(Person).where(Person.login == login)).first()
    if person is None:
        log.warning("%s for a login that nobody has, from %s", what, audit.place())
        return
    organisation, found = person.organisation_id, person.id
    if what == "sign_in_slowed" and rate_limit.happened_lately(f"slowed\n{login}"):
        return
    write(lambda: audit.note(organisation, what, found, by="", surface=surface))
