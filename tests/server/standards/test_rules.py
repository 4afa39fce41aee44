"""Time limits, whether a value fits its step, and signing strictly in the customer's turn."""

from typing import Any

import pytest

from server.standards.document import builtin_standard
from server.standards.limits import early, is_late_notice, judge, next_due
from server.standards.record import inputs_of, record_of
from server.standards.rules import answer_fits, signed_in_customer_mode

BROADBAND, METER = builtin_standard("home-broadband-visit"), builtin_standard("household-water-meter-repair")
AGREED = {"agreed_at": "2026-07-14T09:00:00.000Z"}
NOW = "2026-07-14T12:00:00.000Z"


def _fact(number: int, kind: str, time: str, **body: Any) -> dict[str, Any]:
    return {"id": f"f{number}", "kind": kind, "at": f"2026-07-14T{time}.000Z", "body": body}


def _limit(
    name: str, facts: list[Any], inputs: dict[str, Any], now: str = NOW, document: Any = BROADBAND
) -> list[dict[str, Any]]:
    return [limit for limit in judge(document["limits"], record_of(facts), inputs, now) if limit["id"] == name]


def test_arriving_seven_minutes_early_is_on_time() -> None:
    [limit] = _limit("on-time", [_fact(1, "arrived", "08:53:00")], AGREED)
    assert (limit["state"], limit["seconds"], limit["clause"]) == ("met", 420, "HV-8a")


def test_arriving_on_the_dot_misses_the_five_minutes() -> None:
    assert _limit("on-time", [_fact(1, "arrived", "09:00:00")], AGREED)[0]["state"] == "missed"


def test_before_arriving_the_limit_is_pending_until_five_minutes_before() -> None:
    [limit] = _limit("on-time", [], AGREED, "2026-07-14T08:55:00.900Z")
    assert (limit["state"], limit["due"]) == ("pending", "2026-07-14T08:55:00Z")
    assert _limit("on-time", [], AGREED, "2026-07-14T08:55:01Z")[0]["state"] == "missed"


def test_where_only_a_window_was_agreed_its_end_is_what_can_be_missed() -> None:
    window = inputs_of({"window": {"from": "2026-07-14T09:00:00.000Z", "to": "2026-07-14T11:00:00.000Z"}})
    assert _limit("on-time", [_fact(1, "arrived", "10:30:00")], window) == []
    assert _limit("within-window", [_fact(1, "arrived", "10:59:59")], window)[0]["state"] == "met"
    assert _limit("within-window", [_fact(1, "arrived", "11:00:01")], window)[0]["state"] == "missed"


def test_nothing_is_judged_where_nothing_was_agreed() -> None:
    assert judge(BROADBAND["limits"], record_of([_fact(1, "arrived", "10:00:00")]), {}, NOW) == []


def test_each_change_of_ours_is_judged_by_its_own_notice() -> None:
    old = {"agreed_at": "2026-07-14T09:00:00.000Z"}
    log = [
        _fact(1, "rescheduled", "06:00:00", **{"by": "us", "from": old}),
        _fact(2, "rescheduled", "08:00:00", **{"by": "us", "from": old}),
        _fact(3, "rescheduled", "08:59:00", **{"by": "customer", "from": old}),
        _fact(4, "rescheduled", "08:30:00", **{"by": "us", "from": {"window": {"from": "2026-07-14T10:00:00.000Z"}}}),
    ]
    assert [(limit["position"], limit["state"]) for limit in _limit("early-notice", log, AGREED)] == [
        (0, "met"),
        (1, "missed"),
    ]
    assert [(limit["position"], limit["state"]) for limit in _limit("early-notice-window", log, AGREED)] == [
        (3, "missed")
    ]


def test_waiting_at_the_door_shows_from_when_leaving_is_allowed_and_is_never_late() -> None:
    knocked = [_fact(1, "knocked", "08:54:00")]
    [limit] = _limit("wait-at-the-door", knocked, AGREED, "2026-07-14T11:00:00Z")
    assert (limit["state"], limit["due"]) == ("pending", "2026-07-14T09:04:00Z")
    assert _limit("wait-at-the-door", [*knocked, _fact(2, "left", "09:03:59")], AGREED)[0]["state"] == "missed"
    assert _limit("wait-at-the-door", [*knocked, _fact(2, "entered", "08:56:00")], AGREED) == []
    assert (
        _limit("wait-at-the-door", [*knocked, _fact(2, "call_attempted", "08:56:00", result="reached")], AGREED) == []
    )


def test_an_urgent_meter_is_reached_within_an_hour_and_repaired_within_eight() -> None:
    order = {"order.received_at": "2026-07-14T08:00:00.000Z"}
    assert _limit("on-site", [], order, "2026-07-14T09:00:01Z", METER)[0]["state"] == "missed"
    assert _limit("on-site", [_fact(1, "arrived", "09:00:00")], order, NOW, METER)[0]["state"] == "met"
    assert _limit("repaired", [], order, NOW, METER)[0]["due"] == "2026-07-14T16:00:00Z"
    assert (
        _limit("repaired", [_fact(1, "ended", "16:00:01", outcome="done")], order, NOW, METER)[0]["state"] == "missed"
    )
    assert _limit("on-site", [], {**order, **AGREED}, NOW, METER) == []


def test_the_limit_that_ends_first_is_the_one_that_the_list_counts_down() -> None:
    order = {"order.received_at": "2026-07-14T08:00:00.000Z"}
    running = judge(METER["limits"], {}, order, "2026-07-14T08:30:00Z")
    assert (next_due(running) or {})["id"] == "on-site"
    there = judge(METER["limits"], record_of([_fact(1, "arrived", "08:40:00")]), order, "2026-07-14T08:50:00Z")
    assert (next_due(there) or {})["due"] == "2026-07-14T16:00:00Z"
    knocking = judge(BROADBAND["limits"], record_of([_fact(1, "knocked", "08:40:00")]), {}, "2026-07-14T08:50:00Z")
    assert next_due(knocking) is None


@pytest.mark.parametrize(
    ("planned", "late"),
    [
        ({"agreed_at": "2026-07-14T13:59:59Z"}, True),
        ({"agreed_at": "2026-07-14T14:00:00Z"}, False),
        ({"agreed_at": "2026-07-14T11:00:00Z"}, True),
        ({"window": {"from": "2026-07-14T13:00:00Z", "to": "2026-07-14T15:00:00Z"}}, True),
        ({"agreed_at": "2026-07-14T14:00:00Z", "window": {"from": "2026-07-14T13:00:00Z"}}, False),
        ({}, False),
    ],
)
def test_notice_is_late_by_the_standards_own_figure(planned: dict[str, Any], late: bool) -> None:
    assert is_late_notice(BROADBAND["limits"], planned, NOW) is late
    assert not is_late_notice([], planned, NOW)


def test_early_and_late_are_counted_as_two_clock_times_show_them() -> None:
    moments = (
        "2026-07-14T08:53:40.000Z",
        "2026-07-14T09:00:00.900Z",
        "2026-07-14T09:00:01.000Z",
        "2026-07-14T09:04:59.000Z",
    )
    assert [early(each, AGREED["agreed_at"]) for each in moments] == [7, 0, -1, -4]
    assert early("", AGREED["agreed_at"]) == 0


def test_a_clock_that_is_no_moment_judges_nothing() -> None:
    assert judge(BROADBAND["limits"], {}, AGREED, "now") == []


@pytest.mark.parametrize(
    ("turns", "signed"),
    [
        (["customer_mode_entered", "signed", "customer_mode_left"], True),
        (["customer_mode_entered", "signed"], True),
        (["signed", "customer_mode_entered"], False),
        (["customer_mode_entered", "customer_mode_left", "signed"], False),
        (
            ["customer_mode_entered", "customer_mode_left", "signed", "customer_mode_entered", "customer_mode_left"],
            False,
        ),
        (
            ["customer_mode_entered", "customer_mode_left", "customer_mode_entered", "signed", "customer_mode_left"],
            True,
        ),
        (["customer_mode_entered", "customer_mode_left"], False),
    ],
)
def test_a_signature_belongs_to_the_customers_turn(turns: list[str], signed: bool) -> None:
    log = [_fact(number, kind, "10:00:00") for number, kind in enumerate(turns)]
    assert signed_in_customer_mode(record_of(log)) is signed


CHOICES = {"kind": "choice", "choices": [{"id": "a"}, {"id": "b"}]}
NUMBER = {"kind": "number", "decimals": 1, "range": {"least": "-60", "most": "10"}}
PARTS = {"kind": "parts", "parts": [{"code": "valve"}]}


@pytest.mark.parametrize(
    ("answer", "value", "code"),
    [
        ({"kind": "confirm"}, True, None),
        ({"kind": "confirm"}, 1, "wrong_type"),
        ({"kind": "confirm"}, False, "wrong_type"),
        (CHOICES, "a", None),
        (CHOICES, "c", "choice_unknown"),
        (CHOICES, ["a"], "wrong_type"),
        (CHOICES | {"kind": "many"}, ["a", "b"], None),
        (CHOICES | {"kind": "many"}, [], "too_few"),
        (CHOICES | {"kind": "many", "least": 0}, [], None),
        (CHOICES | {"kind": "many"}, ["a", "a"], "wrong_type"),
        (CHOICES | {"kind": "many"}, ["a", {}], "wrong_type"),
        (CHOICES | {"kind": "many"}, ["a", "c"], "choice_unknown"),
        ({"kind": "text", "longest": 3}, "好好好", None),
        ({"kind": "text", "longest": 3}, "好好好好", "too_long"),
        ({"kind": "text"}, "  ", "wrong_type"),
        (NUMBER, "-21.4", None),
        (NUMBER, -21.4, "wrong_type"),
        (NUMBER, "-21.45", "too_many_decimals"),
        (NUMBER, "１２", "wrong_type"),
        (NUMBER, "10.1", "out_of_range"),
        (NUMBER, "-60.1", "out_of_range"),
        (NUMBER | {"kind": "reading", "range": {"least": "0"}}, "123456", None),
        ({"kind": "moment"}, "2026-07-15T02:00:00.000Z", None),
        ({"kind": "moment"}, "2026-02-30T02:00:00.000Z", "not_a_moment"),
        ({"kind": "scan", "longest": 5}, "SN123", None),
        (PARTS, [{"code": "valve", "name": "阀", "count": 2}], None),
        (PARTS, [{"code": "gold", "name": "金", "count": 2}], "choice_unknown"),
        (PARTS, [{"code": "valve", "count": True}], "wrong_type"),
        (PARTS, [{"code": "valve", "count": 0}], "wrong_type"),
        (PARTS, "valve", "wrong_type"),
        ({"kind": "photograph"}, True, "wrong_type"),
    ],
)
def test_whether_a_value_fits_its_step(answer: Any, value: Any, code: str | None) -> None:
    assert answer_fits({"answer": answer}, value) == code
