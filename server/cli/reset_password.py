"""Let somebody back in: prints a one-time link, good for ten minutes, with which they choose a new password."""

from __future__ import annotations

import argparse

from sqlalchemy import select

from server.accounts import people
from server.accounts.models import Person
from server.accounts.rules import normal_login
from server.app import create_app
from server.cli.refusal import refuse
from server.kernel.db import db
from server.kernel.problem import Problem

NAME = "reset-password"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The login."""
    parser.add_argument("login")


def run(given: argparse.Namespace) -> int:
    """Exit code 1 when nobody who works here has this login."""
    app = create_app()
    with app.app_context():
        try:
            link = _link(normal_login(given.login))
        except Problem as problem:
            return refuse(problem)
    print(f"Good for ten minutes, once:\n{link}")
    return 0


def _link(login: str) -> str:
    person = db.session.scalars(select(Person).where(Person.login == login)).first()
    if person is None:
        raise Problem("not_found", {"login": [login]})
    return people.reset(person.organisation_id, person.id)
