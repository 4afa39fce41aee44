"""The API of other systems: pages by cursor, writes that act once, scopes, and nothing of another organisation."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from server.accounts.api_keys import SCOPES, make
from server.api import idempotency
from server.api.idempotency import ApiAnswer
from server.customers.models import AccessRecord, Customer, Premises
from server.kernel import clock
from server.kernel.transaction import write
from server.standards.publishing import publish
from server.visits.models import Visit
from tests.scenario import Scenario
from tests.second_language import KIND, speed_visit
from tests.server.dispatch.test_orders import tomorrow

pytestmark = pytest.mark.both_databases  # because of who waits for whom, and the order of a page


class System:
    """Another system with its key."""

    def __init__(self, scenario: Scenario, scopes: tuple[str, ...] = SCOPES, *, theirs: bool = False) -> None:
        organisation = scenario.cast.theirs if theirs else scenario.ours
        by = scenario.cast.people["qiantao" if theirs else "wufang"]
        with scenario.app.app_context():
            key = write(lambda: make(organisation, by, "ERP", list(scopes)))
        self.scenario, self.headers = scenario, {"Authorization": f"Bearer {key}"}

    def get(self, path: str, **query: Any) -> Any:
        return self.scenario.cast.visitor().get(f"/api/v1{path}", query_string=query, headers=self.headers)

    def send(self, path: str, content: bytes, token: str) -> Any:
        """A file as it is."""
        headers = self.headers | {"Idempotency-Key": token, "Content-Type": "application/octet-stream"}
        return self.scenario.cast.visitor().post(f"/api/v1{path}", data=content, headers=headers)

    def post(self, path: str, said: dict[str, Any] | None, token: str = "t-1") -> Any:
        headers = self.headers | ({"Idempotency-Key": token} if token else {})
        return self.scenario.cast.visitor().post(f"/api/v1{path}", json=said, headers=headers)


def an_order(**more: Any) -> dict[str, Any]:
    place = {"estate": "翠湖花园", "building": "3栋2单元1201"}
    said = {"name": "施慧", "phone": "138 1234 0001", "place": place, "kind_of_work": "repair", "day": tomorrow()}
    return said | {"start": "09:00", "end": "11:00", "symptom": "没有信号"} | more


def test_an_order_becomes_a_visit_under_the_rules_of_the_intake_page(scenario: Scenario) -> None:
    answer = System(scenario).post("/orders", an_order())
    assert answer.status_code == 201, answer.text
    visit = answer.get_json()
    assert (visit["state"], visit["kind_of_work"], visit["day"]) == ("planned", "repair", tomorrow())
    assert clock.hour_and_minute(visit["window_from"], scenario.zone) == "9:00"
    place = next(row for row in scenario.rows(Premises) if row.id == visit["place"])
    assert (place.building, place.unit, place.room) == ("3", "2", "1201")
    known = System(scenario).post("/orders", an_order(name="", phone="", place={}, customer=visit["customer"]))
    assert known.status_code == 201 and known.get_json()["place"] == visit["place"], known.text


def test_K5_F7_a_window_beside_an_agreed_time_is_not_dropped_in_silence(scenario: Scenario) -> None:
    """Guard: `one_time` in server/api/writing.py"""
    answer = System(scenario).post("/orders", an_order(agreed="10:00"))
    assert answer.status_code == 400 and list(answer.get_json()["errors"]) == ["agreed"] and not scenario.rows(Visit)
    answer = System(scenario).post("/orders", an_order(start="14:00", end="09:00"))
    assert answer.status_code == 400 and not scenario.rows(Visit), answer.text


def test_the_same_request_acts_once_and_answers_alike(scenario: Scenario) -> None:
    """Guard: `idempotency.once`."""
    system = System(scenario)
    first, again = (system.post("/orders", an_order()) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200) and first.get_json() == again.get_json()
    other = system.post("/orders", an_order(symptom="换了内容"))
    assert (other.status_code, other.get_json()["code"]) == (422, "idempotency_key_used")
    assert system.post("/orders", an_order(), token="").get_json()["code"] == "idempotency_key_needed"
    assert len(scenario.rows(Visit)) == 1
    assert System(scenario).post("/orders", an_order()).status_code == 201  # another key's token is its own


def test_five_times_at_once_acts_once(scenario: Scenario) -> None:
    """Guard: the lock of `once`."""
    system = System(scenario)
    with ThreadPoolExecutor(5) as many:
        answers = list(many.map(lambda _: system.post("/orders", an_order()), range(5)))
    assert sorted(each.status_code for each in answers) == [200, 200, 200, 200, 201]
    assert len(scenario.rows(Visit)) == 1


def test_a_refused_request_may_be_mended_under_the_same_token(scenario: Scenario) -> None:
    system = System(scenario)
    bad = system.post("/orders", an_order(kind_of_work="dance", phone="12", place={}))
    assert bad.status_code == 400 and set(bad.get_json()["errors"]) == {"phone"}
    bad = system.post("/orders", an_order(kind_of_work="dance", place={}, day="2020-01-01", team="x" * 36))
    assert bad.status_code in (400, 422)
    bad = system.post("/orders", an_order(kind_of_work="dance", place={}))
    assert set(bad.get_json()["errors"]) == {"kind_of_work", "estate"}, bad.text
    assert "没有" not in str(bad.get_json()["errors"]) and scenario.rows(Visit) == []
    assert system.post("/orders", an_order()).status_code == 201


def test_pages_come_by_cursor_and_leave_nothing_out_that_is_entered_meanwhile(scenario: Scenario) -> None:
    system, made = System(scenario), [scenario.order() for _ in range(5)]
    first = system.get("/visits", limit=2).get_json()
    late = scenario.order()
    seen, page = [each["id"] for each in first["items"]], first
    while page["next"]:
        page = system.get("/visits", limit=2, cursor=page["next"]).get_json()
        seen += [each["id"] for each in page["items"]]
    assert seen == [*made, late]
    assert [each["id"] for each in system.get("/visits", state="cancelled").get_json()["items"]] == []
    assert system.get("/visits", limit=201).status_code == 422 and system.get("/visits", cursor="x").status_code == 422


def test_customers_are_entered_once_read_and_each_reading_is_on_record(scenario: Scenario) -> None:
    """DA-3. Guard: `saw_by`."""
    system = System(scenario)
    said = {"name": "欧阳娜娜", "phone": "13812340009", "account": "A-9", "salutation": "ms"}
    answer = system.post("/customers", said | {"place": {"estate": "滨江一号", "building": "2-1-101"}})
    assert answer.status_code == 201 and answer.get_json()["places"][0]["room"] == "101", answer.text
    known = system.post("/customers", said, token="t-2")
    assert (known.status_code, known.get_json()["code"]) == (409, "customer_known")
    mine = system.get(f"/customers/{answer.get_json()['id']}").get_json()
    assert (mine["name"], mine["phone"], mine["account"]) == ("欧阳娜娜", "13812340009", "A-9")
    assert len(system.get("/customers").get_json()["items"]) == 2
    looks = [(row.what, row.count) for row in scenario.rows(AccessRecord)]
    assert ("phone", None) in looks and ("list", 2) in looks


def test_a_cancelled_visit_is_over(scenario: Scenario) -> None:
    system, visit = System(scenario), scenario.order(days=1)
    said = {"reason": "家里没人", "by": "customer"}
    answer = system.post(f"/visits/{visit}/cancel", said)
    assert answer.status_code == 201 and answer.get_json()["state"] == "cancelled"
    again = system.post(f"/visits/{visit}/cancel", said, token="t-2")
    assert again.get_json()["code"] == "visit_is_over"


def test_a_key_does_what_its_scopes_say_and_nothing_of_another_organisation(scenario: Scenario) -> None:
    """Guard: `require_scope` of each route, and the organisation in each statement."""
    visit, customer = scenario.order(), scenario.customers[scenario.ours][0]
    reads = {
        "/visits": "read_visits",
        f"/visits/{visit}": "read_visits",
        "/customers": "read_customers",
        f"/customers/{customer}": "read_customers",
        "/matters": "read_matters",
        "/commitments": "read_matters",
    }
    for scope in sorted(set(reads.values())):
        system = System(scenario, (scope,))
        for path, needed in reads.items():
            assert system.get(path).status_code == (200 if needed == scope else 403), (scope, path)
        assert system.post("/orders", an_order()).status_code == 403
        assert system.post("/customers", {"name": "x"}).status_code == 403
    stranger = System(scenario, theirs=True)
    assert stranger.get(f"/visits/{visit}").status_code == 404
    assert stranger.get(f"/customers/{customer}").status_code == 404
    assert stranger.post(f"/visits/{visit}/cancel", {"reason": "x", "by": "us"}).status_code == 404
    assert stranger.get("/visits").get_json()["items"] == [] == stranger.get("/matters").get_json()["items"]
    assert stranger.post("/orders", an_order(customer=customer)).status_code == 400
    assert len(scenario.rows(Customer)) == 2


def test_matters_and_commitments_are_listed(scenario: Scenario) -> None:
    scenario.order()
    found = System(scenario).get("/matters").get_json()["items"]
    assert found and set(found[0]) >= {"id", "number", "state", "accepted_at"}
    assert System(scenario).get("/commitments", state="open").status_code == 200


def test_answers_are_kept_for_a_day(scenario: Scenario) -> None:
    System(scenario).post("/orders", an_order())
    with scenario.app.app_context():
        assert idempotency.forget_old(scenario.ours) == 0
        with clock.telling(clock.later(clock.now(), hours=25)):
            assert idempotency.forget_old(scenario.ours) == 1
    assert scenario.rows(ApiAnswer) == []


def test_an_order_of_another_system_says_the_inputs_of_its_standard(scenario: Scenario) -> None:
    with scenario.app.app_context():
        write(lambda: publish(scenario.ours, speed_visit(), clock.now()))
    system = System(scenario)
    made = system.post("/orders", an_order(kind_of_work=KIND, inputs={"speed": "300"}))
    assert made.status_code == 201, made.text
    assert scenario.visit(made.get_json()["id"]).order_inputs == '{"speed": "300"}'
    refused = system.post("/orders", an_order(kind_of_work=KIND, inputs={"speed": "fast"}), token="t-2")
    assert refused.status_code == 400
    assert "inputs" in refused.get_json()["errors"]
