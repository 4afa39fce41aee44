"""A time that a customer wishes on their page is kept from the office's hands, too: intake does not offer it without a word, the board says whose it is."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from server.feedback import answers
from server.feedback.answers import wished as wished_times
from server.feedback.models import CustomerAnswer
from server.kernel.db import db
from server.kernel.transaction import write
from server.visits.models import Visit
from server.visits.office import actions
from tests.scenario import moment
from tests.server.console.desk import Desk
from tests.server.dispatch.test_orders import read_aloud
from tests.server.feedback.test_visit_page import Customer
from tests.server.matters.conftest import at  # noqa: F401 - a fixture
from tests.server.notices.conftest import Office, office, receiver, settings  # noqa: F401 - fixtures

pytestmark = pytest.mark.both_databases
SLOT = "2026-12-01 13:00-15:00"  # tomorrow of the scene's Monday
ORDER = {
    "phone": "19900003907",
    "name": "施慧",
    "estate": "阳光里",
    "building": "6",
    "unit": "1",
    "room": "1802",
    "work": "meter-repair",
}


class Wishing:
    """Two technicians, one of them busy tomorrow at 13:00, and a customer of today's 15:00; it is 14:10."""

    def __init__(self, office: Office) -> None:  # noqa: F811
        self.office, self.customer = office, Customer(office, office.given("15:00"))
        office.scenario.given("liming", days=1, hour="13:00")
        office.at("2026-11-30 14:10")

    def wishes(self) -> Office:
        """The customer wishes the place that is left tomorrow at 13:00; it is kept until 14:40."""
        slot = f"{moment(1, '13:00')} {moment(1, '15:00')}"
        assert "先给您留半小时" in self.customer.presses("/times", slot=slot)
        return self.office


@pytest.fixture
def wishing(office: Office) -> Wishing:  # noqa: F811 - the fixture
    return Wishing(office)


@pytest.fixture
def wished(wishing: Wishing) -> Office:
    return wishing.wishes()


def cell(office: Office, **typed: str) -> str:  # noqa: F811
    """The slot as the intake page draws it."""
    drawn = office.scenario.cast.office("chenjing").post("/console/intake/draft", data=ORDER | typed).json["slots"]
    return re.search(rf'<label class="slot[^"]*"><input[^>]*value="{SLOT}"[^>]*>', drawn).group() + drawn  # type: ignore[union-attr]


def test_intake_keeps_the_wished_slot_and_says_for_whom_and_until_when(wished: Office) -> None:
    """Guard: `kept` in server/dispatch/intake/lookup.py"""
    drawn = cell(wished)
    assert " disabled" in drawn.split(">")[1] and "留到 14:40" in drawn
    assert "林女士想改到 12-01 13:00–15:00" in drawn
    wished.at("2026-11-30 14:40")
    later = cell(wished)
    assert " disabled" not in later.split(">")[1] and "还没答复" in later  # nobody has answered yet, and that is said
    [visit] = [each for each in wished.scenario.rows(Visit) if each.day == "2026-11-30"]
    wished.does(actions.reschedule, visit.id, asked_by="customer", agreed_at=moment(1, "09:00"))
    assert "想改到" not in cell(wished)


def test_wishes_whose_time_has_passed_take_the_place_of_none(wished: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard: `wished_to` in server/feedback/answers.py:wished"""
    monkeypatch.setattr(answers, "MOST_WISHES", 1)
    with wished.scenario.app.app_context():
        [kept] = wished_times(wished.ours)
        write(lambda: db.session.execute(update(CustomerAnswer).values(wished_to=moment(-1))))
        assert kept.visit and wished_times(wished.ours) == []


def test_an_order_that_was_read_back_before_does_not_take_the_wished_slot(wishing: Wishing) -> None:
    """Guard: `lookup.kept` in `take_order`."""
    desk = Desk(wishing.office.scenario.cast.office("chenjing"))
    typed = ORDER | {"slot": SLOT}
    read = read_aloud(desk, typed)
    office = wishing.wishes()
    before = len(office.scenario.rows(Visit))
    page = desk.post("/console/intake", **typed, **read)
    assert page.errors() == ["slot"] and "正留给一位客户" in page
    assert len(office.scenario.rows(Visit)) == before
    office.at("2026-11-30 14:40")
    assert desk.post("/console/intake", **typed, **read).status == 303


def test_the_board_says_which_time_a_customer_wishes_beside_the_rows_and_for_a_hand(wished: Office) -> None:
    client = wished.scenario.cast.office("chenjing")
    page = client.get("/console/board?day=2026-12-01").get_data(as_text=True)
    assert "林女士想改到 12-01 13:00–15:00" in page and "留到 14:40" in page
    [visit] = [each for each in wished.scenario.rows(Visit) if each.day == "2026-12-01"]
    costs = client.get(f"/console/board/{visit.id}/costs?day=2026-12-01").json
    assert [(each["from"], each["to"]) for each in costs["wished"]] == [(780, 900)]
    assert "林女士想改到" in costs["wished"][0]["words"]
