"""The office behind the journeys: a real server on a data folder of its own, whose orders are taken by the office's own functions."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import Flask

from server.app import create_app
from server.config import Settings
from tests.browser.server_process import ServerProcess, doorstep
from tests.cast import PASSWORD, SINCE, Cast, bring_on
from tests.scenario import Scenario, set_the_scene

_numbers, _rooms = itertools.count(1), itertools.count(1101)


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

    def technician(self, name: str = "李建国", language: str = "zh-CN", roles: str = "technician") -> Technician:
        """A new technician of the eastern team, or somebody with other roles, whom no other test has seen."""
        from server.accounts.models import Person
        from server.kernel.db import db
        from server.kernel.ids import new_id
        from server.kernel.transaction import write
        from tests.cast import _hashed

        login = f"technician{next(_numbers)}"
        one = self.staff[login] = Technician(login, new_id(), name)
        self.cast.people[login] = one.id
        row = Person(
            organisation_id=self.cast.ours,
            id=one.id,
            login=login,
            name=name,
            name_en=name,
            team_id=self.cast.teams["east"],
            badge="0126",
            phone="19900000126",
            language=language,
            roles=roles,
            password_hash=_hashed(),
            created_at=SINCE,
        )
        with self.app.app_context():
            write(lambda: db.session.add(row))
        return one

    def given(
        self,
        lead: Technician,
        *helpers: Technician,
        kind: str = "repair",
        hour: str = "09:00",
        days: int = 0,
        **order: Any,
    ) -> str:
        """An order at a home of its own, given to this lead and these helpers; returns the visit's id."""
        self.scenario.customers[self.cast.ours] = self.home(**order.pop("home", {}))
        return self.scenario.given(
            lead.login, *(one.login for one in helpers), kind=kind, hour=hour, days=days, **order
        )

    def home(
        self, name: str = "林晓梅", language: str = "zh-CN", phone: str = "19912341234", **premises: Any
    ) -> tuple[str, str]:
        """A customer who is at home; ids of customer and premises. `phone` is the number of everybody who asks for no other."""
        from server.customers.models import Customer, Premises
        from server.kernel.db import db
        from server.kernel.ids import new_id
        from server.kernel.transaction import write

        customer, place = new_id(), new_id()
        where = {
            "district": "江城区",
            "estate": "翠湖花园",
            "building": "2",
            "unit": "1",
            "room": str(next(_rooms)),
        } | premises
        notes = {"gate_note": "门禁 4412#", "door_note": "猫眼旁有门铃", "last_time": "光猫在电视柜\n有只小狗"}

        def work() -> None:
            db.session.add(
                Customer(
                    organisation_id=self.cast.ours,
                    id=customer,
                    name=name,
                    salutation="ms",
                    phone=phone,
                    language=language,
                    created_at=SINCE,
                )
            )
            db.session.flush()
            db.session.add(Premises(organisation_id=self.cast.ours, id=place, customer_id=customer, **where, **notes))

        with self.app.app_context():
            write(work)
        return customer, place

    def reassign(self, visit: str, lead: Technician, *helpers: Technician) -> None:
        """The office gives the visit to somebody else."""
        self.scenario.assign(visit, lead.login, *(one.login for one in helpers))

    def cancel(self, visit: str, reason: str) -> None:
        """The office cancels the visit at the customer's wish."""
        from server.visits.office import actions

        with self.app.app_context():
            actions.cancel(self.cast.ours, self.cast.people["chenjing"], visit, reason=reason, asked_by="customer")

    def walked(
        self, visit: str, who: Technician, until: str, kind: str = "repair", standard: str = "home-broadband-visit"
    ) -> None:
        """The technician did this visit as far as a moment (or `ended`) on another phone of theirs, with pictures, and all of it is home."""
        from server.demo.stage import Stage
        from server.demo.walk import Walk
        from server.kernel import clock
        from server.standards.document import builtin_standard

        stage = Stage(self.app, clock.now())
        with self.app.app_context():
            stage.enrol(self.cast.ours, who.id, who.login, "another phone")
            phone = stage.phones[who.login]
            phone.send()
            for fact, body, drawings in Walk(builtin_standard(standard), kind).facts(until):
                phone.save(visit, fact, body, drawings)
            phone.send()

    def move_to(self, zone: str) -> None:
        """Both offices stand in another zone: a day that is filled is the same one for either."""
        from server.accounts.models import Organisation
        from server.kernel.db import db
        from server.kernel.transaction import write

        def work() -> None:
            self.scenario.zone = zone
            for each in (self.cast.ours, self.cast.theirs):
                db.session.get_one(Organisation, each).time_zone = zone

        with self.app.app_context():
            write(work)

    def sign_out_everywhere(self, who: Technician) -> None:
        """The person's sign-ins run out, as they do after two weeks or with a new password."""
        from server.accounts.sessions import end_all
        from server.kernel.transaction import write

        with self.app.app_context():
            write(lambda: end_all(self.cast.ours, who.id))

    def command(self, *arguments: str) -> tuple[int, str]:
        """Run `doorstep …` on this server's data; exit code and all that it printed."""
        code, said, complained = doorstep(self.server.environ, *arguments)
        return code, said + complained

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
    world = World(server, set_the_scene(bring_on(app)))
    world.move_to(where_it_is_morning())
    return world


def where_it_is_morning() -> str:
    """A zone whose clocks show ten to eleven now, so that a day's journeys are the same ones whenever they are made, and none sees midnight."""
    ahead = 10 - datetime.now(UTC).hour
    return f"Etc/GMT{-(ahead if ahead >= -12 else ahead + 24):+d}"  # whose signs are those of POSIX: GMT-8 is eight hours ahead
