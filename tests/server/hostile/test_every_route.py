"""Five hostile people at every route of complaints, call-backs and answers: another organisation's people, who guesses, who floods, who writes scripts, and
whoever would judge an own matter. A route without its row fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server.app import create_app
from server.config import Settings
from server.kernel.db import db
from tests.cast import bring_on
from tests.server.authorisation.dispatch import NOWHERE
from tests.server.hostile.table import DOORS, Door
from tests.server.hostile.world import EVIL, Hostile

CAPABILITIES = ("server.complaints.", "server.callbacks.", "server.feedback.")
GUESSES = (NOWHERE, "1", "%27%20OR%201=1", "..%2F..%2Fcomplaints", "0" * 400)
WRONG_CODES = 30  # of one network in 15 minutes
LOOKS = 25
SCANNERS = (
    "facebookexternalhit/1.1",
    "Mozilla/5.0 (compatible; MicroMessenger)",
    "Barracuda Sentinel",
    "Slackbot-LinkExpanding 1.0",
)
EVERY = pytest.mark.parametrize("door", DOORS, ids=[each.name for each in DOORS])


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    """One world for all rows; what one leaves behind harms no other."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copyfile(sqlite_template, folder / "doorstep.sqlite3")
    app = create_app(Settings(data_dir=folder, testing=True, sign_in_tries=1000, address_tries=10_000))
    yield Hostile(bring_on(app))
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def untried(world: Hostile) -> None:
    world.forget_tries()


def test_every_route_and_every_act_has_a_row(app: Flask) -> None:
    there = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        if (module := app.view_functions[rule.endpoint].__module__).startswith(CAPABILITIES)
        and module != "server.feedback.routes"  # where a technician is: no words, and asked in the authorisation matrix
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    asked = {(each.rule, each.method) for each in DOORS}
    assert sorted(there - asked) == [], "these routes have no row in tests/server/hostile/table.py"
    assert sorted(asked - there) == [], "these rows ask for routes that are not there"
    assert [each.name for each in DOORS if not callable(each.own) and len(each.own) < 12] == []  # a reason, at least
    assert [each.name for each in DOORS if each.doing and each.method == "POST" and each.doing not in each.name] == []


@EVERY
def test_another_organisations_complaint(world: Hostile, door: Door) -> None:
    """Ours ask for theirs: nothing of theirs is read or changed; by their link nothing of ours."""
    ours, theirs = world.ours, world.theirs
    before = {each.slug: world.fingerprint(each) for each in (ours, theirs)}
    answer = world.asks(door, door.by, theirs, door.path(world, theirs.things.get(door.thing, "")))
    if door.by or door.json:
        assert theirs.word not in answer.text
        assert world.fingerprint(theirs) == before[theirs.slug]
        assert answer.status_code == (404 if door.thing else 400 if door.json else answer.status_code)
        if door.thing or door.method == "POST":
            assert world.fingerprint(ours) == before[ours.slug]
    else:
        assert ours.word not in answer.text and answer.status_code in (200, 303, 409, 422)
        assert world.fingerprint(ours) == before[ours.slug]


@EVERY
def test_guessed_numbers(world: Hostile, door: Door) -> None:
    """Nothing is found and nothing changes; whoever goes on guessing codes has to wait, also with a right one."""
    before = world.fingerprint(world.ours)
    guesses = GUESSES if door.thing or door.method == "GET" else (NOWHERE,)
    statuses = [
        world.asks(door, door.by, None, door.path(world, each), names=each if not door.thing else "").status_code
        for each in guesses
    ]
    assert all(each < 500 for each in statuses)
    if door.thing:
        assert set(statuses) <= {404, 429}
        if not door.by:
            for _ in range(WRONG_CODES):
                last = world.asks(door, "", None, door.path(world, "2222222222")).status_code
            right = world.asks(door, "", None, door.path(world, world.ours.things[door.thing])).status_code
            assert (last, right) == (429, 429)
    elif door.json:
        assert set(statuses) == {401}
    assert world.fingerprint(world.ours) == before


@EVERY
def test_a_flood_by_link(world: Hostile, door: Door) -> None:
    """Looking changes nothing, whoever looks; writing ends at the limit; without a sign-in there is nothing to flood."""
    path = door.path(world, world.ours.things.get(door.thing, ""))
    for _ in range(door.most):
        world.asks(door, "", world.ours, path)
    before, statuses = world.fingerprint(world.ours), set()
    for number in range(5 if door.method == "POST" else LOOKS):
        agent = {"User-Agent": SCANNERS[number % len(SCANNERS)]}
        statuses.add(world.asks(door, "", None if door.json else world.ours, path, agent).status_code)
    assert world.fingerprint(world.ours) == before
    if door.by or door.json:
        assert statuses <= {303, 401}
    else:
        assert statuses == ({429} if door.method == "POST" else {200})


@EVERY
def test_script_in_words(world: Hostile, door: Door) -> None:
    """What somebody typed is text wherever it shows, and no template runs it."""
    things, answers = world.ours.things, []
    path, mine = door.path(world, things.get(door.thing, "")), f" door {DOORS.index(door)};"
    if door.method == "GET":
        for name in door.asks or ("lang",):
            answers.append(world.asks(door, door.by, world.ours, path, query={name: EVIL}))
        if door.thing:
            answers.append(world.asks(door, door.by, None, door.path(world, "%3Cscript%3Ealert(1)%3C%2Fscript%3E")))
    else:
        answers.append(world.asks(door, door.by, world.ours, path, words=EVIL + mine))
        shown = (
            f"/console/complaints/{things['complaint']}",
            "/console/complaints",
            f"/console/visits/{things['coming']}",
        )
        answers += [world.get("chenjing", each) for each in shown]
        answers += [
            world.get("", f"/t/{things['complaint code']}"),
            *(world.get("zhoumin", f"/console/callbacks/{things[each]}") for each in ("call", "form")),
        ]
    for answer in answers:
        assert answer.status_code < 500
        if answer.mimetype == "text/html":
            assert "<script>alert" not in answer.text and "<img src=x" not in answer.text
            assert ">49" not in answer.text  # 7 times 7
    if door.wordy and not door.json and not door.unseen:
        assert any("&lt;script&gt;alert(1)" in answer.text and mine in answer.text for answer in answers), (
            "the words show nowhere, so this proves nothing"
        )


@pytest.mark.parametrize("door", [each for each in DOORS if callable(each.own)], ids=lambda each: str(each.name))
def test_nobody_judges_an_own_matter(world: Hostile, door: Door) -> None:
    own: Any = door.own
    own(world)
