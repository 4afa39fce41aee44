"""Fault 16 and its kin: a fact that can never be taken in does not block the rest, and is kept whole."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from server.demo.phone import PythonPhone
from tests.scenario import Scenario

pytestmark = (
    pytest.mark.both_databases
)  # because how long a text and how large a number may be, and which characters, is the database's


def outcomes(answer: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(result["outcome"], result.get("code")) for result in answer["results"]]


def around(scenario: Scenario, phone: PythonPhone, visit: str, poison: Any) -> list[tuple[str, str | None]]:
    """The outcomes of a good fact, the poisonous one, and two good ones after it; the good ones must be in the log."""
    phone.report("opened", visit=visit)
    poison()
    phone.report("departed", visit=visit)
    phone.report("arrived", visit=visit)
    found = outcomes(phone.sync())
    assert phone.outbox == []
    kinds = [kind for kind, _ in scenario.log(visit)]
    assert [kind for kind in kinds if kind in ("opened", "departed", "arrived")] == ["opened", "departed", "arrived"]
    return found


SPOILT = {
    "lone_surrogate": ('"text":"🛠"', r'"text":"\ud83d"'),
    "nul": ('"text":"🛠"', r'"text":"\u0000"'),
    "float": ('"clock_offset":0', '"clock_offset":0.5'),
    "null": ('"clock_offset":0', '"clock_offset":null'),
    "not_json": ("{", "<html>"),
    "duplicate_key": ('"v":1', '"v":1,"v":1'),
    "other_spelling": ('"v":1', '"v": 1'),
    "wrong_type": ('"v":1', '"v":"1"'),
    "no_such_day": ("-11-21T", "-02-30T"),
}


def test_fault_16_a_text_that_cannot_be_read_is_kept_byte_for_byte_and_the_rest_goes_on(scenario: Scenario) -> None:
    """Guard: server/sync/envelope.py:read"""
    from server.sync.models import Received

    visit = scenario.given()
    phone = scenario.phone()
    phone.now = lambda: "2026-11-21T01:02:03.004Z"
    for name, (before, after) in SPOILT.items():
        phone.report("noted", {"text": "🛠"}, visit=visit)
        seq, text = phone.outbox.pop()
        assert before in text
        phone.outbox.append((seq, text.replace(before, after, 1)))
        phone.report("noted", {"text": f"after {name}"}, visit=visit)
    found = outcomes(phone.sync())
    assert phone.outbox == []
    assert [outcome for outcome, _ in found] == ["quarantined", "applied"] * (len(found) // 2)
    assert {code for _, code in found} == {None, "not_canonical", "bad_envelope"}
    raws = [row.raw for row in scenario.rows(Received) if row.outcome == "quarantined"]
    assert {row.raw for row in scenario.rows(Received) if row.outcome == "applied"} == {None}, "those are in the log"
    assert all(after.encode() in raw for raw, (_, after) in zip(raws, SPOILT.values(), strict=True))


def test_fault_16_a_lone_surrogate_as_it_is_sent_by_a_careless_client(scenario: Scenario) -> None:
    """Guard: server/sync/envelope.py:read"""
    visit = scenario.given()
    phone = scenario.phone()

    def poison() -> None:
        phone.queue(phone.seq + 1, json.dumps({"seq": phone.seq + 1, "text": "谢谢😀"})[:-3] + "\ud83d")

    assert around(scenario, phone, visit, poison)[1] == ("quarantined", "not_canonical")


NOT_UNDERSTOOD: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("levitated", {}, "unknown_kind"),
    ("ordered", {"kind_of_work": "repair"}, "unknown_kind"),
    ("noted", {"text": "好", "mood": "calm"}, "unknown_field"),
    (
        "signed",
        {"way": "typed", "relation": "self", "shown": {"text": "x", "sha256": "0" * 64, "language": "en", "x": 1}},
        "unknown_field",
    ),
    ("noted", {"text": ""}, "body_not_understood"),
    ("noted", {"text": "长" * 2001}, "body_not_understood"),
    ("answered", {"step": "symptoms", "value": "flies"}, "body_not_understood"),
    ("answered", {"step": "symptoms", "value": True}, "body_not_understood"),
    ("answered", {"step": "no-such-step", "value": True}, "step_unknown"),
    ("ended", {"outcome": "bored"}, "body_not_understood"),
    ("running_late", {"minutes": True}, "body_not_understood"),
    ("running_late", {"minutes": 5, "expected_at": "2026-02-30T10:00:00.000Z"}, "body_not_understood"),
    ("withdrawn", {"fact": "01890000-0000-7000-8000-000000000000", "reason": "slip"}, "fact_unknown"),
)


def test_what_is_not_understood_is_put_aside_with_a_next_step(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    for kind, body, _ in NOT_UNDERSTOOD:
        phone.report(kind, body, visit=visit)
    phone.report("arrived", visit=visit)
    assert outcomes(phone.sync()) == [*(("quarantined", code) for _, _, code in NOT_UNDERSTOOD), ("applied", None)]
    assert scenario.log(visit)[2:] == [("arrived", "applied")]
    assert all(
        result["next"]["zh-CN"] and result["next"]["en"] for result in phone.results.values() if "code" in result
    )


def test_fault_16_an_exception_that_nobody_foresaw_puts_one_fact_aside(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: server/sync/inbox.py:_received"""
    from server.visits import receive

    visit = scenario.given()
    phone = scenario.phone()
    honest = receive.judge

    def treacherous(log: Any, new: Any, lead: Any) -> Any:
        if new.kind == "knocked":
            raise ZeroDivisionError
        return honest(log, new, lead)

    monkeypatch.setattr(receive, "judge", treacherous)
    found = around(scenario, phone, visit, lambda: phone.report("knocked", visit=visit))
    assert found == [("applied", None), ("quarantined", "unforeseen"), ("applied", None), ("applied", None)]


def test_a_database_that_refuses_one_value_does_not_refuse_the_rest(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    from server.kernel.db import db
    from server.visits import receive

    visit = scenario.given()
    phone = scenario.phone()
    honest = receive.write_logs

    def broken(logs: Any, received_at: str) -> None:
        logs = list(logs)
        if any(row["kind"] == "knocked" for log in logs for row in log.rows):
            from sqlalchemy import text

            db.session.execute(text("SELECT no_such_column FROM visit"))
        honest(logs, received_at)

    monkeypatch.setattr(receive, "write_logs", broken)
    phone.report("opened", visit=visit)
    phone.report("knocked", visit=visit)
    phone.report("departed", visit=visit)
    answer = phone.sync()
    if "results" in answer:
        assert outcomes(answer) == [("applied", None), ("quarantined", "unforeseen"), ("applied", None)]
    else:  # SQLite calls every fault of a statement operational, which may pass: then nothing has advanced
        assert answer["code"] == "passing_fault" and len(phone.outbox) == 3 and len(scenario.log(visit)) == 2


@pytest.mark.parametrize(("what", "outcome"), [("receive", "applied"), ("react", "applied"), ("react", "quarantined")])
def test_a_fault_that_passes_puts_nothing_aside(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch, what: str, outcome: str
) -> None:
    """A full disk or a lost connection is not the fact's doing: the phone keeps it and comes again.

    Guard: server/kernel/transaction.py:is_passing
    """
    from server.sync import inbox

    visit = scenario.given()
    phone = scenario.phone()
    phone.report("noted", {"text": "as it was signed"}, visit=visit)
    if outcome == "quarantined":
        phone.outbox = [(seq, text.replace("as it was", "otherwise than")) for seq, text in phone.outbox]

    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as meanwhile:
        with scenario.app.app_context():
            told = inbox.domain()
        meanwhile.setattr(inbox, "domain", lambda: dataclasses.replace(told, **dict[str, Any]({what: full})))
        assert phone.sync()["code"] == "passing_fault" and len(phone.outbox) == 1
    phone.sync()
    assert phone.outbox == [] and phone.results[1]["outcome"] == outcome


def test_a_changed_fact_does_not_fit_its_signature(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()

    def poison() -> None:
        phone.report("noted", {"text": "换了光猫"}, visit=visit)
        seq, text = phone.outbox.pop()
        phone.outbox.append((seq, text.replace("换了光猫", "没换光猫")))

    assert around(scenario, phone, visit, poison)[1] == ("quarantined", "bad_signature")


STRANGER = "01890000-0000-7000-8000-000000000000"
NOT_ITS_OWN: tuple[tuple[str, Any, str], ...] = (
    ("organisation", STRANGER, "other_organisation"),
    ("device", STRANGER, "other_device"),
    ("person", STRANGER, "other_person"),
    ("prev", "0" * 64, "chain_broken"),
    ("v", 2, "version_unknown"),
    ("key", "0" * 16, "other_device"),
    ("mood", "calm", "unknown_field"),
    ("grant", "0" * 64, "never_granted"),
    ("subject", {"type": "device", "id": STRANGER}, "unknown_kind"),
)


def test_an_envelope_that_is_not_this_phones_is_put_aside_and_the_rest_goes_on(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    for field, value, _ in NOT_ITS_OWN:
        phone.report("knocked", visit=visit, **{field: value})
        phone.report("noted", {"text": f"after {field}"}, visit=visit)
    found = outcomes(phone.sync())
    assert found[0::2] == [("quarantined", code) for _, _, code in NOT_ITS_OWN]
    assert found[1::2] == [("applied", None)] * len(NOT_ITS_OWN)


def test_a_grant_that_was_never_given_does_not_open_a_visit(scenario: Scenario) -> None:
    visit = scenario.given("wangqiang")
    phone = scenario.phone("liming")
    phone.report("opened", visit=visit)
    phone.report("opened", visit=STRANGER)
    assert outcomes(phone.sync()) == [("quarantined", "never_granted")] * 2
    assert len(scenario.log(visit)) == 2


def test_a_fact_on_another_organisations_visit_stays_outside(scenario: Scenario) -> None:
    theirs = scenario.order(theirs=True)
    scenario.assign(theirs, "zhaolei", theirs=True)
    phone = scenario.phone("liming")
    phone.report("opened", visit=theirs)
    assert outcomes(phone.sync()) == [("quarantined", "never_granted")]
    assert len(scenario.log(theirs)) == 2


def test_an_id_that_comes_again_with_other_words_is_put_aside(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    first = phone.report("noted", {"text": "一"}, visit=visit)
    phone.report("noted", {"text": "二"}, visit=visit, id=first)
    assert outcomes(phone.sync()) == [("applied", None), ("quarantined", "id_reused")]


def test_a_fact_of_more_than_32_kb_is_put_aside(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    shown = {"text": "x" * 33_000, "sha256": "0" * 64, "language": "en"}
    found = around(
        scenario,
        phone,
        visit,
        lambda: phone.report("signed", {"way": "typed", "relation": "self", "shown": shown}, visit=visit),
    )
    assert found[1] == ("quarantined", "fact_too_large")


def test_after_a_fact_that_the_phone_declared_lost_the_chain_goes_on(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("opened", visit=visit)
    phone.report("departed", visit=visit)
    phone.outbox.pop()
    phone.seq = 1
    phone.report("fact_lost", {"seq": 2, "reason": "unreadable"}, subject={"type": "device", "id": phone.device})
    phone.report("arrived", visit=visit)
    assert outcomes(phone.sync()) == [("applied", None)] * 3
    phone.report("knocked", visit=visit)
    phone.outbox.pop()
    phone.report("entered", visit=visit)
    phone.seq, phone.outbox = 4, [(4, phone.outbox[0][1])]
    assert phone.sync()["expected_seq"] == 4


def test_a_released_fact_is_applied_and_marked_so(scenario: Scenario) -> None:
    from server.quarantine.release import release
    from server.sync.models import Received

    visit = scenario.given("wangqiang")
    phone = scenario.phone("liming")
    phone.report("opened", visit=visit)
    phone.sync()
    scenario.assign(visit, "wangqiang", "liming")
    with scenario.app.app_context():
        assert release(scenario.ours, phone.device, 1) == ("applied", None)
    assert scenario.log(visit)[-1] == ("opened", "applied")
    [row] = scenario.rows(Received)
    assert row.released_at and row.outcome == "applied"
    phone.sync()
    assert phone.log(visit)[-1]["kind"] == "opened"


def test_what_still_cannot_be_understood_stays_aside(scenario: Scenario) -> None:
    from server.quarantine.release import release

    visit = scenario.given()
    phone = scenario.phone()
    phone.report("levitated", visit=visit)
    phone.sync()
    with scenario.app.app_context():
        assert release(scenario.ours, phone.device, 1) == ("quarantined", "unknown_kind")
