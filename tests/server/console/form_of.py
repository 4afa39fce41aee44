"""What a row of the table of forms says, and how an effect is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from server.visits.models import Fact


def facts(kind: str) -> Callable[[Any], int]:
    return lambda scenario: sum(row.kind == kind for row in scenario.rows(Fact))


def rows(table: Any) -> Callable[[Any], int]:
    return lambda scenario: len(scenario.rows(table))


@dataclass(frozen=True)
class Form:
    """A form of a page: who fills it in with what, and how its one effect is counted."""

    endpoint: str
    who: str
    page: str
    fill: dict[str, Any]
    count: Callable[[Any], int]
    at: str = ""
    adds: int = 1
    more: dict[str, Any] = field(default_factory=dict)
