"""One search in every list of the office: initials, any part of a number, an address, full-width; the same words find the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from server.callbacks.models import CallBack
from server.customers.models import AccessRecord, Customer, Premises
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.transaction import write
from server.matters.matter_models import Matter
from tests.cast import Cast
from tests.server.complaints.conftest import Complaints, desk  # noqa: F401 - a fixture
from tests.server.matters.conftest import at  # noqa: F401 - a fixture

pytestmark = pytest.mark.both_databases  # because what is found is the database's

CALLER: tuple[str, ...] = (
    "单晓梅",
    "sxm",
    "13800006618",
    "138****6618",
    "6618",
    "１３８００００６６１８",
    "翠湖 sxm",
    "chhy",
    "12-3-1501",
)
CALLER += ("12幢3单元1501室", "１２－３－１５０１", "8800")
NOBODY = ("王五", "lxm", "13800006619", "12-4-1501", "晓梅 1502", "%", "_")


@pytest.fixture
def caller(desk: Complaints) -> str:  # noqa: F811 - the fixture
    """The scenario's customer, renamed; her id."""
    customer, premises = desk.scenario.customers[desk.ours]

    def change() -> None:
        who = db.session.get_one(Customer, (desk.ours, customer))
        where = db.session.get_one(Premises, (desk.ours, premises))
        who.name, who.phone, who.account_number = "单晓梅", "13800006618", "8800-1234"
        where.district, where.estate, where.rural = "江城区", "翠湖花园", None
        where.building, where.unit, where.room = "12", "3", "1501"

    with desk.scenario.app.app_context():
        write(change)
    return customer


def found(desk: Complaints, address: str, typed: str, by: str = "zhoumin") -> set[str]:  # noqa: F811
    """The rows that a list shows for what was typed."""
    page = desk.scenario.cast.office(by).get(
        f"/console/{address}{'&' if '?' in address else '?'}{urlencode({'q': typed})}"
    )
    assert page.status_code == 200
    return set(re.findall(r'<tr data-id="([^"]+)"', page.get_data(as_text=True)))


def test_16_matters_complaints_and_call_backs_are_found_by_who_called(desk: Complaints, caller: str) -> None:  # noqa: F811
    """Guard: server/customers/search.py:rows_found, server/callbacks/search.py:search"""
    visit = desk.given("10:00")
    complaint, call = desk.says(visit=visit, customer=caller, persons=(desk.person("liming"),)), new_id()
    [matter] = [row for row in desk.scenario.rows(Matter) if row.customer_id == caller]
    days = {"due_on": "2026-12-01", "due_from": "2026-12-01", "due_to": "2026-12-03"}
    row = CallBack(
        id=call, plan="sample", subject_id=visit, customer_id=caller, visit_id=visit, state="planned", **days
    )
    row.organisation_id = desk.ours
    with desk.scenario.app.app_context():
        write(lambda: db.session.add(row))
    lists = {"matters": matter.id, "complaints": complaint, "callbacks": call}
    for typed in (*CALLER, "江城区翠湖"):
        assert {name: found(desk, name, typed) for name in lists} == {name: {id_} for name, id_ in lists.items()}, typed
    for typed in NOBODY:
        assert {name: found(desk, name, typed) for name in lists} == dict.fromkeys(lists, set()), typed
    number = desk.scenario.visit(visit).number
    assert found(desk, "complaints", number) == {complaint} and found(desk, "callbacks", number.lower()) == {call}
    assert found(desk, "complaints", desk.row(complaint).number[2:]) == {complaint} == found(desk, "complaints", "lm")
    assert found(desk, "matters", matter.number.replace("-", "")) == {matter.id}


def test_16_a_matter_without_a_customer_is_found_by_title_and_place_until_they_are_forgotten(
    desk: Complaints,  # noqa: F811
) -> None:
    """Guard: server/matters/search.py:follow, server/matters/forgetting.py:forget"""
    from server.kernel.wiring import Forgetting
    from server.matters.forgetting import forget

    desk.given("10:00")
    [matter] = desk.scenario.rows(Matter)

    def change() -> None:
        row = db.session.get_one(Matter, (desk.ours, matter.id))
        row.title, row.place, row.customer_id, row.premises_id = "路面渗水", "解放路 88 号门口", None, None

    with desk.scenario.app.app_context():
        write(change)
    for typed in ("渗水", "解放路88", "lmss"):
        assert found(desk, "matters", typed) == {matter.id}, typed
    with desk.scenario.app.app_context():
        write(lambda: forget(Forgetting(desk.ours, frozenset({"bodies"}), "asked", subjects=(matter.id,))))
    assert found(desk, "matters", "渗水") == set() == found(desk, "matters", "解放路")
    assert found(desk, "matters", matter.number) == {matter.id}


def test_16_a_search_looks_through_what_is_closed_and_a_state_narrows_it(desk: Complaints, caller: str) -> None:  # noqa: F811
    desk.given("10:00")
    [matter] = [row for row in desk.scenario.rows(Matter) if row.customer_id == caller]

    def close() -> None:
        db.session.get_one(Matter, (desk.ours, matter.id)).state = "closed"

    with desk.scenario.app.app_context():
        write(close)
    assert found(desk, "matters", "sxm") == {matter.id} and found(desk, "matters?show=closed", "sxm") == {matter.id}
    page = desk.scenario.cast.office("zhoumin").get("/console/matters?q=sxm&show=open").get_data(as_text=True)
    assert matter.id not in page and 'value="sxm"' in page


def test_12_nobody_learns_by_a_search_who_complained_of_them(desk: Complaints, caller: str) -> None:  # noqa: F811
    """Ruling 12. Guard: server/complaints/search.py:search, which leaves the own ones out"""
    own = desk.says(customer=caller, persons=(desk.person("chenjing"),))
    for typed in ("sxm", "6618", "cj"):
        assert found(desk, "complaints", typed) == {own}, typed
        assert found(desk, "complaints", typed, by="chenjing") == set(), typed
    assert found(desk, "complaints", desk.row(own).number, by="chenjing") == {own}


def test_DA3_a_search_for_a_number_is_on_record_wherever_it_was_typed(desk: Complaints, caller: str) -> None:  # noqa: F811
    """Guard: server/customers/access.py:searched, called by each list"""
    desk.says(visit=desk.given("10:00"), customer=caller)
    for name in ("customers", "visits", "matters", "complaints", "callbacks"):
        before = len(desk.scenario.rows(AccessRecord))
        found(desk, name, "13800006618")
        new = desk.scenario.rows(AccessRecord)[before:]
        assert [row.what for row in new] == ["list"], name


@pytest.mark.parametrize("typed", ["王强", "wq", "WANG QIANG", "wangqiang", "0118", "０１１８", "118"])
def test_16_people_phones_and_vans_are_found_by_name_initials_and_badge(
    desk: Complaints,  # noqa: F811
    cast: Cast,
    typed: str,
    at: Callable[[str], None],  # noqa: F811
) -> None:
    """Guard: server/accounts/search.py:search_staff, search_phones; server/kernel/search.py:is_named"""
    phone = desk.scenario.enrolled("wangqiang", "Pixel 9").device
    desk.scenario.enrolled("liming", "Mate 70")
    assert found(desk, "people", typed, by="wufang") == {cast.people["wangqiang"]}
    assert found(desk, "devices", typed, by="wufang") == {phone} == found(desk, "devices", "pixel", by="wufang")
    for person in ("liming", "wangqiang"):
        form = {
            "person": cast.people[person],
            "kind": "issued",
            "code": f"fq-20{len(person)}",
            "name": "阀球",
            "count": "1",
        }
        assert cast.office("chenjing").post("/console/van-stock", data=form).status_code == 303
    page: Any = cast.office("chenjing").get("/console/van-stock", query_string={"q": typed}).get_data(as_text=True)
    assert "FQ-209" in page and "FQ-206" not in page
    page = cast.office("chenjing").get("/console/van-stock", query_string={"q": "fq206"}).get_data(as_text=True)
    assert "FQ-206" in page and "FQ-209" not in page


@pytest.mark.parametrize("typed", ["沈月", "sy", "19977770001", "0001", "１９９７７７７０００１"])
def test_16_whom_a_customer_is_joined_with_is_found_by_the_same(desk: Complaints, caller: str, typed: str) -> None:  # noqa: F811
    """Guard: server/customers/console/edit.py:offered"""
    from tests.server.console.all_forms import somebody

    into = somebody(desk.scenario, "沈月", "19977770001")
    answer = desk.scenario.cast.office("chenjing").post(f"/console/customers/{caller}/merge", data={"into": typed})
    assert answer.status_code == 303 and into in answer.headers["Location"]
