"""Who sees to a customer's answer: dispatchers of the organisation. The customer's page opens by its code, for everybody who has it."""

from __future__ import annotations

from functools import partial

from server.feedback.answers import write_message
from server.feedback.models import CustomerAnswer
from server.feedback.portraits import keep
from server.kernel.transaction import write
from server.notices.links import link_of
from tests.server.authorisation.dispatch import ADMINISTRATORS, DISPATCHERS, DONE, of
from tests.server.authorisation.table import EVERYBODY, TECHNICIANS, Row, World


def prepare(world: World) -> None:
    """An answer in each organisation, and a link."""
    scenario = world.scenario()
    for name, theirs in (("answer", False), ("their answer", True)):
        visit = scenario.order(days=2, theirs=theirs)
        lead = "zhaolei" if theirs else "liming"
        scenario.assign(visit, lead, theirs=theirs)
        organisation = world.cast.theirs if theirs else world.cast.ours
        with world.cast.app.app_context():
            write(partial(keep, organisation, world.cast.people[lead], world.cast.people[lead], b"picture"))
            write_message(organisation, visit, "好")
            world[f"{name} link"] = "/v/" + write(partial(link_of, organisation, visit)).rpartition("/")[2]
        world[name] = scenario.rows(CustomerAnswer, CustomerAnswer.visit_id == visit)[0].id
        phone = scenario.phone(lead)
        phone.report("departed", {}, visit=visit)
        phone.sync_all()
        world["their trip" if theirs else "our trip"] = visit


def _link(more: str, world: World) -> str:
    return str(world["answer link"]) + more


LEADS = {"our trip": "technician", "their trip": "their technician"}
ROWS = [
    *(
        Row(
            "/api/v1/visits/<uuid:visit_id>/position",
            method,
            trip,
            allowed,
            (204,),
            path=lambda world, trip=trip: f"/api/v1/visits/{world[trip]}/position",
            send={"json": {"lat": 30_250_000, "lon": 120_160_000}} if method == "PUT" else {},
            refusals={"revoked": 403},
        )
        for trip, lead in LEADS.items()
        # Because taking back what was never shown changes nothing, and tells nobody of a visit.
        for method, allowed in (("PUT", {lead}), ("DELETE", TECHNICIANS | {"their technician"}))
    ),
    *of("person", "POST", "/people/<person_id>/portrait", ADMINISTRATORS, DONE),
    *of("person", "POST", "/people/<person_id>/portrait/remove", ADMINISTRATORS, DONE),
    *of("answer", "POST", "/answers/<answer_id>/handled", DISPATCHERS, DONE),
    *(
        row
        for rule, method, answers in (
            ("", "GET", (200,)),
            ("", "POST", DONE),
            ("/times", "GET", (200,)),
            ("/times", "POST", DONE),
            ("/message", "GET", (200,)),
            ("/message", "POST", DONE),
            ("/visit.ics", "GET", (200,)),
            ("/portrait.jpg", "GET", (200,)),
        )
        for row in (
            Row(f"/v/<string:code>{rule}", method, "by its code", EVERYBODY, answers, path=partial(_link, rule)),
            Row(
                f"/v/<string:code>{rule}",
                method,
                "guessed",
                set(),
                path=f"/v/2222222222{rule}",
                refusals=dict.fromkeys(EVERYBODY, 404),
            ),
        )
    ),
]
