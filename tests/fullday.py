"""A full day of the board: many technicians in several teams, each with visits one after the other, windows and agreed times as an office has them."""

from __future__ import annotations

from server.kernel import clock
from tests.cast import SINCE
from tests.scenario import Scenario, moment

TEAMS = ("城东宽带班", "城西宽带班", "水表抢修班", "城北综合班")
PLACES = (
    "春晓苑",
    "紫荆公寓",
    "阳光里",
    "龙潭小区",
    "滨江一号",
    "翠湖花园",
    "锦绣江南",
    "水岸豪庭",
    "和平新村",
    "桃源居",
)
SURNAMES, NAMES = "李赵周马孙陈吴郑冯何曹唐韩许邓彭罗梁", "建国晓峰敏文涛立志远磊海波秀英玉兰家豪冬大勇丽华军"
WINDOWS = (("08:00", "10:00"), ("10:00", "12:00"), ("13:00", "15:00"), ("15:00", "17:00"), ("17:00", "19:00"))


def fill_day(scenario: Scenario, *, technicians: int, visits: int, days: int = 1, theirs: bool = False) -> list[str]:
    """So many technicians in four teams and so many visits of one day; every fortieth visit waits for somebody. Returns the visits' ids."""
    from server.accounts.models import Person, Team
    from server.customers.models import Customer, Premises
    from server.kernel.db import db
    from server.kernel.ids import new_id
    from server.kernel.transaction import write
    from server.visits.office import actions
    from server.visits.office.scheduling import schedule

    organisation, by = (scenario.cast.theirs, "sunli") if theirs else (scenario.ours, "chenjing")
    ours, by, found = organisation, scenario.cast.people[by], list[str]()
    teams, people = [new_id() for _ in TEAMS], [new_id() for _ in range(technicians)]

    def staff() -> None:
        for team, name in zip(teams, TEAMS, strict=True):
            db.session.add(Team(organisation_id=ours, id=team, name=name))
        for place, person in enumerate(people):
            name = SURNAMES[place % len(SURNAMES)] + NAMES[place * 2 % len(NAMES) : place * 2 % len(NAMES) + 2]
            db.session.add(
                Person(
                    organisation_id=ours,
                    id=person,
                    team_id=teams[place % len(teams)],
                    login=f"full{place}",
                    name=name,
                    badge=f"C{1000 + place}",
                    roles="technician",
                    created_at=SINCE,
                )
            )

    def homes(first: int, last: int) -> list[tuple[str, str]]:
        made = []
        for place in range(first, last):
            customer, premises = new_id(), new_id()
            made.append((customer, premises))
            db.session.add(
                Customer(
                    organisation_id=ours,
                    id=customer,
                    name=SURNAMES[place % len(SURNAMES)] + "女士",
                    salutation="ms",
                    phone=f"199{10000000 + place}",
                    language="zh-CN",
                    created_at=clock.now(),
                )
            )
            db.session.flush()
            pin = {
                "lat": 30_240_000 + place * 7919 % 60_000,
                "lon": 120_140_000 + place * 6007 % 90_000,
                "datum": "gcj02",
            }
            where = pin | {"estate": PLACES[place % len(PLACES)], "building": str(1 + place % 12), "unit": "1"}
            db.session.add(
                Premises(organisation_id=ours, id=premises, customer_id=customer, room=str(101 + place), **where)
            )
        db.session.flush()
        return made

    def order(first: int, last: int) -> None:
        for place, (customer, premises) in enumerate(homes(first, last), first):
            lead, turn = place % technicians, place // technicians % len(WINDOWS)
            start, end = (moment(days, hour, scenario.zone) for hour in WINDOWS[turn])
            agreed = clock.later(start, minutes=30) if place % 3 == 0 else None
            visit = actions.order_visit(
                ours,
                by,
                customer=customer,
                premises=premises,
                team=teams[lead % len(teams)],
                kind_of_work="repair",
                window=(start, end),
                agreed_at=agreed,
            )
            found.append(visit)
            if place % 40 == 39:
                continue
            actions.assign(ours, by, visit, people[lead], [])
            if not agreed:
                schedule(ours, by, visit, clock.later(start, minutes=10 * (place % 4)), 60 if place % 5 else None)

    with scenario.app.app_context():
        write(staff)
        for first in range(0, visits, 50):
            write(lambda first=first: order(first, min(visits, first + 50)))  # type: ignore[misc]
        db.session.remove()
        db.engine.dispose()
    return found
