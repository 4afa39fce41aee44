"""Two organisations, each with a complaint, a candidate, a call-back, an answer and the links of customers; and what must not change of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import delete, select

from server.accounts.api_keys import make
from server.accounts.audit import AuditEntry
from server.accounts.models import Responsibility
from server.callbacks.models import CallBack, CallBackDraw
from server.callbacks.planning import plan_project
from server.complaints import statements
from server.complaints.models import Complaint, ComplaintCandidate
from server.complaints.opening import Said, open_complaint
from server.complaints.story import case_in
from server.customers.models import Customer
from server.demo.phone import PythonPhone
from server.feedback.answers import write_message
from server.feedback.models import CustomerAnswer
from server.feedback.portraits import keep
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.rate_limit import Attempt
from server.kernel.transaction import write
from server.notices.links import link_of
from server.visits.models import Assignment, Grant
from tests.cast import OURS, SINCE, THEIRS, Cast
from tests.scenario import set_the_scene
from tests.server.authorisation import callbacks as call_back_rows
from tests.server.authorisation.complaints import candidate

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}'; DROP TABLE complaint; --"
OWN_CUSTOMER = "卯兰芝"  # whose complaint is about the one who would judge it
# What only reading and being counted may touch.
NOT_COUNTED = {"access_record", "api_key", "attempt", "device", "form_once", "refused_form", "sign_in"}


@dataclass
class House:
    """One organisation: who works there, and ids and codes of what is about its customers. `word` stands in each of its customers' words."""

    organisation: str
    slug: str
    dispatcher: str
    manager: str
    word: str
    things: dict[str, str] = field(default_factory=dict)


class Hostile:
    """The world of the table: `ours` is attacked, `theirs` is whose people attack and are attacked."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.scenario = cast, set_the_scene(cast)
        self.ours = House(cast.ours, OURS, "chenjing", "zhoumin", "词甲子")
        self.theirs = House(cast.theirs, THEIRS, "sunli", "hexue", "词乙丑")
        self.phone: PythonPhone | None = None
        self.browsers: dict[str, FlaskClient] = {}
        for house, technician in ((self.ours, "liming"), (self.theirs, "zhaolei")):
            self._visits(house, technician)
            with cast.app.app_context():
                self._matters(house, technician)
        with cast.app.app_context():
            self._own_matters()
        for login in ("", "chenjing", "zhoumin", "wufang"):
            self.browser(login)  # signed in before anything is counted

    def browser(self, login: str) -> FlaskClient:
        """Somebody of the office, signed in; '' for whoever only has a link."""
        if login not in self.browsers:
            self.browsers[login] = self.cast.office(login) if login else self.cast.visitor()
        return self.browsers[login]

    def forget_tries(self) -> None:
        """Nothing has been tried yet."""
        with self.cast.app.app_context():
            write(lambda: db.session.execute(delete(Attempt)))

    def fingerprint(self, house: House) -> str:
        """Of every row of an organisation, without what reading leaves behind."""
        found = hashlib.sha256()
        with self.cast.app.app_context():
            for table in db.metadata.sorted_tables:
                if "organisation_id" in table.columns and table.name not in NOT_COUNTED:
                    rows = db.session.execute(select(table).where(table.c.organisation_id == house.organisation))
                    found.update(repr((table.name, sorted(map(repr, rows)))).encode())
        return found.hexdigest()

    def rows(self, model: Any, *where: Any) -> list[Any]:
        """Rows as committed."""
        return self.scenario.rows(model, *where)

    def named_on_record(self, what: str, login: str) -> bool:
        """Whether the audit trail says that this person did it."""
        by = self.cast.people[login]
        return any(by in (row.said or "") for row in self.rows(AuditEntry, AuditEntry.kind == what))

    def held_by_the_phone(self) -> str:
        """Everything that the technician's phone was told."""
        assert self.phone
        self.phone.sync_all()
        return json.dumps(self.phone.changes, ensure_ascii=False)

    def get(self, login: str, path: str) -> Any:
        """A page as somebody reads it, redirects followed."""
        return self.browser(login).get(path, follow_redirects=True)

    def read(self, login: str, path: str, form: dict[str, str] | None = None) -> str:
        """What somebody reads of a page, or after a form was sent to it."""
        if form is None:
            return str(self.get(login, path).text)
        return str(self.browser(login).post(path, data=form, follow_redirects=True).text)

    def asks(
        self,
        door: Any,
        login: str,
        house: House | None,
        path: str,
        headers: dict[str, str] | None = None,
        *,
        query: dict[str, str] | None = None,
        words: str = "",
        names: str = "",
    ) -> Any:
        """A request to a door, its form filled for `house`: `words` in every field of words, `names` as visit and customer.

        Words are looked for where the form leads.
        """
        form = self.filled(door.form, house) | (dict.fromkeys(door.wordy, words) if words else {})
        if names or (not door.thing and not door.json and house is self.theirs):  # where the address names nothing
            things = house.things if house else {}
            query = {"visit": names or things["over"], "customer": names or things["customer"]}
            form |= query
        sent: dict[str, Any] = {"query_string": query, "headers": headers or {}, "method": door.method}
        if door.json:
            number = {"visit": self.scenario.visit(house.things["over"], house.organisation).number} if house else {}
            sent |= {"json": form | {"id": new_id()} | (number if house is self.theirs else {})}
            key = {"Authorization": f"Bearer {self.ours.things['bearer']}"} if house else {}
            sent["headers"] = key | sent["headers"]
        elif door.method == "POST":
            sent["data"] = form
        answer = self.browser(login).open(path, **sent)
        if words and answer.status_code == 303:
            return self.browser(login).get(answer.headers["Location"], follow_redirects=True)
        return answer

    def filled(self, form: dict[str, str], house: House | None = None) -> dict[str, str]:
        """A form with ids where it names people, teams and days."""
        tomorrow = clock.day_of(clock.later(clock.now(), days=1), self.scenario.zone)
        names = self.cast.people | self.cast.teams | {"tomorrow": tomorrow} | (house or self.ours).things
        return {name: value.format_map(names) for name, value in form.items()}

    def things_state(self, name: str) -> str:
        """Where a candidate of ours stands."""
        return str(self.rows(ComplaintCandidate, ComplaintCandidate.id == self.ours.things[name])[0].state)

    def _visits(self, house: House, technician: str) -> None:
        theirs = house is self.theirs
        phone = self.scenario.enrolled(technician)
        over, coming = self.scenario.order(theirs=theirs), self.scenario.order(days=2, theirs=theirs)
        for each in (over, coming):
            self.scenario.assign(each, technician, theirs=theirs)
        phone.sync_all()
        phone.report("arrived", visit=over)
        phone.report("ended", {"outcome": "nobody_home"}, visit=over)
        phone.sync_all()
        self.phone = self.phone or phone
        with self.cast.app.app_context():
            for name, visit in (("over", over), ("coming", coming)):
                house.things[name] = visit
                link = write(partial(link_of, house.organisation, visit))
                house.things[f"{name} code"] = link.rpartition("/")[2]
            grants = select(Grant.code).where(Grant.organisation_id == house.organisation, Grant.visit_id == over)
            house.things["receipt code"] = str(db.session.scalar(grants))

    def _matters(self, house: House, technician: str) -> None:
        organisation, by, things = house.organisation, self.cast.people[house.dispatcher], house.things
        customer = self.scenario.customers[organisation][0]
        things["customer"] = customer
        for what, person in (("complaint_manager", house.manager), ("department_head", house.manager)):
            self._names(organisation, what, person)
        said = Said(via="phone", text=house.word, visit=things["over"], persons=(self.cast.people[technician],))
        things["complaint"] = open_complaint(organisation, by, said)
        things["claim"] = case_in(organisation, things["complaint"]).claims[0].id
        things["complaint code"] = db.session.get_one(Complaint, (organisation, things["complaint"])).code
        things["candidate"] = candidate(organisation)
        write(lambda: self._say(organisation, things["candidate"], house.word))
        things["plan"] = plan_project(organisation, by, customer, "2026-01-01")
        things["call"] = call_back_rows.stored(organisation, customer)
        things["form code"] = ("234567CDEF" if house is self.ours else "765432FEDC")[:10]
        things["form"] = call_back_rows.stored(organisation, customer, things["form code"])
        write_message(organisation, things["coming"], house.word)
        things["slug"], things["person"] = house.slug, self.cast.people[technician]
        write(partial(keep, organisation, by, things["person"], b"picture"))
        draws = select(CallBackDraw.team_id).where(CallBackDraw.organisation_id == organisation)
        things["team"] = str(db.session.scalar(draws.limit(1)))
        things["answer"] = str(
            db.session.scalar(select(CustomerAnswer.id).where(CustomerAnswer.organisation_id == organisation))
        )
        if house is self.ours:
            things["bearer"] = write(partial(make, organisation, by, "热线", ["write_complaints"]))

    def _own_matters(self) -> None:
        """A complaint, a candidate and a call that are about those who would judge them."""
        ours, manager = self.ours.organisation, self.cast.people["zhoumin"]
        by = self.cast.people["chenjing"]
        said = Said(via="phone", text="词丙寅：她推来推去", persons=(manager,), customer=self._customer(OWN_CUSTOMER))
        self.ours.things["own complaint"] = own = open_complaint(ours, by, said)
        statements.ask_statement(ours, by, own, self.cast.people["zhoumin"], "那天的事", told=True)
        self.ours.things["own candidate"] = candidate(ours)
        self.ours.things["own call"] = call_back_rows.stored(ours, self.ours.things["customer"])
        self.ours.things["own form"] = call_back_rows.stored(ours, self.ours.things["customer"], "CDEFGH2345")

        def work() -> None:
            row = db.session.get_one(ComplaintCandidate, (ours, self.ours.things["own candidate"]))
            row.visit_id = self.ours.things["over"]
            db.session.add(
                Assignment(organisation_id=ours, visit_id=row.visit_id, person_id=manager, role="helper", since=SINCE)
            )
            db.session.get_one(CallBack, (ours, self.ours.things["own call"])).team_id = self.cast.teams["east"]
            form = db.session.get_one(CallBack, (ours, self.ours.things["own form"]))
            form.team_id = self.cast.teams["east"]

        write(work)

    def _customer(self, name: str) -> str:
        """One more customer of ours, without a place."""
        row = Customer(organisation_id=self.ours.organisation, id=new_id(), name=name, created_at=SINCE)
        write(lambda: db.session.add(row))
        return row.id

    def _names(self, organisation: str, what: str, person: str) -> None:
        row = Responsibility(
            organisation_id=organisation,
            id=new_id(),
            what=what,
            team_id=None,
            person_id=self.cast.people[person],
            since=SINCE,
        )
        write(lambda: db.session.add(row))

    def _say(self, organisation: str, candidate_id: str, word: str) -> None:
        row = db.session.get_one(ComplaintCandidate, (organisation, candidate_id))
        row.why, row.text, row.customer_id = "call_back", word, self.scenario.customers[organisation][0]
        row.visit_id = ""
