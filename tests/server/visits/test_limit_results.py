"""Time limits are judged when a visit ends, kept, shown, and judged again when late facts land (M3)."""

from __future__ import annotations

import html
import re

import pytest

from server.kernel import clock
from server.kernel.ids import new_id
from server.visits.models import CompletionCheck, Fact, LimitResult
from tests.scenario import Scenario


def page(scenario: Scenario, visit: str) -> str:
    source = scenario.cast.office("chenjing").get(f"/console/visits/{visit}").get_data(as_text=True)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", source)).split())


def results(scenario: Scenario, visit: str) -> dict[str, str]:
    return {row.rule: row.state for row in scenario.rows(LimitResult, LimitResult.subject_id == visit)}


def worked(scenario: Scenario, minutes: int, *, ends: bool = True, **envelope):
    """A visit agreed two hours ago, reached so many minutes before that, and ended."""
    ordered, agreed = clock.later(clock.now(), minutes=-240), clock.later(clock.now()[:17] + "00.000Z", minutes=-120)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: ordered)
        visit = scenario.given(agreed_at=agreed)
        phone = scenario.phone()
    phone.report("arrived", visit=visit, at=clock.later(agreed, minutes=-minutes), **envelope)
    phone.report("entered", visit=visit, at=clock.later(agreed, minutes=3), **envelope)
    if ends:
        phone.report("ended", {"outcome": "done"}, visit=visit, at=clock.later(agreed, minutes=50), **envelope)
    phone.sync_all()
    return visit, phone


def test_M3_a_limit_is_judged_when_the_visit_ends_and_shown_on_its_page(scenario: Scenario) -> None:
    """Guard: the reaction `keep_results` in server/visits/capability.py."""
    visit, _ = worked(scenario, 8)
    assert results(scenario, visit) == {"on-time": "met", "agreed-time": "met"}
    running, _ = worked(scenario, -10, ends=False)
    assert results(scenario, running) == {} and "晚 10 分" in page(scenario, running)


def test_M18_both_figures_of_on_time_are_shown(scenario: Scenario) -> None:
    """Four minutes before the agreed time is in time, and misses the five minutes of the standard; the page says both."""
    visit, _ = worked(scenario, 4)
    assert results(scenario, visit) == {"on-time": "missed", "agreed-time": "met"}
    shown = page(scenario, visit)
    assert "比约定时间早到 5 分钟" in shown and "约定时间前到" in shown and shown.count("早 4 分") >= 2


def test_M3_an_uncertain_time_is_never_held_against_anybody(scenario: Scenario) -> None:
    visit, _ = worked(scenario, -25, clock_offset=-20 * 60_000)
    assert set(results(scenario, visit).values()) == {"not_measured"} and "钟不准，不评" in page(scenario, visit)


def test_M3_results_are_judged_again_when_late_facts_land(scenario: Scenario) -> None:
    visit, phone = worked(scenario, 8)
    agreed = scenario.visit(visit).agreed_at
    [arrived] = scenario.rows(Fact, Fact.subject_id == visit, Fact.kind == "arrived")
    phone.report(
        "withdrawn", {"fact": arrived.id, "reason": "wrong-house"}, visit=visit, at=clock.later(agreed, minutes=51)
    )
    phone.sync_all()
    assert set(results(scenario, visit).values()) == {"not_measured"}
    phone.report("arrived", visit=visit, at=clock.later(agreed, minutes=2), clock_run=new_id())
    phone.sync_all()
    assert results(scenario, visit) == {"on-time": "missed", "agreed-time": "missed"}


SIGNED = {
    "way": "typed",
    "relation": "self",
    "name": "林晓梅",
    "shown": {"text": "x", "sha256": "a" * 64, "language": "zh-CN"},
}


def test_M19_a_signature_outside_of_the_customers_turn_is_part_of_the_verdict(scenario: Scenario) -> None:
    """Guard: server/visits/conflicts/completion_check.py:_with_signing"""
    visit, phone = worked(scenario, 8, ends=False)
    for kind, body in (
        ("customer_mode_entered", {"language": "zh-CN"}),
        ("customer_mode_left", {}),
        ("signed", SIGNED),
        ("customer_mode_entered", {"language": "zh-CN"}),
        ("customer_mode_left", {}),
        ("ended", {"outcome": "done"}),
    ):
        phone.report(kind, body, visit=visit)
    phone.sync_all()
    [verdict] = scenario.rows(CompletionCheck, CompletionCheck.visit_id == visit)
    assert '"signature"' in verdict.here and results(scenario, visit)["signed-in-customer-mode"] == "missed"
    assert "签名时手机在客户手里" in page(scenario, visit)
