"""Invite a person: prints the one-time link with which they choose a password."""

from __future__ import annotations

import argparse

from sqlalchemy import select

from server.accounts import people
from server.accounts.models import Organisation, Team
from server.app import create_app
from server.cli.refusal import refuse
from server.i18n.messages import LANGUAGES
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.roles import ROLES

NAME = "invite"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Organisation, login, name, roles; team by name."""
    parser.add_argument("organisation", help="its short name")
    parser.add_argument("login")
    parser.add_argument("name")
    parser.add_argument("--role", action="append", choices=ROLES, required=True, help="may be given more than once")
    parser.add_argument("--team", help="name of the team")
    parser.add_argument("--badge")
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])


def run(given: argparse.Namespace) -> int:
    """Exit code 1 when the organisation or team is unknown or the login is taken."""
    app = create_app()
    with app.app_context():
        try:
            organisation = _organisation(given.organisation)
            team = _team(organisation, given.team) if given.team else None
            more = {"team_id": team, "badge": given.badge, "language": given.language}
            _, link = people.invite(organisation, given.login, given.name, given.role, **more)
        except Problem as problem:
            return refuse(problem)
    print(f"{given.login} chooses a password here within seven days:\n{link}")
    return 0


def _organisation(slug: str) -> str:
    found = db.session.scalar(select(Organisation.id).where(Organisation.slug == slug))
    if found is None:
        raise Problem("not_found", {"organisation": [slug]})
    return found


def _team(organisation: str, name: str) -> str:
    found = db.session.scalar(select(Team.id).where(Team.organisation_id == organisation, Team.name == name))
    if found is None:
        raise Problem("not_found", {"team": [name]})
    return found
