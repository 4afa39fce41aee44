"""Webhooks: verified by the library of Standard Webhooks, at least once with one id, tried ten times over 75 hours, inspected and sent again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from server.accounts.audit import AuditEntry
from server.kernel import clock
from server.webhooks import sending
from server.webhooks.models import WebhookDelivery, WebhookEndpoint
from server.webhooks.sending import send_due
from tests.scenario import Scenario
from tests.server.console.desk import Desk, Page
from tests.server.notices.receiver import Got, Receiver, receiver, settings  # noqa: F401 - two are fixtures

pytestmark = pytest.mark.both_databases  # because of what is claimed by whom


@pytest.fixture
def office(scenario: Scenario) -> Desk:
    return Desk(scenario.cast.office("wufang"))


def added(office: Desk, receiver: Receiver, groups: str = "visit") -> str:
    """The secret of a new endpoint, as the page shows it once."""
    said = {"name": "ERP", "url": receiver.url, "groups": groups}
    return secret_on(office, office.client.post("/console/webhooks", data=said))


def secret_on(office: Desk, answer: Any) -> str:
    page = Page(office.client.get(answer.headers["Location"]))
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", page.source)
    assert found, page.text
    return found[0]


def verified(secret: str, got: Got) -> dict[str, Any]:
    """What the library reads; it raises for a wrong signature."""
    return Webhook(secret).verify(got.body, got.headers)


def run_job(scenario: Scenario) -> int:
    with scenario.app.app_context():
        return send_due(scenario.ours)


def endpoint(scenario: Scenario) -> WebhookEndpoint:
    [found] = scenario.rows(WebhookEndpoint)
    return found


def test_I_a_visit_is_told_signed_as_the_library_verifies_and_without_a_name(
    office: Desk, scenario: Scenario, receiver: Receiver
) -> None:
    secret, visit = added(office, receiver), scenario.given("liming")
    assert run_job(scenario) == 2
    said = [verified(secret, got) for got in receiver.got]
    assert [each["type"] for each in said] == ["visit.ordered", "visit.assigned"]
    assert said[0]["data"]["id"] == visit and said[1]["data"]["state"] == "planned"
    assert said[1]["data"]["version"] > said[0]["data"]["version"]  # because messages may come out of order
    assert "林晓梅" not in str(said) and "13812341234" not in str(said)
    with pytest.raises(WebhookVerificationError):
        verified(secret, receiver.got[0]._replace(body=receiver.got[0].body + b" "))
    assert run_job(scenario) == 0 and len(receiver.got) == 2


def test_a_phones_facts_and_matters_are_told_to_who_asked_for_them(
    office: Desk, scenario: Scenario, receiver: Receiver
) -> None:
    secret = added(office, receiver, "visit")
    phone, visit = scenario.phone(), scenario.given("liming")
    phone.sync_all()
    phone.report("departed", {}, visit=visit)
    phone.sync()
    scenario.order(theirs=True)
    run_job(scenario)
    types = [verified(secret, got)["type"] for got in receiver.got]
    assert types[-1] == "visit.departed" and not any(each.startswith("matter.") for each in types)


def test_I_a_dead_receiver_is_tried_ten_times_over_75_hours_and_then_switched_off(
    office: Desk, scenario: Scenario, receiver: Receiver
) -> None:
    """Guard: `WAITS`, and the end in `_settle`."""
    receiver.says = lambda number: (500, b"down")
    added(office, receiver)
    scenario.order()
    now = begin = clock.now()
    for _ in range(12):
        with clock.telling(now):
            run_job(scenario)
        [row] = scenario.rows(WebhookDelivery)
        if row.state == "given_up":
            break
        now = row.due_at
    assert (row.attempts, row.status, row.answer) == (10, 500, "down") and len(receiver.got) == 10
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1
    assert 75 * 3600 <= clock.milliseconds_between(begin, now) / 1000 <= 76 * 3600
    assert endpoint(scenario).off == "dead"
    assert "送不到" in office.get("/console/settings")
    scenario.order()
    assert len(scenario.rows(WebhookDelivery)) == 1  # nothing is queued for one that is off


def test_I_410_switches_off_and_retry_after_is_kept_to(office: Desk, scenario: Scenario, receiver: Receiver) -> None:
    receiver.says = lambda number: (503, b"", {"Retry-After": "600"}) if number == 1 else (410, b"gone")
    added(office, receiver)
    scenario.order()
    run_job(scenario)
    [row] = scenario.rows(WebhookDelivery)
    assert clock.milliseconds_between(clock.now(), row.due_at) > 590_000
    with clock.telling(row.due_at):
        run_job(scenario)
    assert endpoint(scenario).off == "gone" and scenario.rows(WebhookDelivery)[0].state == "given_up"


def test_I_what_is_sent_again_by_hand_keeps_its_payload_has_a_new_id_and_names_the_old_one(
    office: Desk, scenario: Scenario, receiver: Receiver
) -> None:
    secret = added(office, receiver)
    scenario.order()
    run_job(scenario)
    [first] = scenario.rows(WebhookDelivery)
    page = office.get(f"/console/webhooks/{first.endpoint_id}?delivery={first.id}")
    assert "visit.ordered" in page and "送到了" in page and "200" in page
    office.client.post(f"/console/webhooks/{first.endpoint_id}/deliveries/{first.id}/replay", data={})
    run_job(scenario)
    again = scenario.rows(WebhookDelivery)[-1]
    assert again.id != first.id and again.origin == first.id
    assert receiver.got[0].body == receiver.got[1].body and verified(secret, receiver.got[1])
    assert receiver.got[0].headers["webhook-id"] != receiver.got[1].headers["webhook-id"]
    assert f"重发 {first.id}" in office.get(f"/console/webhooks/{first.endpoint_id}?delivery={again.id}")
    assert [row.kind for row in scenario.rows(AuditEntry)].count("webhook_replayed") == 1


def test_I_after_a_rotation_both_secrets_verify_for_a_day_and_then_the_new_one_alone(
    office: Desk, scenario: Scenario, receiver: Receiver
) -> None:
    """brandhaug #281. Guard: `old_until`."""
    old = added(office, receiver)
    new = secret_on(office, office.client.post(f"/console/webhooks/{endpoint(scenario).id}/rotate", data={}))
    scenario.order()
    run_job(scenario)
    assert verified(old, receiver.got[0]) == verified(new, receiver.got[0])
    with clock.telling(clock.later(clock.now(), hours=25)):
        scenario.order()
        run_job(scenario)
    assert receiver.got[1].headers["webhook-signature"].count("v1,") == 1
    assert receiver.got[0].headers["webhook-signature"].count("v1,") == 2
    assert new not in office.get("/console/webhooks").source


def test_a_worker_that_dies_while_sending_sends_again_under_the_same_id(
    office: Desk, scenario: Scenario, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(office, receiver)
    scenario.order()
    whole = sending.post

    def dies(*given: Any) -> Any:
        whole(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(sending, "post", dies)
    with pytest.raises(KeyboardInterrupt):
        run_job(scenario)
    monkeypatch.setattr(sending, "post", whole)
    assert run_job(scenario) == 0
    with clock.telling(clock.later(clock.now(), minutes=6)):
        assert run_job(scenario) == 1
    assert len(receiver.got) == 2 and len({got.headers["webhook-id"] for got in receiver.got}) == 1


def test_a_slow_receiver_does_not_hold_the_others(office: Desk, scenario: Scenario, receiver: Receiver) -> None:
    """A queue for each endpoint. Guard: `_send_to`."""
    added(office, receiver)
    broken = Receiver()
    broken.says = lambda number: None
    office.client.post("/console/webhooks", data={"name": "B", "url": broken.url, "groups": "visit"})
    for _ in range(3):
        scenario.order()
    run_job(scenario)
    broken.close()
    assert len(receiver.got) == 3 and len(broken.got) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/x",
        "https://user:secret@example.com/",
        "ftp://example.com",
        "javascript:alert(1)",
        "",
        "https://",
    ],
)
def test_an_address_that_may_not_be_posted_to_is_refused_with_what_was_typed(
    url: str, office: Desk, scenario: Scenario
) -> None:
    page = office.post("/console/webhooks", name="ERP", url=url, groups="visit")
    assert page.code == "bad_input" and page.field("name") == "ERP" and scenario.rows(WebhookEndpoint) == []


def test_an_address_that_points_inside_is_not_connected_to(
    office: Desk, scenario: Scenario, receiver: Receiver
) -> None:
    """stowleaf #79: the name is resolved at each delivery, and looked at. Guard: `channels.http.connected`."""
    url = receiver.url.replace("http://127.0.0.1", "https://localhost")
    office.client.post("/console/webhooks", data={"name": "x", "url": url, "groups": "visit"})
    scenario.order()
    run_job(scenario)
    [row] = scenario.rows(WebhookDelivery)
    assert receiver.got == [] and (row.status, row.reason) == (0, "address_inside")


def test_a_test_message_switching_and_removing(office: Desk, scenario: Scenario, receiver: Receiver) -> None:
    secret = added(office, receiver, "matter")
    one = endpoint(scenario).id
    office.client.post(f"/console/webhooks/{one}/test", data={})
    run_job(scenario)
    assert verified(secret, receiver.got[0])["type"] == "webhook.test"
    office.client.post(f"/console/webhooks/{one}/turn", data={})
    assert endpoint(scenario).off == "by_person"
    office.client.post(f"/console/webhooks/{one}/turn", data={"on": "1"})
    assert endpoint(scenario).off == ""
    office.client.post(f"/console/webhooks/{one}/remove", data={})
    assert scenario.rows(WebhookEndpoint) == [] == scenario.rows(WebhookDelivery)
