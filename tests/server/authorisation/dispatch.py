"""Who may ask what of the console: the office of the same organisation, each role what it needs, and nobody of another."""

from __future__ import annotations

from functools import partial
from typing import Any

from server.accounts import people
from server.accounts.absences import note_absence
from server.accounts.saved_views import save_view, views_of
from server.customers.changing import hang_meter, note_household
from server.customers.models import Customer, Premises
from server.dispatch.planning.computing import ask_for
from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from tests.cast import PARTS
from tests.scenario import Scenario
from tests.server.authorisation.table import OFFICE, SIGNED_IN, THEIR_OFFICE, Row, World

BOTH = OFFICE | THEIR_OFFICE
DISPATCHERS = frozenset({"dispatcher", "their dispatcher"})
ADMINISTRATORS = frozenset({"administrator", "their administrator"})
LEADERS = frozenset({"supervisor", "administrator", "their supervisor", "their administrator"})
# What an act may answer to those who may: done, or the form again with what is missing.
DONE = (200, 303, 400, 409, 422)


NOWHERE = "01980000-0000-7000-8000-00000000dead"  # an id that could be one


def prepare(world: World) -> None:
    """A visit, a phone and a newcomer in each organisation."""
    scenario = world.scenario()
    world["visit"], world["their visit"] = scenario.given("liming", "ayguli"), scenario.order(theirs=True)
    scenario.assign(world["their visit"], "zhaolei", theirs=True)
    world["crossed visit"], world["conflict"] = cross_purposes(scenario)
    world["held"] = held_back(scenario)
    world["device"], world["their device"] = world.cast.phone("wangqiang").device, world.cast.phone("zhaolei").device
    world["certificate"] = world.cast.phone("wangqiang").enrolment["certificate"]
    world["team"], world["their team"] = world.cast.teams["east"], world.cast.teams["north"]
    world["customer"], world["place"] = scenario.customers[world.cast.ours]
    world["their customer"], world["their place"] = scenario.customers[world.cast.theirs]
    with world.cast.app.app_context():
        write(lambda: households(world))
        write(lambda: planned(world))
    for thing, organisation, login in (
        ("person", world.cast.ours, "newcomer"),
        ("their person", world.cast.theirs, "stranger"),
    ):
        with world.cast.app.app_context():
            world[thing] = people.invite(organisation, login, "新人", ["technician"])[0]
    world.secrets += [part.name for part in PARTS if part.organisation == "chengjiang" and "technician" in part.roles]


def page(rule: str, *allowed: str, answers: tuple[int, ...] = (200,)) -> Row:
    """A list: each sees their own organisation's."""
    return Row(f"/console{rule}", "GET", "own", frozenset(allowed) or BOTH, answers)


def of(thing: str, method: str, rule: str, ours: frozenset[str], answers: tuple[int, ...]) -> list[Row]:
    """Something of ours, something of theirs, something of nobody, and what is no id: each is there for its own organisation alone."""
    theirs = frozenset(asker for asker in ours if asker.startswith("their "))
    return [
        Row(f"/console{rule}", method, about, allowed, answers, path=partial(_path_of, rule, name))
        for about, name, allowed in (
            (f"our {thing}", thing, ours - theirs),
            (f"their {thing}", f"their {thing}", theirs),
            (f"a {thing} that nobody has", NOWHERE, frozenset[str]()),
            (f"no {thing} at all", "", frozenset[str]()),
        )
    ]


def _path_of(rule: str, name: str, world: World) -> str:
    value = NOWHERE if name == NOWHERE else world[name] if name else "%27%20or%201=1"
    return f"/console{_filled(rule, value)}"


def _filled(rule: str, value: str) -> str:
    head, _, rest = rule.partition("<")
    return f"{head}{value}{rest.partition('>')[2]}"


def conflict_rows() -> list[Row]:
    """A conflict of our visit: its own office settles it, and nobody through another visit's address."""
    deciders = {"dispatcher", "supervisor"}
    rule = "/console/visits/<visit_id>/conflicts/<conflict_id>"

    def row(about: str, visit: str, allowed: set[str]) -> Row:
        return Row(
            rule,
            "POST",
            about,
            allowed,
            DONE,
            path=lambda world: f"/console/visits/{world[visit]}/conflicts/{world['conflict']}",
            send={"data": {"choice": "shown"}},
        )

    return [
        row("our conflict", "crossed visit", deciders),
        row("our conflict on another visit", "visit", set()),
        row("our conflict on their visit", "their visit", set()),
    ]


def household_rows() -> list[Row]:
    """Numbers, places and meters of a customer: the dispatchers of their organisation, and nobody through another's address."""
    places, contacts = "/places/<premises_id>", "/household/<contact_id>/gone"

    def rows(act: str, **named: str) -> list[Row]:
        rule = f"/console/customers/<customer_id>{act}"

        def path(world: World, whose: str, of: str) -> str:
            found = rule.replace("<customer_id>", world[f"{whose}customer"])
            for part, thing in named.items():
                found = found.replace(f"<{part}>", world[f"{of}{thing}"])
            return found

        asked = [
            Row(
                rule,
                "POST",
                f"{whose or 'our '}{act}",
                {f"{whose}dispatcher"},
                DONE,
                path=partial(path, whose=whose, of=whose),
            )
            for whose in ("", "their ")
        ]
        crossed = Row(rule, "POST", f"their {act} of our customer", set(), path=partial(path, whose="", of="their "))
        return [*asked, *([crossed] if named else [])]

    return [
        *rows("/household"),
        *rows("/places"),
        *rows(places, premises_id="place"),
        *rows(f"{places}/meters", premises_id="place"),
        *rows(f"{places}/meters/<meter_id>/gone", premises_id="place", meter_id="meter"),
        *rows(contacts, contact_id="contact"),
    ]


def households(world: World) -> None:
    """Inside `write`: a further number and a meter in each organisation."""
    for whose, organisation in (("", world.cast.ours), ("their ", world.cast.theirs)):
        by = world.cast.people["chenjing"]
        customer = db.session.get_one(Customer, (organisation, world[f"{whose}customer"]))
        place = db.session.get_one(Premises, (organisation, world[f"{whose}place"]))
        world[f"{whose}contact"] = note_household(organisation, by, customer, "林小妹", "女儿", "19988887777")
        world[f"{whose}meter"] = hang_meter(organisation, by, place, "water", "SB-7", "")


def planned(world: World) -> None:
    """Inside `write`: a proposal and an absence in each organisation."""
    today = clock.now()[:10]
    for whose, organisation, person in (("", world.cast.ours, "liming"), ("their ", world.cast.theirs, "zhaolei")):
        by, away = world.cast.people["chenjing"], (clock.now(), clock.later(clock.now(), days=1))
        world[f"{whose}proposal"] = ask_for(organisation, by, today, "", "fill")
        owner = world.cast.people["sunli" if whose else "chenjing"]
        save_view(organisation, owner, "visits", "没派的", "/console/visits?state=unassigned")
        world[f"{whose}saved view"] = views_of(organisation, owner)[0].id
        world[f"{whose}absence"] = note_absence(organisation, by, world.cast.people[person], *away)


def held_rows() -> list[Row]:
    """A record of ours that was held back: our supervisor and administrator alone; the forms are sent empty."""
    rule, leaders = "/console/held-back/<device_id>/<seq>", {"supervisor", "administrator"}
    many = {"what": "aside", "reason": "重复"}
    return [
        Row(
            "/console/held-back/many",
            "POST",
            "our held-back record among those ticked",
            leaders,
            DONE,
            send=lambda world: {"data": many | {"held": f"{world['held']}/1"}},
        ),
        *(
            Row(
                f"{rule}{act}",
                method,
                "our held-back record",
                leaders,
                answers,
                path=partial(_path_of, f"/held-back/<device_id>/1{act}", "held"),
            )
            for act, method, answers in (
                ("", "GET", (200,)),
                ("/release", "POST", DONE),
                ("/attach", "POST", DONE),
                ("/aside", "POST", DONE),
            )
        ),
    ]


def import_rows() -> list[Row]:
    """A phone's export file: the office of the phone's organisation; nobody learns of another's phones or pictures."""
    named: dict[str, Any] = {
        "path": lambda world: f"/console/import/evidence/{world['device']}/{'0' * 64}?length=1&offset=0&type=image/jpeg"
    }
    return [
        page("/import"),
        Row(
            "/console/import/facts",
            "POST",
            "our phone",
            OFFICE,
            (200,),
            send=lambda world: {"json": {"certificate": world["certificate"], "facts": []}},
            refusals=dict.fromkeys(THEIR_OFFICE, 403),
        ),
        Row(
            "/console/import/evidence/<device_id>/<sha256>",
            "POST",
            "a picture that no record names",
            set(),
            refusals=dict.fromkeys(BOTH, 404),
            **named,
        ),
    ]


def held_back(scenario: Scenario) -> str:
    """A phone whose first record nobody understands."""
    phone = scenario.phone("wangqiang", "Newer app")
    phone.report("levitated", {}, visit=scenario.given("wangqiang"))
    phone.sync()
    return phone.device


def cross_purposes(scenario: Scenario) -> tuple[str, str]:
    """A visit with one open conflict: (visit, conflict)."""
    from server.visits.conflicts.models import Conflict

    visit = scenario.given("liming", "wangqiang")
    for login, value in (("liming", "slow"), ("wangqiang", "wifi")):
        phone = scenario.phone(login, "At cross purposes")
        phone.report("answered", {"step": "symptoms", "value": value}, visit=visit, base=0)
        phone.sync()
    return visit, scenario.rows(Conflict)[-1].id


ROWS = [
    page("/", answers=(302,)),
    page("/visits"),
    page("/board"),
    Row("/console/board/pulse", "POST", "nothing in hand", BOTH, (200,)),
    Row(
        "/console/board/pulse",
        "POST",
        "our visit in hand",
        {"dispatcher"},
        (200,),
        send=lambda world: {"data": {"visit": world["visit"]}},
    ),
    page("/customers"),
    page("/devices"),
    page("/me", *SIGNED_IN),
    page("/audit", *ADMINISTRATORS),
    page("/jobs", *ADMINISTRATORS),
    Row("/console/me/password", "POST", "nothing typed", SIGNED_IN, DONE),
    Row("/console/me/sessions", "POST", "nothing chosen", SIGNED_IN, DONE),
    Row("/console/me/second-factor", "GET", "own", SIGNED_IN),
    Row("/console/me/second-factor", "POST", "nothing typed", SIGNED_IN, DONE),
    Row("/console/me/second-factor/change", "POST", "nothing typed", SIGNED_IN, DONE),
    page("/intake", *DISPATCHERS),
    page("/people", *LEADERS),
    page("/held-back", *LEADERS),
    page("/settings", *ADMINISTRATORS),
    Row("/console/intake", "POST", "nothing typed", DISPATCHERS, DONE),
    Row("/console/intake/draft", "POST", "nothing typed", DISPATCHERS, DONE),
    Row("/console/visits/assign", "POST", "nothing ticked", DISPATCHERS, DONE),
    Row(
        "/console/visits/assign",
        "POST",
        "their visit among ours",
        {"their dispatcher"},
        DONE,
        send=lambda world: {"data": {"visit": world["their visit"], "lead": world.cast.people["zhaolei"]}},
    ),
    Row("/console/visits/undo", "POST", "nothing to undo", DISPATCHERS, DONE),
    Row("/console/me/language", "POST", "own", BOTH, (303,), send={"data": {"language": "xx"}}),
    Row("/console/people", "POST", "nothing typed", ADMINISTRATORS, DONE),
    Row("/console/settings", "POST", "nothing typed", ADMINISTRATORS, DONE),
    Row("/console/settings/calendar", "POST", "nothing typed", ADMINISTRATORS, DONE),
    *of("customer", "GET", "/customers/<customer_id>", BOTH, (200,)),
    *(
        row
        for act in ("", "/merge", "/split", "/separate")
        for row in of("customer", "POST", f"/customers/<customer_id>{act}", DISPATCHERS, DONE)
    ),
    *of("visit", "GET", "/visits/<visit_id>", BOTH, (200,)),
    *(
        row
        for act in ("assign", "cancel", "instruct", "retime")
        for row in of("visit", "POST", f"/visits/<visit_id>/{act}", DISPATCHERS, DONE)
    ),
    *of("visit", "GET", "/board/<visit_id>/costs", DISPATCHERS, (200,)),
    *of("visit", "POST", "/board/<visit_id>/move", DISPATCHERS, DONE),
    page("/van-stock", *DISPATCHERS, "supervisor", "their supervisor"),
    Row("/console/van-stock", "POST", "nothing typed", DISPATCHERS | {"supervisor", "their supervisor"}, DONE),
    Row("/console/views", "POST", "nothing typed", BOTH, DONE),
    *of("saved view", "POST", "/views/<view_id>/gone", DISPATCHERS, DONE),
    page("/planning", *DISPATCHERS),
    page("/board/paper", *DISPATCHERS, "supervisor", "their supervisor"),
    Row("/console/planning", "POST", "nothing typed", DISPATCHERS, DONE),
    *of("proposal", "GET", "/planning/<proposal_id>", DISPATCHERS, (200,)),
    *(
        row
        for act in ("accept", "undo")
        for row in of("proposal", "POST", f"/planning/<proposal_id>/{act}", DISPATCHERS, DONE)
    ),
    Row("/console/absences", "POST", "nothing typed", DISPATCHERS, DONE),
    *of("absence", "POST", "/absences/<absence_id>/end", DISPATCHERS, DONE),
    *of("visit", "POST", "/visits/<visit_id>/looked-over", DISPATCHERS | {"supervisor", "their supervisor"}, DONE),
    *household_rows(),
    *conflict_rows(),
    *held_rows(),
    *import_rows(),
    *of("visit", "POST", "/visits/<visit_id>/reveal", DISPATCHERS | {"supervisor", "their supervisor"}, (303,)),
    *of("device", "POST", "/devices/<device_id>/unlock", BOTH, DONE),
    *of("device", "POST", "/devices/<device_id>/revoke", ADMINISTRATORS, DONE),
    *of("person", "POST", "/people/<person_id>", ADMINISTRATORS, DONE),
    *of("person", "POST", "/people/<person_id>/reset", ADMINISTRATORS, DONE),
    *of("person", "POST", "/people/<person_id>/sessions", ADMINISTRATORS, DONE),
    *of("person", "POST", "/people/<person_id>/leave", ADMINISTRATORS, DONE),
    *of("person", "POST", "/people/<person_id>/readmit", ADMINISTRATORS, DONE),
    Row("/console/teams", "POST", "nothing typed", ADMINISTRATORS, DONE),
    *of("team", "POST", "/teams/<team_id>", ADMINISTRATORS, DONE),
]
