"""Everything that one person reads from the server: each page, list, file, feed and answer of the API, as text, to look for words in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from itertools import product

from flask import url_for
from flask.testing import FlaskClient
from sqlalchemy import text

from server.accounts.api_keys import SCOPES, make
from server.calendars import feeds
from server.kernel.db import db
from server.kernel.registry import installed
from server.kernel.transaction import write
from tests.browser.world import World

NOT_ASKED = ("/static", "/assets", "/app/", "/api/openapi", "/metrics", "/signin/arrived")
LEAVING = (
    "notice",
    "webhook",
    "audit",
    "access_record",
    "search_term",
    "push",
    "job_call",
)  # tables of what leaves, or is searched


def everything(office: World, client: FlaskClient, known: dict[str, list[str]], searched: Iterable[str] = ()) -> str:
    """What this browser reads at every address whose parts are known; the lists as files; and what the searches find."""
    return "\n".join(
        _text(client.get(address).get_data()) for address in [*_addresses(office, known), *_searches(searched)]
    )


def by_every_key(office: World, known: dict[str, list[str]]) -> str:
    """What another system reads with a key for everything."""
    with office.app.app_context():
        key = write(lambda: make(office.cast.ours, office.cast.people["wufang"], "everything", list(SCOPES)))
    client, headers = office.cast.visitor(), {"Authorization": f"Bearer {key}"}
    found = [client.get(each, headers=headers) for each in _addresses(office, known) if each.startswith("/api/v1/")]
    assert len([each for each in found if each.status_code == 200]) >= 5
    return "\n".join(_text(each.get_data()) for each in found)


def by_calendars(office: World, person: str) -> str:
    """The calendar of the technician and that of the team, as whoever subscribes to it reads it."""
    found = []
    for of, subject in (("person", person), ("team", office.cast.teams["east"])):
        with office.app.app_context():
            _, code = write(
                lambda of=of, subject=subject: feeds.make(office.cast.ours, office.cast.people["wufang"], of, subject)
            )
        found.append(office.cast.visitor().get(f"/calendar/{code}.ics").get_data(as_text=True))
    assert all("BEGIN:VEVENT" in each for each in found)
    return "\n".join(found).replace("\r\n ", "")


def what_leaves(office: World) -> str:
    """Every row of the notices, webhooks, log of the office and index of the search, whether it has left or waits."""
    with office.app.app_context():
        tables = [name for name in db.metadatas[None].tables if name.startswith(LEAVING)]
        assert {"notice", "audit_entry", "search_term"} <= set(tables)
        rows = [tuple(row) for name in tables for row in db.session.execute(text(f'SELECT * FROM "{name}"'))]
    return "\n".join(map(str, rows))


def _addresses(office: World, known: dict[str, list[str]]) -> list[str]:
    with office.app.test_request_context():
        known = known | {"name": sorted(installed().exports()), "ending": ["csv", "xlsx"]}
        found = []
        for rule in office.app.url_map.iter_rules():
            if (
                "GET" not in (rule.methods or ())
                or rule.rule.startswith(NOT_ASKED)
                or not rule.arguments <= known.keys()
            ):
                continue
            names = sorted(rule.arguments)
            for values in product(*(known[name] for name in names)):
                found.append(url_for(rule.endpoint, **dict(zip(names, values, strict=True))))  # type: ignore[arg-type]
    return found


def _searches(words: Iterable[str]) -> list[str]:
    """By the beginning of each, because a page says again what was looked for."""
    return [
        address.format(each[:3])
        for each in words
        for address in (
            "/console/visits?day=all&q={}",
            "/console/customers?q={}",
            "/console/customers?q={}&for=complaint",
        )
    ]


def _text(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
