"""How long a visit took: on the way and on site, on its page and in the exported list; what is uncertain is not shown."""

from __future__ import annotations

import io

from python_calamine import CalamineWorkbook

from server.kernel import clock
from server.visits.durations import Durations, durations
from server.visits.models import Fact
from tests.scenario import Scenario
from tests.server.console.desk import Desk, desk  # noqa: F401 - a fixture

DAY = "2026-07-14T"


def fact(kind: str, at: str, *, uncertain: bool = False, outcome: str = "applied", **body: str) -> Fact:
    moment = f"{DAY}{at}:00.000Z"
    found = Fact(id=f"{kind}{at}", kind=kind, at=moment, corrected_at=moment, uncertain=uncertain, outcome=outcome)
    found.text = '{"body": %s}' % str(body).replace("'", '"')  # noqa: UP031
    return found


WAY = [fact("departed", "01:00"), fact("arrived", "01:24"), fact("ended", "02:10", outcome="applied")]


def test_from_door_to_door_and_from_the_door_to_the_end() -> None:
    assert durations(WAY) == Durations(24, 46)
    assert durations([*WAY, fact("left", "02:15")]) == Durations(24, 51)  # who stays to the receipt leaves later
    assert durations([fact("departed", "00:30"), *WAY]) == Durations(24, 46)  # he turned back once
    assert durations([*WAY, fact("arrived", "03:00")]) == Durations(24, 46)
    assert durations(WAY[1:]) == Durations(None, 46)
    assert durations(WAY[:1]) == Durations()


def test_an_uncertain_time_says_nothing_of_anybody() -> None:
    assert durations([WAY[0], fact("arrived", "01:24", uncertain=True), WAY[2]]) == Durations()
    assert durations([*WAY[:2], fact("ended", "02:10", uncertain=True)]) == Durations(24, None)


def test_it_stands_on_the_visits_page_and_in_the_list_that_is_exported(desk: Desk, scenario: Scenario) -> None:  # noqa: F811
    now = clock.now()
    with clock.telling(clock.later(now, minutes=-100)):  # because what is older than its order is uncertain
        visit = scenario.given("liming", agreed_at=clock.later(now, minutes=60))
        phone = scenario.phone("liming")
    for kind, ago in (("departed", 90), ("arrived", 70), ("entered", 69)):
        phone.report(kind, {}, visit=visit, at=clock.later(now, minutes=-ago))
    phone.report("ended", {"outcome": "nobody_home"}, visit=visit, at=clock.later(now, minutes=-15))
    phone.sync()
    page = desk.get(f"/console/visits/{visit}")
    assert "路上 20 分" in page and "在客户家 55 分" in page
    file = desk.client.get("/console/exports/visits.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.data)).get_sheet_by_index(0).to_python()
    assert rows[0][-2:] == ["路上（分钟）", "在客户家（分钟）"] and rows[1][-2:] == [20, 55]
