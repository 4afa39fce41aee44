"""Which facts of a log are withdrawn, and which show. Everybody who reads a log asks here, because a copy of this rule once lost a signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

from server.kernel.outcomes import SHOWS
from server.standards.record import named_by_withdrawals, record_of


class Logged(Protocol):
    """A fact as a log gives it: an entry that is being judged, or a stored row."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def body(self) -> Mapping[str, Any]: ...


L = TypeVar("L", bound=Logged)


def withdrawn(log: Sequence[L]) -> set[str]:
    """The ids that a later withdrawal names. A withdrawal that is withdrawn itself, or that the office set aside, counts for nothing."""
    shows = [each for each in log if each.outcome in SHOWS]
    if not any(each.kind == "withdrawn" for each in shows):
        return set()
    return set(
        named_by_withdrawals([(each.id, each.body.get("fact") if each.kind == "withdrawn" else None) for each in shows])
    )


def shown_facts(log: Sequence[L]) -> list[L]:
    """The facts that show, in the order of the log: neither withdrawn nor kept aside by a conflict."""
    gone = withdrawn(log)
    return [each for each in log if each.outcome in SHOWS and each.id not in gone]


def record(log: Sequence[L]) -> dict[str, list[dict[str, Any]]]:
    """What the standard's conditions look at: the facts that show, by the phone's own time."""
    return record_of(
        [{"id": each.id, "kind": each.kind, "at": each.at, "body": each.body} for each in log if each.outcome in SHOWS]
    )


def measured(log: Sequence[Any]) -> dict[str, list[dict[str, Any]]]:
    """What time limits look at: the stored facts that show, by the corrected time, and whether that is uncertain."""
    return record_of(
        [
            {"id": each.id, "kind": each.kind, "at": each.corrected_at, "body": each.body, "uncertain": each.uncertain}
            for each in log
            if each.outcome in SHOWS
        ]
    )
