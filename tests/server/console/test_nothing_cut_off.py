"""Kind 5: what somebody typed is kept whole or refused with how much fits; nothing is cut off in silence."""

from __future__ import annotations

import pytest

from server.accounts.calendar import CalendarDay
from server.accounts.models import Person
from server.complaints.mailbox.letters import GOES_ON, LONGEST, read_letter
from server.complaints.models import Complaint
from server.customers.models import Customer, Meter
from server.duty.models import Duty
from server.kernel.text.typed import length_trouble
from server.outages.models import Outage
from server.visits.models import Visit
from tests.server.console.desk import Desk
from tests.server.dispatch.test_orders import soon, tomorrow
from tests.server.import_export.handing_in import hand_in, mapped, the_run

LONG = "长" * 4001
YEAR = "2027-01-01,休,元旦\n"


@pytest.fixture
def administrator(scenario) -> Desk:
    return Desk(scenario.cast.office("wufang"))


@pytest.mark.parametrize(
    ("address", "typed", "field", "most"),
    [
        ("/console/complaints", {"text": LONG, "via": "phone"}, "text", 4000),
        ("/console/complaints", {"text": "没修好", "via": "phone", "serious": "长" * 201}, "serious", 200),
        (
            "/console/outages",
            {
                "kind": "emergency",
                "medium": "water",
                "scope": "3 幢",
                "to_day": "{day}",
                "to": "15:00",
                "reason": "长" * 201,
            },
            "reason",
            200,
        ),
        (
            "/console/duty",
            {
                "post": "hotline",
                "from_day": "{day}",
                "from": "8:00",
                "to_day": "{day}",
                "to": "20:00",
                "reason": "长" * 201,
            },
            "reason",
            200,
        ),
    ],
)
def test_P26_a_form_says_how_much_fits_and_gives_back_all_that_was_typed(
    desk: Desk, scenario, address: str, typed: dict[str, str], field: str, most: int
) -> None:
    """Guard: `text_typed` in server/kernel/text/typed.py"""
    typed = {name: value.format(day=tomorrow()) for name, value in typed.items()}
    page = desk.post(address, **typed)
    assert page.errors() == [field] and f"最多 {most} 个字" in page.text
    assert page.field(field) == typed[field]
    assert not any(scenario.rows(kind) for kind in (Complaint, Duty, Outage))


def test_P26_the_instructions_of_a_visit_and_a_persons_name_are_not_cut(
    desk: Desk, administrator: Desk, scenario
) -> None:
    visit = scenario.given("liming", agreed_at=soon(300))
    version = desk.get(f"/console/visits/{visit}?do=instruct").field("version")
    page = desk.post(f"/console/visits/{visit}/instruct", version=version, instructions="先关阀。" * 251)
    assert page.errors() == ["instructions"] and page.field("instructions") == "先关阀。" * 251
    people = len(scenario.rows(Person))
    page = administrator.post("/console/people", login="zhangwei", name="古" * 81, roles="technician")
    assert page.errors() == ["name"] and len(scenario.rows(Person)) == people


def test_P26_a_year_of_working_days_is_taken_whole_or_names_its_line(administrator: Desk, scenario) -> None:
    """What lay behind 20,000 characters was left out, and the page said that the year was imported."""
    spaced = "".join(f"2027-02-{day:02d},休,{'春节' if day < 28 else '最后一天'}{' ' * 900}\n" for day in range(1, 29))
    assert len(spaced) > 20_000
    done = administrator.post("/console/settings/calendar", year="2027", days=spaced)
    assert not done.errors() and {row.name for row in scenario.rows(CalendarDay)} == {"春节", "最后一天"}
    assert len(scenario.rows(CalendarDay)) == 28
    page = administrator.post("/console/settings/calendar", year="2027", days=YEAR + f"2027-01-02,休,{'假' * 41}")
    assert page.code == "calendar_line" and "第 2 行" in page.text and page.field("days").startswith("2027-01-01")
    assert len(scenario.rows(CalendarDay)) == 28
    page = administrator.post("/console/settings/calendar", year="2027", days=f"2027-01-01,休,{'假' * 140_000}")
    assert page.code == "calendar_line" and "第 1 行" in page.text
    administrator.post("/console/settings/calendar", year="2027", days="2027-01-01,休,元旦, 放一天")
    assert [row.name for row in scenario.rows(CalendarDay)] == ["元旦 放一天"]


def test_P26_the_number_of_a_meter_is_not_longer_than_its_place(desk: Desk, scenario) -> None:
    customer, place = scenario.customers[scenario.ours]
    path = f"/console/customers/{customer}/places/{place}/meters"
    page = desk.post(path, measures="water", meter_number="9" * 41)
    assert page.errors() == ["meter_number"] and "最多 40 个字" in page.text and not scenario.rows(Meter)


def test_P26_a_row_of_a_file_that_does_not_fit_is_bad_and_says_so(desk: Desk, scenario) -> None:
    """Guard: `ImportKind.understand` in server/kernel/tables.py"""
    lines = f"{'古' * 81},13812340001,,翠湖花园\n施慧,13812340002,{'9' * 41},翠湖花园\n林晓梅,13812340003,,翠湖花园\n"
    page = mapped(desk, hand_in(desk, "姓名,电话,户号,小区\n" + lines))
    assert the_run(scenario).bad == 2 and "最多 80 个字" in page and "最多 40 个字" in page


def test_P26_an_order_that_does_not_fit_is_not_stored_and_keeps_what_was_typed(desk: Desk, scenario) -> None:
    visits = len(scenario.rows(Visit)), len(scenario.rows(Customer))
    typed = {"phone": "13922220022", "name": "施慧", "estate": "翠湖花园", "symptom": "没有信号。" * 121}
    draft = desk.client.post("/console/intake/draft", data=typed).json
    page = desk.post("/console/intake", **typed)
    assert draft["read"] and "symptom" in page.errors() and page.field("symptom") == typed["symptom"]
    assert (len(scenario.rows(Visit)), len(scenario.rows(Customer))) == visits


def test_P26_a_mail_that_is_longer_than_a_complaint_says_that_it_goes_on() -> None:
    mail = f"From: shi@example.org\nSubject: hello\nContent-Type: text/plain; charset=utf-8\n\n{LONG}"
    said = read_letter(mail.encode()).text
    assert len(said) == LONGEST and said.endswith(GOES_ON)


@pytest.mark.parametrize(
    ("text", "fits"), [("字" * 80, True), ("字" * 80 + "  \u200b", True), ("字" * 80 + " 完", False)]
)
def test_P26_what_nobody_sees_does_not_count(text: str, fits: bool) -> None:
    assert (length_trouble(text, 80) == "") is fits
