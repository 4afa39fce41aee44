"""A page costs what it shows, not how many people there are: every page of the console with 2,000 technicians in 40 teams and with 250 in five."""

from __future__ import annotations

from server.accounts.models import Person, Team
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.transaction import write
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture
from tests.server.test_reads_what_it_shows import SQLITE
from tests.server.test_routes_read import works
from tests.steps import steps_of

FEW, MANY, A_TEAM = 250, 2_000, 50  # both more than a page offers, so that nothing may grow but the choice of teams
ALLOWED, STEPS, BYTES = 1.2, 4_000, 16_000  # times, and what 35 more teams take
MAY = {
    "GET /console/responsibilities": "offers everybody; an administrator's page, opened rarely, that asks for nothing by itself",
    "GET /console/data": "the same",
    "GET /console/duty": "its form offers everybody",
    "GET /console/me/second-factor": "finds the few of the office among everybody for who leads; opened rarely",
}


def hired(scenario: Scenario, first: int, last: int) -> None:
    """Technicians number `first` to `last`, fifty a team; through the session, because the search follows it."""
    template = scenario.rows(Person, Person.login == "liming")[0]
    columns = {each.key: getattr(template, each.key) for each in Person.__table__.columns}
    with scenario.app.app_context():
        for start in range(first, last + 1, A_TEAM):
            team = {"organisation_id": scenario.ours, "id": new_id(), "name": f"第{start}班"}
            write(lambda team=team: db.session.add(Team(**team)))
            more = [
                {
                    "id": new_id(),
                    "login": f"t{n}",
                    "name": f"技工{n}",
                    "name_en": f"Hand {n}",
                    "badge": f"{n:05}",
                    "phone": None,
                    "team_id": team["id"],
                }
                for n in range(start, min(start + A_TEAM, last + 1))
            ]
            write(lambda more=more: db.session.add_all(Person(**columns | each) for each in more))


def taken_by(scenario: Scenario, sizes: tuple[int, ...]) -> dict[str, list[tuple[int, int]]]:
    """Page → (bytes, steps of the database) at each size of the staff."""
    named = {name: work for name, work in works(scenario, scenario.given()).items() if name.startswith("GET /console")}
    taken: dict[str, list[tuple[int, int]]] = {name: [] for name in named}
    before = 0
    for size in sizes:
        hired(scenario, before + 1, size)
        before = size
        for name, work in named.items():
            taken[name].append((len(work()), steps_of(scenario.app, work)))
    return taken


@SQLITE
def test_O4_no_page_reads_or_writes_the_whole_staff(scenario: Scenario) -> None:
    """O-4. Guard: server/accounts/offered.py:offered_technicians, and the page of people"""
    taken = taken_by(scenario, (FEW, MANY))
    grown = {
        name: (few, many)
        for name, (few, many) in taken.items()
        if (many[0] > ALLOWED * few[0] + BYTES or many[1] > ALLOWED * few[1] + STEPS) and name not in MAY
    }
    assert grown == {}
    assert max(many[0] for name, (_, many) in taken.items() if name not in MAY) < 100_000


@SQLITE
def test_O4_of_many_people_each_can_still_be_found_and_chosen(scenario: Scenario) -> None:
    """O-4. Guard: server/accounts/console/people.py:_listed, server/visits/console/visit_list.py:_people, server/visits/console/who_could.py:_able"""
    visit = scenario.given("ayguli")
    hired(scenario, 1, 450)
    office, owner = scenario.cast.office("chenjing"), scenario.cast.office("wufang")
    first, second = (owner.get(f"/console/people?after={after}").text for after in (0, 200))
    assert "技工100<" in first and "技工300<" not in first and "after=200" in first
    assert "技工300<" in second and "技工100<" not in second
    found = owner.get("/console/people?q=00431").text
    assert "技工431<" in found and "技工430<" not in found
    [last] = scenario.rows(Person, Person.login == "t450")
    chosen = owner.get(f"/console/people?person={last.id}").text
    assert "<h2>技工450</h2>" in chosen and "技工450</b>" not in chosen
    everybody = office.get("/console/visits").text
    assert "先选班组" in everybody and last.id not in everybody
    assert f"technician={last.id}" in office.get(f"/console/visits?team={last.team_id}").text
    assert "技工450" in office.get(f"/console/visits?technician={last.id}").text
    assigning = office.get(f"/console/visits?visit={visit}&do=assign").text
    assert (
        f'value="{scenario.cast.people["ayguli"]}"' in assigning
        and f'value="{scenario.cast.people["liming"]}"' in assigning
    )
    board = office.get("/console/board").text
    assert "李明" in board and "技工450" not in board
    assert "技工450" in office.get(f"/console/board?team={last.team_id}").text
