"""What sync is told by `app.py`: how facts are understood and changes worded. Sync itself knows names, no meaning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from server.kernel.arrival import Arrival
from server.kernel.authorise import Caller
from server.kernel.feed import Entry


@dataclass(frozen=True, slots=True)
class FeedReader:
    """Who pulls: entries are dumped for this person's phone."""

    organisation: str
    person: str
    device: str


@dataclass(frozen=True, slots=True)
class Domain:
    """The functions that sync is given.

    `lock(organisation, person, subjects)` locks what the facts are about, in one order for everybody.
    `receive(arrivals)` judges and stores new facts of one device in their order; all calls happen inside `write`.
    `react(arrivals)` lets others react to facts whose outcome is known, whatever it is.
    `refresh(organisation, person)` brings the person's holdings up to the present day before a pull.
    `dump(reader, changes)` gives for each entry of the feed the JSON objects that it stands for.
    `readmit(certificate, caller, has_signed)` takes back a phone that a restored server does not know.
    `take_back(organisation, person, grants)` takes back visits that a restored server does not know; returns those that are there now.
    `delivered(organisation, person, cursor, now)` notes that a phone has what was told up to this cursor.
    `backed_up(organisation, device)` gives the highest `seq` up to which a backup has all work of this phone.
    `taken_back(organisation, device, visits)` tells others that this phone's visits are here again.
    """

    lock: Callable[[str, str, set[tuple[str, str]]], None]
    receive: Callable[[list[Arrival]], None]
    react: Callable[[list[Arrival]], None]
    refresh: Callable[[str, str], None]
    dump: Callable[[FeedReader, Sequence[Entry]], list[list[dict[str, Any]]]]
    readmit: Callable[[dict[str, Any], Caller | None, Callable[[dict[str, Any], bytes], bool]], bool]
    take_back: Callable[[str, str, list[dict[str, Any]]], list[str]]
    taken_back: Callable[[str, str, list[str]], None]
    delivered: Callable[[str, str, int, str], None]
    backed_up: Callable[[str, str], int]


def attach(app: Flask, domain: Domain) -> None:
    """Tell sync what facts and changes mean in this app."""
    app.extensions["doorstep.sync"] = domain


def domain() -> Domain:
    """What this app told."""
    found: Domain = current_app.extensions["doorstep.sync"]
    return found
