"""Faults 1 to 4 of the design: answers lost, batches twice, out of order, and a server that dies around its commit."""

from __future__ import annotations

import gzip
import json
import threading
from typing import Any

import pytest

from server.demo.phone import PythonPhone
from tests.scenario import Scenario

pytestmark = pytest.mark.both_databases  # because who waits for whom


def three_facts(scenario: Scenario) -> tuple[str, PythonPhone]:
    visit = scenario.given()
    phone = scenario.phone()
    for kind in ("opened", "departed", "arrived"):
        phone.report(kind, visit=visit)
    return visit, phone


def request_of(phone: PythonPhone) -> bytes:
    facts = [text for _, text in phone.outbox]
    return gzip.compress(
        json.dumps(
            {"protocol": 1, "app_version": "0.1.0", "device": phone.device, "cursor": phone.cursor, "facts": facts}
        ).encode()
    )


def test_fault_01_killed_between_request_and_response_every_fact_is_there_once(scenario: Scenario) -> None:
    """Guard: server/sync/inbox.py:_same_again"""
    visit, phone = three_facts(scenario)
    status, lost = phone.send(request_of(phone))
    assert status == 200 and len(phone.outbox) == 3
    answer = phone.sync()
    assert answer["results"] == lost["results"]
    assert answer["countersignatures"] == lost["countersignatures"]
    assert phone.outbox == []
    assert [kind for kind, _ in scenario.log(visit)][-3:] == ["opened", "departed", "arrived"]


def test_fault_02_the_same_batch_at_once_from_two_threads_is_taken_in_once(scenario: Scenario) -> None:
    """Guard: server/sync/sender.py:locked"""
    visit, phone = three_facts(scenario)
    packed, answers = request_of(phone), []
    token = phone.send.client.get_cookie("doorstep_phone")  # type: ignore[attr-defined]
    ready = threading.Barrier(2)

    def send() -> None:
        client = scenario.app.test_client()
        client.set_cookie("doorstep_phone", token.value)
        ready.wait()
        answers.append(
            client.post(
                "/api/v1/sync", data=packed, headers={"Content-Type": "application/json", "Content-Encoding": "gzip"}
            )
        )

    threads = [threading.Thread(target=send) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json["results"] == answers[1].json["results"]
    assert [kind for kind, _ in scenario.log(visit)][-3:] == ["opened", "departed", "arrived"]


def test_half_a_batch_known_gives_stored_outcomes_and_takes_the_rest(scenario: Scenario) -> None:
    visit, phone = three_facts(scenario)
    everything = [text for _, text in phone.outbox]
    phone.sync(facts=everything[:2])
    answer = phone.sync(facts=everything)
    assert [(result["seq"], result["outcome"]) for result in answer["results"]] == [
        (1, "applied"),
        (2, "applied"),
        (3, "applied"),
    ]
    assert answer["last_seq"] == 3 and len(scenario.log(visit)) == 5


def test_fault_03_a_gap_stops_the_batch_and_says_which_fact_is_expected(scenario: Scenario) -> None:
    """Guard: server/sync/inbox.py:_sort_out"""
    visit, phone = three_facts(scenario)
    first, _, third = [text for _, text in phone.outbox]
    answer = phone.sync(facts=[first, third])
    assert answer["expected_seq"] == 2 and answer["last_seq"] == 1
    assert [result["seq"] for result in answer["results"]] == [1]
    assert [kind for kind, _ in scenario.log(visit)][-1] == "opened"
    assert "expected_seq" not in phone.sync()
    assert [kind for kind, _ in scenario.log(visit)][-3:] == ["opened", "departed", "arrived"]


def test_fault_03_batches_out_of_order_end_in_the_same_log(scenario: Scenario) -> None:
    """Guard: server/sync/inbox.py:_sort_out"""
    visit, phone = three_facts(scenario)
    first, second, third = [text for _, text in phone.outbox]
    assert phone.sync(facts=[third])["expected_seq"] == 1
    assert phone.sync(facts=[third, first, second])["last_seq"] == 3
    assert [kind for kind, _ in scenario.log(visit)][-3:] == ["opened", "departed", "arrived"]


def test_fault_04_the_server_dies_before_its_commit_and_nothing_has_advanced(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: server/kernel/transaction.py:_committed"""
    from sqlalchemy.exc import OperationalError

    from server.kernel.db import OneEngineTwoManners
    from server.sync.models import Countersignature, Received

    visit, phone = three_facts(scenario)
    commit = OneEngineTwoManners.commit

    def die(self: Any) -> None:
        if self.info.get("writing"):
            raise OperationalError("COMMIT", {}, Exception("disk is full"))
        commit(self)

    with monkeypatch.context() as patch:
        patch.setattr(OneEngineTwoManners, "commit", die)
        problem = phone.sync()
    assert problem["code"] == "passing_fault" and problem["status"] == 503
    assert scenario.rows(Received) == [] and scenario.rows(Countersignature) == [] and len(scenario.log(visit)) == 2
    assert len(phone.outbox) == 3
    assert phone.sync()["last_seq"] == 3


def test_fault_04_the_server_dies_after_its_commit_and_the_stored_outcome_comes_again(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: server/sync/inbox.py:_same_again"""
    from sqlalchemy.exc import OperationalError

    from server.sync import routes

    visit, phone = three_facts(scenario)

    def die(*_: Any) -> None:
        raise OperationalError("SELECT", {}, Exception("connection is gone"))

    with monkeypatch.context() as patch:
        patch.setattr(routes, "pull", die)
        assert phone.sync()["code"] == "passing_fault"
    assert len(phone.outbox) == 3 and len(scenario.log(visit)) == 5
    assert [result["outcome"] for result in phone.sync()["results"]] == ["applied"] * 3
    assert phone.outbox == [] and len(scenario.log(visit)) == 5


def test_fault_19_a_copied_phone_is_told_so_and_nothing_is_written(scenario: Scenario) -> None:
    """Guard: server/sync/inbox.py:_same_again"""
    visit, phone = three_facts(scenario)
    phone.sync()
    phone.seq = 2
    phone.report("entered", visit=visit)
    problem = phone.sync()
    assert problem["code"] == "cloned_device" and problem["status"] == 409
    assert [kind for kind, _ in scenario.log(visit)][-1] == "arrived"


def test_fault_19_what_a_copied_phone_signs_again_under_a_new_name_is_known_by_its_id(scenario: Scenario) -> None:
    """Guard: server/visits/receive.py:_known_ids"""
    visit, phone = three_facts(scenario)
    originals = [json.loads(text) for _, text in phone.outbox]
    phone.sync()
    anew = scenario.phone("liming", "The same phone, enrolled anew")
    for fact in originals:
        replaces = {"device": phone.device, "seq": fact["seq"], "hash": "0" * 64}
        anew.report(
            fact["kind"], fact["body"], visit=visit, id=fact["id"], salt=fact["salt"], at=fact["at"], replaces=replaces
        )
    anew.report("entered", visit=visit)
    assert [result["outcome"] for result in anew.sync()["results"]] == ["merged", "merged", "merged", "applied"]
    assert [kind for kind, _ in scenario.log(visit)][-4:] == ["opened", "departed", "arrived", "entered"]
