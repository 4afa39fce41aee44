"""What this application has installed: its capabilities from left to right, and one question or call for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask import Flask, current_app

from server.kernel.arrival import Arrival
from server.kernel.authorise import Caller
from server.kernel.feed import Entry
from server.kernel.tables import ExportList, ImportKind
from server.kernel.wiring import Capability, FactKind, Forgetting, Job, Leaving, NavEntry, Section
from server.kernel.wishes import WishedTime

NAME = "doorstep.registry"
NONE: Mapping[str, Any] = {}


class Registry:
    """The capabilities of an application, from left to right."""

    def __init__(self, capabilities: Iterable[Capability]) -> None:
        self.capabilities = tuple(capabilities)
        self.own_jobs: Sequence[Job] = ()  # of no capability
        names = [each.name for each in self.capabilities]
        if len(set(names)) != len(names):
            raise ValueError(f"a capability is installed twice: {names}")

    def nav(self) -> list[NavEntry]:
        """The rail from top to bottom."""
        return sorted((entry for each in self.capabilities for entry in each.nav), key=lambda entry: entry.order)

    def waiting(self, entry: NavEntry, who: Caller) -> int:
        """How much waits at an entry of the rail, by its own count and those that others add."""
        counts = [entry.count, *(each.counts.get(entry.name) for each in self.capabilities)]
        return sum(count(who) for count in counts if count)

    def sections(self, page: str, slot: str) -> list[Section]:
        """What stands in a slot of a page, from top to bottom."""
        found = (
            section for each in self.capabilities for section in each.sections.get(page, ()) if section.slot == slot
        )
        return sorted(found, key=lambda section: section.order)

    def fact_kind(self, subject: str, kind: str) -> FactKind | None:
        """The form of a kind of fact about a subject; None where no capability knows it."""
        return next(
            (form for each in self.capabilities if (form := each.facts.get(subject, NONE).get(kind)) is not None), None
        )

    def fact_kinds(self) -> Iterator[tuple[str, str, FactKind]]:
        """(subject, kind, form) of every kind of fact."""
        for each in self.capabilities:
            for subject, kinds in each.facts.items():
                for kind, form in kinds.items():
                    yield subject, kind, form

    def asked_kinds(self) -> frozenset[str]:
        """The kinds of facts about a visit that a condition of a standard may ask for."""
        return frozenset(kind for subject, kind, form in self.fact_kinds() if subject == "visit" and form.asked)

    def react(self, arrivals: list[Arrival]) -> None:
        """Inside `write`: let every capability react to facts whose outcome is known."""
        for each in self.capabilities:
            for reaction in each.reactions:
                reaction(arrivals)

    def written(self, organisation: str, visit: str, kinds: frozenset[str]) -> None:
        """Inside `write`: let every capability react to facts that the office has written into a visit's log."""
        for each in self.capabilities:
            for reaction in each.after_office:
                reaction(organisation, visit, kinds)

    def subject_written(self, organisation: str, subject_type: str, subject: str, kind: str) -> None:
        """Inside `write`: let every capability react to a fact that the office has written into the log of a subject that is no visit."""
        for each in self.capabilities:
            for reaction in each.after_subject:
                reaction(organisation, subject_type, subject, kind)

    def resolved(self, organisation: str, visit: str) -> None:
        """Inside `write`: let every capability react to a settled cross purpose, which can change what shows of a visit."""
        for each in self.capabilities:
            for reaction in each.after_resolution:
                reaction(organisation, visit)

    def calendar_changed(self, organisation: str, by: str) -> None:
        """Inside `write`: let every capability look again at moments that rested on days nobody had imported."""
        for each in self.capabilities:
            for reaction in each.after_calendar:
                reaction(organisation, by)

    def opened_receipt(self, organisation: str, visit: str) -> None:
        """Inside `write`: the customer has the receipt of this visit before their eyes."""
        for each in self.capabilities:
            for reaction in each.receipt_opened:
                reaction(organisation, visit)

    def told_of(self, organisation: str, person: str, visits: Sequence[Any]) -> dict[str, dict[str, Any]]:
        """Visit → what capabilities add to its work on the phones of this person."""
        found: dict[str, dict[str, Any]] = {}
        for tell in (tell for each in self.capabilities for tell in each.of_visits):
            for visit, part in tell(organisation, person, visits).items():
                found.setdefault(visit, {}).update(part)
        return found

    def taken_back(self, organisation: str, device: str, visits: list[str]) -> None:
        """After a restore: these visits are here again, as this phone has shown. No transaction is open."""
        for each in self.capabilities:
            for reaction in each.after_recovery:
                reaction(organisation, device, visits)

    def leave(self, leaving: Leaving) -> None:
        """Inside `write`: let every capability give to others what this person leaves behind."""
        for each in self.capabilities:
            for hand_over in each.leaving:
                hand_over(leaving)

    def wished(self, organisation: str) -> list[WishedTime]:
        """The times that customers wish, the earliest first."""
        found = (each for known in self.capabilities for wishes in known.wished for each in wishes(organisation))
        return sorted(found, key=lambda each: (each.start, each.until))

    def forget(self, forgetting: Forgetting) -> dict[str, int]:
        """Inside `write`: let every capability, from right to left, remove what it keeps; how much went, by kind."""
        gone: dict[str, int] = {}
        for each in reversed(self.capabilities):
            for forget in each.forgetting:
                for kind, count in forget(forgetting).items():
                    gone[kind] = gone.get(kind, 0) + count
        return gone

    def customer_changed(self, organisation: str, customer: str, now: str, premises: list[str]) -> None:
        """Inside `write`: a customer was corrected (`now` is the same id), or these premises now belong to the customer `now`."""
        for each in self.capabilities:
            for reaction in each.customer_changed:
                reaction(organisation, customer, now, premises)

    def dump(self, reader: Any, changes: Sequence[Entry]) -> list[list[dict[str, Any]]]:
        """For each entry of the feed the JSON objects that it stands for, worded by the capability that knows its kind."""
        found: list[list[dict[str, Any]]] = [[] for _ in changes]
        for part in (part for each in self.capabilities for part in each.feed):
            places = [place for place, entry in enumerate(changes) if entry.kind in part.kinds]
            for place, objects in zip(
                places, part.dump(reader, [changes[place] for place in places]) if places else [], strict=True
            ):
                found[place] = objects
        return found

    def lasting(self) -> list[str]:
        """The kinds of entries of the feed that are never cleared away."""
        return sorted(kind for each in self.capabilities for part in each.feed if part.lasting for kind in part.kinds)

    def imports(self) -> dict[str, ImportKind]:
        """What can be filled from a file, by name."""
        return {kind.name: kind for each in self.capabilities for kind in each.imports}

    def exports(self) -> dict[str, ExportList]:
        """Every list that can be written into a file, by name."""
        return {one.name: one for each in self.capabilities for one in each.exports}

    def jobs(self) -> list[Job]:
        """Everything that time makes due, in the order of the capabilities."""
        return [*(job for each in self.capabilities for job in each.jobs), *self.own_jobs]


def install(app: Flask, capabilities: Iterable[Capability]) -> Registry:
    """Remember what this application consists of; `attach` of each runs at once."""
    registry = app.extensions[NAME] = Registry(capabilities)
    for each in registry.capabilities:
        if each.attach is not None:
            each.attach(app)
    return registry


def installed() -> Registry:
    """The registry of the application that serves this request or command."""
    found: Registry = current_app.extensions[NAME]
    return found
