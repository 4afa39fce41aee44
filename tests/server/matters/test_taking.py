"""Something that needs no visit is a matter from the first word on, with the clocks of its kind (4.3)."""

from __future__ import annotations

from typing import Any

import pytest

from server.matters.matter_models import Matter
from tests.server.matters.conftest import Team, local
from tests.server.matters.playing import limits, publish

NEW = "/console/matters/new"


def taken(team: Team, /, **typed: str) -> Any:
    said = {
        "title": "报装一户",
        "kind": "connection",
        "originator": "customer",
        "team": team.scenario.cast.teams["east"],
    }
    return team.scenario.cast.office("chenjing").post("/console/matters", data=said | typed)


def test_43_a_connection_is_taken_without_a_visit_and_its_estimate_is_due_in_three_working_days(
    team: Team, at: Any
) -> None:
    publish(team)
    at("2026-11-30 10:05")
    assert taken(team, call_day="2026-11-30", called="10:00").status_code == 303
    [matter] = team.scenario.rows(Matter)
    assert (matter.kind, matter.title, matter.accepted_at) == ("connection", "报装一户", local("2026-11-30 10:00"))
    dues = {rule: row.due_at for (rule, _), row in limits(team, matter.id).items()}
    assert local("2026-12-03 17:30") in dues.values()
    page = team.scenario.cast.office("chenjing").get(f"/console/matters/{matter.id}").text
    assert "报装一户" in page


def test_43_another_hotlines_matter_names_it_and_waits_for_its_word(team: Team, at: Any) -> None:
    assert taken(team, originator="hotline", hotline="12345").status_code == 303
    assert team.scenario.rows(Matter)[0].hotline == "12345"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "title"),
        ({"kind": "cooking"}, "kind"),
        ({"called": "9:00", "call_day": "2026-11-30"}, "called"),
        ({"called": "7:00", "call_day": "2026-11-29"}, "called"),
        ({"team": "nobody"}, "team"),
    ],
)
def test_43_what_is_filled_in_wrong_comes_back_as_it_was_typed(team: Team, wrong: dict[str, str], said: str) -> None:
    answer = taken(team, **wrong)
    page = team.scenario.cast.office("chenjing").get(answer.headers["Location"]).text
    assert team.scenario.rows(Matter) == []
    assert answer.status_code == 303 and "refused=" in answer.headers["Location"] and page
    assert f'href="#f-{said}"' in page or said == "team"
