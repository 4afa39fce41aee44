"""Create an organisation with its first team, its administrator and the shipped standards."""

from __future__ import annotations

import argparse

from server.accounts import people
from server.app import create_app
from server.cli import migrate
from server.cli.refusal import refuse
from server.kernel import clock
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.standards import publishing

NAME = "create-organisation"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Slug and name, then what else an organisation has from its first day."""
    parser.add_argument("slug", help="short name for the command line, for example chengjiang")
    parser.add_argument("name", help="what customers read")
    parser.add_argument("--name-en")
    parser.add_argument("--hotline", required=True, help="telephone number that customers call")
    parser.add_argument("--time-zone", default="Asia/Shanghai")
    parser.add_argument("--administrator", required=True, metavar="LOGIN")
    parser.add_argument("--administrator-name", metavar="NAME", help="as colleagues read it; the login when left out")
    parser.add_argument("--team", default="默认班组", help="name of the first team")


def run(given: argparse.Namespace) -> int:
    """Print the link with which the administrator chooses a password."""
    app = create_app()
    with app.app_context():
        migrate.upgrade(app)
        try:
            organisation = people.create_organisation(
                given.slug, given.name, hotline=given.hotline, name_en=given.name_en, time_zone=given.time_zone
            )
            people.create_team(organisation, given.team)
            write(lambda: publishing.publish_builtin(organisation, clock.now()))
            name = given.administrator_name or given.administrator
            _, link = people.invite(organisation, given.administrator, name, ["administrator", "dispatcher"])
        except Problem as problem:
            return refuse(problem)
    print(f"{given.name}: {organisation}\n{given.administrator} chooses a password here within seven days:\n{link}")
    return 0
