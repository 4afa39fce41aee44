"""Signing in with login and password, from the phone and from the office alike."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sqlalchemy import select

from server.accounts import audit, devices, known_browsers, passwords, second_factor, sessions
from server.accounts.models import Person
from server.accounts.rules import normal_login
from server.kernel import rate_limit
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write

log = logging.getLogger("doorstep.audit")


def sign_in(login: str, password: str, *, surface: str, device_id: str | None = None, code: str = "") -> str:
    """Check login and password and begin a sign-in, ending the one that this browser presents; returns its token.

    Where the person has a second factor and `code` is empty: `second_factor_needed`, with `pending` for `finish`; where one has to be set up first,
    `second_factor_missing`, likewise.

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
    right = _Right(person.organisation_id, person.id, passwords.mark_of(stored), device_id or "")
    if not _signed_in_here(surface, right):
        _ask_for_code(person, right, code, login, counted)
    return write(lambda: _begin(right, login, counted, surface))


def finish(pending: str, code: str, offer: str, *, surface: str) -> tuple[str, str, list[str]]:
    """The second half of a sign-in: (token, login, recovery codes where a factor was set up just now).

    `second_factor_late`, `second_factor_wrong`, `slow_down`; `bad_input` with `code` where `offer` is set up with a wrong one.
    """
    said = second_factor.open_pending(pending)
    right = _Right(said["organisation"], said["person"], said["mark"], said["device"])
    person = db.session.get(Person, (right.organisation, right.person))
    if person is None or second_factor.needed(person) != said["needs"]:
        raise Problem("second_factor_late")  # because it was set up, or taken off, meanwhile
    login = person.login
    if said["needs"] == second_factor.CODE:
        second_factor.must_be_right(right.organisation, right.person, code)
        return write(lambda: _begin(right, login, [], surface)), login, []

    def work() -> tuple[str, str, list[str]]:
        codes = second_factor.set_up(right.organisation, right.person, offer, code)
        return _begin(right, login, [], surface), login, codes

    return write(work)


@dataclass(frozen=True, slots=True)
class _Right:
    """Whose password was right, which one that was, and on which phone of theirs ('' for none)."""

    organisation: str
    person: str
    mark: str
    device: str


def _signed_in_here(surface: str, right: _Right) -> bool:
    """Whether this phone brings their own sign-in that holds: its code was asked for, and to bind it to the phone anew asks for none."""
    here = sessions.presented(surface) if surface == sessions.PHONE else None
    return here is not None and (here.organisation.id, here.person.id) == (right.organisation, right.person)


def _ask_for_code(person: Person, right: _Right, code: str, login: str, counted: list[str]) -> None:
    needs = second_factor.needed(person)
    if not needs:
        return
    if needs == second_factor.CODE and code:
        second_factor.must_be_right(right.organisation, right.person, code)
        return
    write(lambda: rate_limit.forget(login, counted))
    said = {"organisation": right.organisation, "person": right.person, "mark": right.mark, "device": right.device}
    pending = second_factor.seal_pending(said | {"needs": needs})
    name = "second_factor_needed" if needs == second_factor.CODE else "second_factor_missing"
    raise SecondFactorAsked(name, pending, needs)


class SecondFactorAsked(Problem):
    """The password was right; `pending` is what `finish` takes beside the code."""

    def __init__(self, code: str, pending: str, needs: str) -> None:
        super().__init__(code)
        self.pending, self.needs = pending, needs


def _begin(right: _Right, login: str, counted: list[str], surface: str) -> str:
    known = db.session.get(Person, (right.organisation, right.person))
    if known is None or known.left_at or passwords.mark_of(known.password_hash) != right.mark:
        raise Problem("wrong_password")  # it was changed while we were checking
    rate_limit.forget(login, counted)
    if presented := sessions.token_of(surface):
        sessions.end(presented)
    audit.note(known.organisation_id, "signed_in", known.id, by=known.id, surface=surface, device=right.device)
    return sessions.begin(known, device_id=right.device or None)


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
