"""Applications that tests use one after the other: to make one takes a tenth of a second, and it would compile every statement and page anew.

Each test gets a database of its own, and the application as `create_app` left it. What a test has changed beyond that is not mended:
such an application is thrown away (`shape`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Config, Flask
from sqlalchemy import Engine, event, make_url

from server.app import create_app
from server.config import Settings
from server.kernel.db import db

MOST = 6  # kinds of applications that are kept


@dataclass
class Kept:
    """An application, and how `create_app` left it."""

    app: Flask
    config: dict[str, Any]
    extensions: dict[str, Any]
    shape: object

    @classmethod
    def fresh(cls, settings: Settings, capabilities: tuple[str, ...]) -> Kept:
        app = create_app(settings, capabilities)
        connect_where_the_address_says(engine_of(app))
        _ = app.jinja_env, app.logger, app.name  # because they are made at the first look
        return cls(app, dict(app.config), dict(app.extensions), shape(app))

    def begin(self, settings: Settings) -> bool:
        """Make it what it was, on these settings; False where a test has changed what it consists of."""
        app = self.app
        app._got_first_request = False  # because Flask adds nothing to an application that has answered
        if shape(app) != self.shape:
            return False
        app.extensions.clear()
        app.extensions.update(self.extensions)
        app.config.clear()
        app.config.update(self.config | {"DOORSTEP": settings, "SQLALCHEMY_DATABASE_URI": settings.database})
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        engine = engine_of(app)
        engine.dispose()
        engine.url = app.extensions["doorstep.reading"].url = make_url(settings.database)
        return True


class KeptApps:
    """One application for each kind of settings; where its data lie is no part of the kind."""

    def __init__(self) -> None:
        self.kept: dict[object, Kept] = {}

    def lend(self, settings: Settings, capabilities: tuple[str, ...]) -> Flask:
        """An application as `create_app` makes it, until the next one is lent."""
        kind = (engine_name(settings), capabilities, settings.at(data_dir=Path(), database_url="", keys_dir=None))
        kept = self.kept.pop(kind, None)
        if kept is None or not kept.begin(settings):
            kept = Kept.fresh(settings, capabilities)
        self.kept[kind] = kept
        while len(self.kept) > MOST:
            del self.kept[next(iter(self.kept))]
        return kept.app


def engine_name(settings: Settings) -> str:
    return make_url(settings.database).get_backend_name()


def engine_of(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def connect_where_the_address_says(engine: Engine) -> None:
    """Every new connection goes to `engine.url`, which may be another one by then."""

    def connects(dialect: Any, _record: Any, args: list[Any], more: dict[str, Any]) -> None:
        there, how = dialect.create_connect_args(engine.url)
        args[:] = there
        more.update(how)

    event.listen(engine, "do_connect", connects)


def shape(app: Flask) -> object:
    """What an application consists of: routes, what runs before and after requests, what pages know, who listens to its database."""
    engine = engine_of(app)
    parts = {name: value for name, value in vars(app).items() if name not in ("config", "extensions")}
    return (
        known(parts),
        known(vars(app.jinja_env) | {"cache": None}),
        [rule.rule for rule in app.url_map.iter_rules()],
        [list(listeners(each)) for each in (engine.dispatch, engine.pool.dispatch, engine.dialect.dispatch)],
    )


def listeners(dispatch: Any) -> Iterable[int]:
    for name in sorted(dispatch._event_names):
        yield from (id(each) for each in getattr(dispatch, name))


def known(value: Any) -> object:
    """The same for the same things in the same places, as long as they live. An empty place is none, because a look makes some of them."""
    if isinstance(value, dict) and not isinstance(value, Config):
        return {key: of_it for key, each in value.items() if (of_it := known(each)) not in ({}, [])}
    if isinstance(value, list | tuple | set):
        return [known(each) for each in value]
    return value if isinstance(value, str | int | bool | None) else id(value)
