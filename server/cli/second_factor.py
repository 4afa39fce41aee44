"""Take the second factor off somebody who lost app and paper where no two people are left who could agree; the audit log says that it was done here."""

from __future__ import annotations

import argparse

from sqlalchemy import select

from server.accounts import second_factor
from server.accounts.models import Person
from server.accounts.rules import normal_login
from server.app import create_app
from server.cli.refusal import refuse
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write

NAME = "second-factor"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and whose."""
    parser.add_argument("what", choices=["remove"])
    parser.add_argument("login")


def run(given: argparse.Namespace) -> int:
    """Exit code 1 when nobody has this login, or has none to lose."""
    app = create_app()
    with app.app_context():
        try:
            write(lambda: _remove(normal_login(given.login)))
        except Problem as problem:
            return refuse(problem)
    print("Removed. Every sign-in of theirs has ended, and the audit log says so.")
    return 0


def _remove(login: str) -> None:
    person = db.session.scalars(select(Person).where(Person.login == login)).first()
    if person is None or second_factor.factor_of(person.organisation_id, person.id) is None:
        raise Problem("not_found", {"login": [login]})
    second_factor.remove_by_operator(person.organisation_id, person.id)
