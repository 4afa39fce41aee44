"""The return visit is ordered from the promise: the form knows the visit that it goes on with, its customer, day and time."""

from __future__ import annotations

import html
import re

from tests.server.matters.conftest import Team, local
from tests.server.matters.test_commitments import m1


def fields(page: str) -> dict[str, str]:
    """What the order form begins with."""
    form = page[page.index('id="intake"') :]
    found = {
        name: html.unescape(value)
        for name, value in re.findall(r'<input[^>]*name="([\w-]+)"[^>]*value="([^"]*)"', form)
    }
    chosen = re.findall(r'<input type="radio"[^>]*name="([\w-]+)" value="([^"]*)" ?checked', form)
    return found | {name: html.unescape(value) for name, value in chosen}


def test_M1_the_return_is_ordered_from_its_promise_and_keeps_it(team: Team) -> None:
    visit = m1(team)
    promise = team.promise(visit, "return")
    desk = team.scenario.cast.office("chenjing")
    panel = desk.get(f"/console/visits?visit={promise.id}").get_data(as_text=True)
    address = html.unescape(re.search(r'href="(/console/intake[^"]*)"', panel.split('aside class="panel"')[1]).group(1))  # type: ignore[union-attr]
    page = desk.get(address).get_data(as_text=True)
    begun = fields(page)
    assert (begun["follows"], begun["day"], begun["agreed"]) == (visit, "2026-12-02", "10:00")
    kept_fields = "customer premises follows phone name estate building unit room district day agreed"
    order = {name: begun[name] for name in kept_fields.split()}
    order |= {"salutation": "ms", "work": "repair", "team": team.scenario.cast.teams["east"], "at": address}
    draft = desk.post("/console/intake/draft", data=order).get_json()
    ticks = {
        name: html.unescape(value) for name, value in re.findall(r'name="(read_\w+)" value="([^"]*)"', draft["read"])
    }
    saved = desk.post("/console/intake", data=order | ticks)
    assert "done=ordered" in saved.headers["Location"], desk.get(saved.headers["Location"]).get_data(as_text=True)[
        :3000
    ]
    kept = team.promise(visit, "return")
    assert (kept.state, kept.due_at) == ("kept", local("2026-12-02 10:00"))
