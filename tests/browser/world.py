"""The office behind the journeys: a real server on a data folder of its own, whose orders are taken by the office's own functions."""

from __future__ import annotations

import itertools
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from server.app import create_app
from server.config import Settings
from tests.browser.server_process import ROOT, ServerProcess
from tests.cast import PASSWORD, SINCE, Cast, bring_on
from tests.scenario import Scenario, set_the_scene

_numbers = itertools.count(1)


@dataclass
class Technician:
    """Somebody of the staff who has not touched a phone yet."""

    login: str
    id: str
    name: str
    password: str = PASSWORD


@dataclass
class World:
    """A running server and what the office does meanwhile, in this process, on the same data."""

    server: ServerProcess
    scenario: Scenario
    staff: dict[str, Technician] = field(default_factory=dict)

    @property
    def cast(self) -> Cast:
        return self.scenario.cast

    @property
    def app(self) -> Flask:
        return self.cast.app

    def technician(self, name: str = "李建国", language: str = "zh-CN") -> Technician:
        """A new technician of the eastern team, whom no other test has seen."""
        from server.accounts.models import Person
        from server.kernel.db import db
        from server.kernel.ids import new_id
        from server.kernel.transaction import write
        from tests.cast import _hashed

        login = f"technician{next(_numbers)}"
        one = self.staff[login] = Technician(login, new_id(), name)
        self.cast.people[login] = one.id
        row = Person(
            organisation_id=self.cast.ours, id=one.id, login=login, name=name, name_en=name, team_id=self.cast.teams["east"], badge="0126",
            phone="19900000126", language=language, roles="technician", password_hash=_hashed(), created_at=SINCE)
        with self.app.app_context():
            write(lambda: db.session.add(row))
        return one

    def given(self, lead: Technician, *helpers: Technician, kind: str = "repair", hour: str = "09:00", days: int = 0, **order: Any) -> str:
        """An order, given to this lead and these helpers; returns the visit's id."""
        return self.scenario.given(lead.login, *(one.login for one in helpers), kind=kind, hour=hour, days=days, **order)

    def reassign(self, visit: str, lead: Technician, *helpers: Technician) -> None:
        """The office gives the visit to somebody else."""
        self.scenario.assign(visit, lead.login, *(one.login for one in helpers))

    def command(self, *arguments: str) -> tuple[int, str]:
        """Run `doorstep …` on this server's data; exit code and all that it printed."""
        command = [sys.executable, "-m", "server.cli", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.server.environ, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def close(self) -> None:
        """End the server and let go of its data."""
        from server.kernel.db import db

        self.server.sigkill()
        with self.app.app_context():
            db.engine.dispose()


def open_world(server: ServerProcess) -> World:
    """Start the server on an empty folder and bring on the cast, with standards, customers and premises."""
    server.start()
    app = create_app(Settings(data_dir=server.folder, public_url=server.url, testing=True))
    return World(server, set_the_scene(bring_on(app)))
