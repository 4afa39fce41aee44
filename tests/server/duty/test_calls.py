"""API keys, and what a telephone system reports by them: missed calls are measured, and called back within ten minutes (FT-11, FT-16)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from server.accounts.api_keys import ApiKey, make, revoke
from server.accounts.audit import AuditEntry
from server.duty import actions
from server.duty.calls import answering, call_back, notice
from server.kernel.problem import Problem
from server.kernel.transaction import write
from tests.server.duty.conftest import Duties
from tests.server.matters.conftest import local

pytestmark = pytest.mark.both_databases  # because the record rests on what each finds, orders and locks

CALLS = "/api/v1/calls"


def key_for(duties: Duties) -> str:
    with duties.scenario.app.app_context():
        return write(lambda: make(duties.ours, duties.person("wufang"), "交换机", ["calls"]))


def reports(duties: Duties, key: str, **call: Any) -> Any:
    said = {"id": "pbx-1", "at": local("2026-11-30 14:00"), "missed": True, "rings": 9, "caller": "19977770009"} | call
    return duties.scenario.cast.visitor().post(CALLS, json=said, headers={"Authorization": f"Bearer {key}"})


def back(duties: Duties, result: str = "reached", by: str = "chenjing") -> Any:
    return duties.acts(call_back, duties.calls()[0].id, result=result, by=by)


def told(duties: Duties) -> int:
    with duties.scenario.app.app_context():
        return notice(duties.ours)


def test_a_key_is_shown_once_stored_as_a_hash_and_entered_in_the_audit_log(duties: Duties, cast: Any) -> None:
    office = cast.office("wufang")
    answer = office.post("/console/keys", data={"name": "交换机", "scopes": "calls"})
    shown = office.get(answer.headers["Location"]).text
    key = re.search(r"dsk_[A-Za-z0-9_-]{43}", shown).group(0)
    assert key not in office.get("/console/keys").text
    assert (
        key not in cast.office("wufang").get(answer.headers["Location"]).text
    )  # the address opens for this sign-in alone
    row = next(each for each in duties.scenario.rows(ApiKey) if key.startswith(each.begins))
    assert key not in str(vars(row)) and row.secret_hash != key
    assert [each.words()["detail"]["name"] for each in duties.scenario.rows(AuditEntry) if each.kind == "api_key_made"]
    assert key not in "".join(each.said or "" for each in duties.scenario.rows(AuditEntry))


def test_48_a_missed_call_stands_in_the_log_of_whoever_was_on_duty_with_its_number_masked(
    duties: Duties, at: Any
) -> None:
    turn = duties.planned("hotline", "2026-11-30 08:00", "2026-11-30 20:00", "chenjing")
    duties.acts(actions.take_over, turn)
    key = key_for(duties)
    at("2026-11-30 14:01")
    answer = reports(duties, key)
    assert answer.status_code == 201 and answer.get_json()["on_duty"] is True
    [missed] = duties.facts("call_missed")
    assert missed.subject_id == turn and missed.body["source"] == "pbx" and missed.body["rings"] == 9
    assert "19977770009" not in missed.text and missed.body["number_masked"].endswith("0009")


def test_a_call_that_is_reported_again_is_the_same_call(duties: Duties, at: Any) -> None:
    key = key_for(duties)
    at("2026-11-30 14:01")
    first, again, other = reports(duties, key), reports(duties, key), reports(duties, key, rings=2)
    assert (first.status_code, again.status_code) == (201, 200) and first.get_json() == again.get_json()
    assert other.status_code == 409 and other.get_json()["code"] == "call_reported_otherwise"
    assert len(duties.calls()) == 1 and len(duties.facts("call_missed")) == 1


@pytest.mark.parametrize("how", ["nobody's", "revoked", "none", "a cookie"])
def test_without_a_key_that_holds_nothing_is_taken(duties: Duties, at: Any, how: str) -> None:
    key = key_for(duties)
    at("2026-11-30 14:01")
    if how == "revoked":
        row = duties.scenario.rows(ApiKey)[0]
        with duties.scenario.app.app_context():
            write(lambda: revoke(duties.ours, duties.person("wufang"), row.id))
    sent = {"nobody's": "dsk_" + "x" * 43, "revoked": key, "none": "", "a cookie": ""}[how]
    client = duties.scenario.cast.office("wufang") if how == "a cookie" else duties.scenario.cast.visitor()
    headers = {"Authorization": f"Bearer {sent}"} if sent else {}
    answer = client.post(CALLS, json={"id": "1", "at": local("2026-11-30 14:00"), "missed": True}, headers=headers)
    assert answer.status_code == 401 and answer.get_json()["code"] == "key_unknown"
    assert duties.calls() == []


def test_a_key_for_something_else_and_one_that_asks_too_often_are_refused(
    duties: Duties, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_for(duties)
    at("2026-11-30 14:01")
    monkeypatch.setattr("server.accounts.api_keys.REQUESTS", 2)
    assert [reports(duties, key, id=f"pbx-{number}").status_code for number in range(3)] == [201, 201, 429]
    with duties.scenario.app.app_context():
        write(lambda: setattr(_only_key(duties), "scopes", "orders"))
    assert reports(duties, key).get_json()["code"] == "key_not_for_this"


def _only_key(duties: Duties) -> ApiKey:
    from server.kernel.db import db

    row = duties.scenario.rows(ApiKey)[0]
    return db.session.get_one(ApiKey, (row.organisation_id, row.id))


def test_wrong_keys_slow_a_network_down_and_a_call_that_lies_ahead_is_refused(duties: Duties, at: Any) -> None:
    key = key_for(duties)
    at("2026-11-30 13:54")
    assert reports(duties, key).get_json()["code"] == "call_in_the_future"
    at("2026-11-30 13:55")
    assert reports(duties, key).status_code == 201  # five minutes is what a telephone system's clock may be ahead
    wrong = [reports(duties, "dsk_" + "y" * 43).status_code for _ in range(31)]
    assert wrong[0] == 401 and wrong[-1] == 429


@pytest.mark.parametrize(("called", "proposed"), [("14:09", False), ("14:10", False), ("14:11", True)])
def test_48_case_5_a_call_back_within_ten_minutes(duties: Duties, at: Any, called: str, proposed: bool) -> None:
    key = key_for(duties)
    at("2026-11-30 14:00")
    reports(duties, key)
    at(f"2026-11-30 {called}")
    back(duties)
    told(duties)
    noticed = duties.facts("noticed")
    assert bool(noticed) is proposed
    assert duties.calls()[0].called_back_at == local(f"2026-11-30 {called}")
    if proposed:
        assert noticed[0].body["rule"] == "FT-11" and len(noticed[0].body["evidence"]) == 2
    with pytest.raises(Problem) as caught:
        back(duties)
    assert caught.value.code == "call_closed"


def test_48_case_6_a_call_back_that_reaches_nobody_counts_as_tried_and_is_named(duties: Duties, at: Any) -> None:
    key = key_for(duties)
    at("2026-11-30 14:00")
    reports(duties, key)
    at("2026-11-30 14:05")
    back(duties, "not_reached")
    at("2026-11-30 14:10")
    assert told(duties) == 0  # the tenth minute itself is in time
    at("2026-11-30 14:15")
    assert (told(duties), told(duties)) == (1, 0)
    [noticed] = duties.facts("noticed")
    assert noticed.body["tried"] == 1
    attempts = [each for each in duties.facts("called_back") if each.id in noticed.body["evidence"]]
    assert [each.body["result"] for each in attempts] == ["not_reached"]
    assert duties.calls()[0].called_back_at is None


def test_48_what_a_person_alone_reports_is_noted_and_no_more(duties: Duties, at: Any, cast: Any) -> None:
    desk = cast.office("chenjing")
    at("2026-11-30 14:00")
    assert desk.post("/console/calls", data={"caller": "19977770009"}).status_code == 303
    at("2026-11-30 14:30")
    assert told(duties) == 0 and duties.facts("noticed") == []
    assert duties.facts("call_missed")[0].body["source"] == "person"
    with duties.scenario.app.app_context():
        assert not answering(duties.ours).measured


def test_48_rings_are_measured_where_a_telephone_system_reports_them(duties: Duties, at: Any, cast: Any) -> None:
    desk = cast.office("chenjing")
    assert "没有交换机报来的数据，没法量" in desk.get("/console/duty").text
    key = key_for(duties)
    at("2026-11-30 15:00")
    for number, (rings, missed) in enumerate([(1, False), (2, False), (3, False), (6, False), (9, True)]):
        assert reports(duties, key, id=f"pbx-{number}", rings=rings, missed=missed).status_code == 201
    with duties.scenario.app.app_context():
        found = answering(duties.ours)
    assert (found.calls, found.by_second, found.after_fifth, found.missed) == (5, 2, 1, 1)
    assert "5 个来电，两声内接 2 个，五声以后 1 个" in desk.get("/console/duty").text
