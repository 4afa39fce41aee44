"""What was put aside is judged again: the very one that was asked for, in the order of its phone, and what is still not understood stays whole."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from server.kernel.problem import Problem
from server.kernel.registry import installed
from server.quarantine import release as releasing
from server.quarantine import retry_after_upgrade
from server.quarantine.release import release
from server.sync import recovery
from server.sync.envelope import DeviceKey, read
from server.sync.models import Received
from tests.scenario import Scenario
from tests.server.sync.rows import OURS, THEIRS, VISIT, received


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """The places that are judged again, in order; nothing becomes of them."""
    places: list[tuple[Any, ...]] = []

    def note(*place: Any) -> tuple[str, str | None]:
        places.append(place)
        return ("quarantined", "unknown_kind") if place[2] == 3 else ("applied", None)

    for module in (releasing, retry_after_upgrade):
        monkeypatch.setattr(module, "release", note)
    return places


def test_after_an_upgrade_all_that_was_newer_than_the_server_is_tried_once_in_the_order_of_each_phone(
    stored: Any, asked: list[tuple[Any, ...]]
) -> None:
    aside: dict[str, Any] = {"outcome": "quarantined", "code": "unknown_kind"}
    stored(
        received(2, **aside | {"device_id": "b"}),
        received(3, **aside),
        received(1, **aside | {"code": "version_unknown"}),
        received(1, **aside | {"device_id": "b", "code": "unknown_field"}),
        received(1, **aside | {"organisation_id": THEIRS, "device_id": "a", "code": "body_not_understood"}),
        received(4, **aside | {"code": "never_granted"}),
        received(5, **aside | {"outcome": "rejected"}),
        received(6, None, **aside),
    )
    assert retry_after_upgrade.retry_after_upgrade() == 4
    assert asked == [(OURS, "b", 1), (OURS, "b", 2), (OURS, "d", 1), (OURS, "d", 3), (THEIRS, "a", 1)]


def test_what_came_before_its_visit_was_known_is_tried_once_the_phone_has_shown_it(
    stored: Any, asked: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    early: dict[str, Any] = {"outcome": "quarantined", "code": "never_granted"}
    stored(
        received(9, **early),
        received(2, **early),
        received(3, **early | {"subject_id": "w" * 36}),
        received(4, **early | {"subject_id": "x" * 36}),
        received(5, **early | {"code": "unknown_kind"}),
        received(6, **early | {"outcome": "rejected"}),
        received(7, None, **early),
        received(2, **early | {"device_id": "e"}),
        received(1, **early | {"organisation_id": THEIRS}),
    )
    shown: list[Any] = []

    def take_back(*what: Any) -> list[str]:
        shown.append(what)
        return [VISIT, "w" * 36]

    monkeypatch.setattr(
        recovery, "domain", lambda: SimpleNamespace(take_back=take_back, taken_back=installed().taken_back)
    )
    recovery.take_back(DeviceKey(OURS, "d", "p", "k", b""), [{"grant": 1}])
    assert shown == [(OURS, "p", [{"grant": 1}])]
    assert asked == [(OURS, "d", 2), (OURS, "d", 3), (OURS, "d", 9)]


def test_the_one_that_was_asked_for_is_let_in_and_no_other(scenario: Scenario) -> None:
    """Two of one phone are held back and one of another; afterwards the text lies in the log alone."""
    visit = scenario.given("wangqiang")
    phone, other = scenario.phone("liming"), scenario.phone("liming", "Another")
    for each, kinds in ((phone, ("opened", "departed")), (other, ("opened",))):
        for kind in kinds:
            each.report(kind, visit=visit)
        each.sync()
    scenario.assign(visit, "wangqiang", "liming")
    with scenario.app.app_context():
        assert release(scenario.ours, phone.device, 2) == ("applied", None)
        for place in (
            (scenario.ours, phone.device, 2),
            (scenario.ours, phone.device, 3),
            (scenario.ours, "nobody", 1),
            (scenario.cast.theirs, phone.device, 1),
        ):
            with pytest.raises(Problem) as refused:
                release(*place)
            assert refused.value.code == "not_found", place
    rows = {(row.device_id == phone.device, row.seq): row for row in scenario.rows(Received)}
    assert [
        (row.outcome, row.released_at is not None, row.raw is None, row.kind)
        for row in (rows[True, 1], rows[True, 2], rows[False, 1])
    ] == [
        ("quarantined", False, False, "opened"),
        ("applied", True, True, "departed"),
        ("quarantined", False, False, "opened"),
    ]


def test_a_text_that_nobody_can_read_stays_as_it_came(scenario: Scenario) -> None:
    phone = scenario.phone()
    phone.queue(1, '{"seq":1,"text":"\ud83d"}')
    phone.sync()
    with scenario.app.app_context():
        assert release(scenario.ours, phone.device, 1) == ("quarantined", "not_canonical")
    [row] = scenario.rows(Received)
    assert (row.raw.decode("utf-8", "surrogatepass"), row.kind, row.released_at) == (
        '{"seq":1,"text":"\ud83d"}',
        None,
        None,
    )


def test_what_is_refused_on_the_second_look_keeps_its_text(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("levitated", visit=visit)
    phone.sync()
    monkeypatch.setattr("server.quarantine.release.read", _refused)
    with scenario.app.app_context():
        assert release(scenario.ours, phone.device, 1) == ("rejected", "not_allowed")
    [row] = scenario.rows(Received)
    assert row.released_at and b"levitated" in row.raw
    with scenario.app.app_context(), pytest.raises(Problem) as refused:
        release(scenario.ours, phone.device, 1)
    assert refused.value.code == "not_found", "it is held back no more"


def _refused(text: str, key: Any, now: str) -> Any:
    arrival = read(text, key, now)
    arrival.judge("rejected", "not_allowed")
    return arrival
