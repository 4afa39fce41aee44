"""Who may attach to a visit, and who gets the bytes: dispatchers of the organisation, and phones of those who go there."""

from __future__ import annotations

from functools import partial
from typing import Any

from server.attachments import actions
from server.attachments.rules import PDF, Prepared
from server.kernel.ids import new_id
from server.kernel.transaction import write
from tests.server.authorisation.dispatch import BOTH, DISPATCHERS, DONE, of
from tests.server.authorisation.table import EVERYBODY, Row, World

DECIDING = DISPATCHERS | {"supervisor", "their supervisor"}
GOES_THERE = frozenset({"technician", "helper"})
ONE = "/console/visits/<visit_id>/attachments/<attachment_id>"
BYTES = "/api/v1/attachments/<string:attachment_id>"


def prepare(world: World) -> None:
    """A letter in each organisation, on a visit of its own."""
    scenario = world.scenario()
    for name, theirs in (("attachment", False), ("their attachment", True)):
        visit = scenario.order(theirs=theirs)
        scenario.assign(visit, *(("zhaolei",) if theirs else ("liming", "ayguli")), theirs=theirs)
        organisation, by = (world.cast.theirs, "sunli") if theirs else (world.cast.ours, "chenjing")
        # One to look at and one to take away, because rows are asked in any order.
        for which in ("", " to remove"):
            work = partial(_attached, organisation, world.cast.people[by], visit, f"letter{which}")
            with world.cast.app.app_context():
                world[name + which] = write(work)
        world[f"visit of {name}"] = visit


def _attached(organisation: str, by: str, visit: str, title: str) -> str:
    return actions.add(organisation, by, visit, [Prepared(f"%PDF-{title}".encode(), PDF)], title, title)[0].id


def one(more: str, method: str, allowed: frozenset[str], answers: tuple[int, ...], **typed: str) -> list[Row]:
    """Ours for ours, theirs for theirs, and ours through the address of another visit for nobody."""
    theirs = frozenset(asker for asker in allowed if asker.startswith("their "))
    return [
        Row(
            ONE + more,
            method,
            about,
            who,
            answers,
            path=lambda world, visit=visit, name=name: (
                f"/console/visits/{world[visit]}/attachments/{world[name + (' to remove' if more else '')]}{more}"
            ),
            refusals=refusals,
            send={"data": typed} if typed else {},
        )
        for about, visit, name, who, refusals in (
            ("ours", "visit of attachment", "attachment", allowed - theirs, {}),
            ("theirs", "visit of their attachment", "their attachment", theirs, {}),
        )
    ]


def by_key(more: str, named: str, **said: Any) -> list[Row]:
    """With a key for whoever has it, without one for nobody, and of theirs nothing."""

    def path(world: World, whose: str = "") -> str:
        rest = f"/{world[f'{whose}attachment to remove']}/remove" if more else "?title=plan"
        return f"/api/v1/visits/{world[f'visit of {whose}attachment']}/attachments{rest}"

    def sent(world: World) -> dict[str, Any]:
        return {"headers": {"Authorization": f"Bearer {world['api key']}", "Idempotency-Key": new_id()}} | said

    return [
        Row(named, "POST", "with a key", EVERYBODY, (201, 200), path=path, send=sent),
        Row(named, "POST", "without a key", set(), path=path, send=said, refusals=dict.fromkeys(EVERYBODY, 401)),
        Row(
            named,
            "POST",
            "theirs with a key of ours",
            set(),
            path=lambda world: path(world, "their "),
            send=sent,
            refusals=dict.fromkeys(EVERYBODY, 404),
        ),
    ]


LIST = "/api/v1/visits/<string:visit_id>/attachments"
ROWS = [
    *by_key("", LIST, data=b"%PDF-1.4 %%EOF", content_type="application/octet-stream"),
    *of("visit", "GET", "/visits/<visit_id>/attachments", BOTH, (200,)),
    *of("visit", "POST", "/visits/<visit_id>/attachments", DISPATCHERS, DONE),
    *one("", "GET", BOTH, (200,)),
    *one("/title", "POST", DISPATCHERS, DONE, title="plan of the cellar"),
    *one("/remove", "POST", DECIDING, DONE),
    *one("/back", "POST", DECIDING, DONE),
    Row(BYTES, "GET", "ours", GOES_THERE, path=lambda world: f"/api/v1/attachments/{world['attachment']}"),
    Row(
        BYTES,
        "GET",
        "theirs",
        {"their technician"},
        path=lambda world: f"/api/v1/attachments/{world['their attachment']}",
    ),
    Row(BYTES, "GET", "nobody's", set(), path=lambda world: f"/api/v1/attachments/{world['visit']}"),
    *by_key("/remove", f"{LIST}/<string:attachment_id>/remove"),
]
