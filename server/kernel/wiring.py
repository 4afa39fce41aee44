"""What a capability may offer to the application: the form of each `capability.py`, which is data and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from flask import Blueprint, Flask
from marshmallow import Schema

from server.kernel.arrival import Arrival
from server.kernel.authorise import Caller
from server.kernel.feed import Entry
from server.kernel.tables import ExportList, ImportKind
from server.kernel.wishes import WishedTime

QUARTER = 15  # minutes, because every time zone's midnight falls on a quarter of an hour


@dataclass(frozen=True, slots=True)
class NavEntry:
    """An entry of the console's rail. `name` is the page's endpoint and the key of its label; `count` says how many things wait there."""

    name: str
    icon: str
    roles: tuple[str, ...]
    order: int
    count: Callable[[Caller], int] | None = None
    shown: Callable[[Caller], bool] | None = None  # for what a responsibility opens, not a role alone


@dataclass(frozen=True, slots=True)
class Section:
    """What a capability shows on another capability's page.

    `context(view)` gives what `template` shows as `section`, None where there is nothing to show; `slot` is a place that the page offers.
    """

    slot: str
    order: int
    template: str
    context: Callable[[Any], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class FactKind:
    """A kind of fact: the form of its body, who may report it, and how the console tells it (None: by the words `fact.<kind>`).

    `asked=False`: no condition of a standard may ask for it, because it is said of the record itself, not of the work.
    """

    schema: Schema
    office: bool = False
    narrate: Callable[..., Any] | None = None
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Job:
    """Work that time makes due every so many minutes; `run(organisation)` returns how much it did. Safe to run twice.

    It is run for each organisation; `whole` once for the installation, with ''. The console calls it by the words `job.<name>`.
    """

    name: str
    run: Callable[[str], int]
    every: int = QUARTER
    whole: bool = False


@dataclass(frozen=True, slots=True)
class FeedPart:
    """What phones are told: `dump(reader, entries)` gives for each entry of these kinds the JSON objects that it stands for.

    `lasting`: a phone that starts anew needs all of them, because no visit's bundle tells it; such entries name no visit and are never cleared away.
    """

    kinds: frozenset[str]
    dump: Callable[[Any, Sequence[Entry]], list[list[dict[str, Any]]]]
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Leaving:
    """A person who no longer goes on visits: left, or has the role no more.

    `to` says who takes what is left behind: '' → who takes all, a thing's id → who takes this one instead; the person '' is nobody.
    """

    organisation: str
    person: str
    by: str
    to: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What is to be removed for good: `what` of photographs | bodies | contact, of these customers and subjects (ids of visits, matters …).

    `values` are texts (names, numbers) by which what was typed into forms is found; `ground` is the code that the destruction names.
    """

    organisation: str
    what: frozenset[str]
    ground: str
    customers: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """Something that is not done when a turn of duty ends: `type` and id of the thing, and when it falls due ('' for no time)."""

    type: str
    id: str
    due_at: str = ""


@dataclass(frozen=True, slots=True)
class Capability:
    """One capability's whole wiring. Everything is registered data; what stands to the left never imports it."""

    name: str
    routes: Sequence[Any] = ()  # blueprints of the JSON API
    pages: Sequence[Blueprint] = ()  # blueprints of pages outside the console
    console: Sequence[ModuleType] = ()  # modules with console pages
    nav: Sequence[NavEntry] = ()
    sections: Mapping[str, Sequence[Section]] = field(default_factory=dict)  # page → what it shows there
    facts: Mapping[str, Mapping[str, FactKind]] = field(default_factory=dict)  # subject → kind → form
    reactions: Sequence[Callable[[list[Arrival]], None]] = ()  # facts whose outcome is known, in the same transaction
    after_office: Sequence[
        Callable[[str, str, frozenset[str]], None]
    ] = ()  # (organisation, visit, kinds) of facts that the office wrote
    after_subject: Sequence[
        Callable[[str, str, str, str], None]
    ] = ()  # (organisation, subject type, id, kind) of a fact that the office wrote about a matter, complaint, outage or duty
    after_resolution: Sequence[
        Callable[[str, str], None]
    ] = ()  # (organisation, visit) whose cross purpose was settled, in the same transaction
    after_calendar: Sequence[Callable[[str, str], None]] = ()  # (organisation, by): working days came, same transaction
    receipt_opened: Sequence[
        Callable[[str, str], None]
    ] = ()  # (organisation, visit) whose receipt the customer has opened, in a write of its own
    of_visits: Sequence[
        Callable[[str, str, Sequence[Any]], Mapping[str, Mapping[str, Any]]]
    ] = ()  # (organisation, person, visits) → visit → what this person's phones are told of its work beside the order
    after_recovery: Sequence[
        Callable[[str, str, list[str]], None]
    ] = ()  # (organisation, device, visits) that a restored server took back from this phone; no transaction is open
    leaving: Sequence[
        Callable[[Leaving], None]
    ] = ()  # what somebody leaves behind goes to others, in the same transaction
    left_open: Sequence[
        Callable[[str, str | None, str, str], Iterable[LeftOpen]]
    ] = ()  # (organisation, team, since, until) → what began since then or falls due until then, and is not done
    say_left_open: Sequence[
        Callable[[str, Sequence[str], str], Mapping[str, tuple[str, str]]]
    ] = ()  # (organisation, ids, language) → id → (words, address) of those that it knows
    wished: Sequence[Callable[[str], Iterable[WishedTime]]] = ()  # (organisation) → what customers wish
    counts: Mapping[str, Callable[[Caller], int]] = field(
        default_factory=dict
    )  # what waits at another capability's entry of the rail
    customer_changed: Sequence[Callable[[str, str, str, list[str]], None]] = ()  # see `Registry.customer_changed`
    forgetting: Sequence[
        Callable[[Forgetting], Mapping[str, int]]
    ] = ()  # remove what one keeps of somebody, in the same transaction; how much, by kind
    needs_bytes: Sequence[Callable[[str], Any]] = ()  # organisation → a query of the SHA-256 that it keeps in evidence
    on_hold: Sequence[Callable[[str, str], Any]] = ()  # (organisation, now) → a query of customers who are on hold
    jobs: Sequence[Job] = ()
    imports: Sequence[ImportKind] = ()
    exports: Sequence[ExportList] = ()
    feed: Sequence[FeedPart] = ()
    attach: Callable[[Flask], None] | None = None  # what it must do once with the application itself
