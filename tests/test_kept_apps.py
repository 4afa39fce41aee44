"""Tests share an application, one after the other, and none of them finds what another has left there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, make_url

from server.accounts.models import Team
from server.app import CAPABILITIES
from server.config import Settings
from server.kernel.db import db
from server.kernel.signing import signer
from server.kernel.transaction import write
from tests.beginnings import CAST
from tests.kept_apps import KeptApps, engine_of


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path, keys_folder: Path) -> Callable[[], Settings]:
    """Settings on a database that begins with the cast, as the next test would get it."""
    kind = "postgres" if request.param == "postgresql" else "sqlite"
    beginnings, places = request.getfixturevalue(f"{kind}_beginnings"), iter("abcdef")

    def settings() -> Settings:
        folder = tmp_path / next(places)
        folder.mkdir()
        address = beginnings.fresh(CAST) if kind == "postgres" else beginnings.fresh(folder, CAST)
        return Settings(data_dir=folder, database_url=address, keys_dir=keys_folder, testing=True)

    return settings


@pytest.fixture
def kept() -> KeptApps:
    return KeptApps()


def names(app: Flask) -> set[str]:
    with app.app_context():
        return set(db.session.scalars(db.select(Team.name)))


def add_a_team(app: Flask) -> None:
    def work() -> None:
        first = db.session.scalars(db.select(Team)).first()
        assert first
        db.session.add(Team(organisation_id=first.organisation_id, id="left-behind", name="上一个测试的班"))

    with app.app_context():
        write(work)


def test_the_next_test_sees_no_row_of_this_one(kept: KeptApps, fresh: Callable[[], Settings]) -> None:
    app = kept.lend(fresh(), CAPABILITIES)
    before = names(app)
    add_a_team(app)
    assert names(app) - before == {"上一个测试的班"}
    again = kept.lend(fresh(), CAPABILITIES)
    assert again is app and names(again) == before


def test_it_writes_into_its_own_database_and_folder(kept: KeptApps, fresh: Callable[[], Settings]) -> None:
    kept.lend(fresh(), CAPABILITIES)
    settings = fresh()
    app = kept.lend(settings, CAPABILITIES)
    assert app.config["DOORSTEP"] is settings
    engine = engine_of(app)
    assert engine.url == make_url(settings.database)
    if engine.dialect.name == "sqlite":
        with app.app_context():
            assert db.session.execute(db.text("PRAGMA database_list")).one()[2] == engine.url.database


def test_it_remembers_nothing_and_its_settings_are_new(kept: KeptApps, fresh: Callable[[], Settings]) -> None:
    app = kept.lend(fresh(), CAPABILITIES)
    with app.app_context():
        signer()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert "doorstep.key" in app.extensions
    again = kept.lend(fresh(), CAPABILITIES)
    assert again is app and "doorstep.key" not in app.extensions and app.config["PROPAGATE_EXCEPTIONS"] is None


def a_route(app: Flask) -> None:
    app._got_first_request = False
    app.add_url_rule("/left-behind", "left_behind", lambda: "")


def a_view(app: Flask) -> None:
    app.view_functions["sign_in"] = lambda: ""


def a_hook(app: Flask) -> None:
    app.before_request_funcs.setdefault(None, []).append(lambda: None)


def a_word_for_pages(app: Flask) -> None:
    app.jinja_env.globals["left_behind"] = print


def a_listener(app: Flask) -> None:
    event.listen(engine_of(app), "before_cursor_execute", lambda *_args: None)


def a_wrapping(app: Flask) -> None:
    app.wsgi_app = lambda environ, start: []  # type: ignore[method-assign, assignment]


@pytest.mark.parametrize("change", [a_route, a_view, a_hook, a_word_for_pages, a_listener, a_wrapping])
def test_what_was_changed_is_thrown_away(kept: KeptApps, fresh: Callable[[], Settings], change: Any) -> None:
    app = kept.lend(fresh(), CAPABILITIES)
    assert app.test_client().get("/signin").status_code == 200
    assert kept.lend(fresh(), CAPABILITIES) is app
    change(app)
    assert kept.lend(fresh(), CAPABILITIES) is not app


def test_other_settings_are_another_application(kept: KeptApps, fresh: Callable[[], Settings]) -> None:
    settings = fresh()
    app = kept.lend(settings, CAPABILITIES)
    assert kept.lend(settings.at(public_url="https://doorstep.example"), CAPABILITIES) is not app
    assert kept.lend(settings, CAPABILITIES[:-1]) is not app
    assert kept.lend(settings, CAPABILITIES) is app
