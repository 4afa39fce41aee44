"""Who reads a page about visits, and what the visit's page gives to those who show a section on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.console.view import view_of
from server.kernel.authorise import Caller
from server.standards.published import kinds_in_force
from server.visits.console.narration import Narrator
from server.visits.console.visit_query import Filters, Line
from server.visits.console.visit_row import VisitViewContext
from server.visits.models import Fact


@dataclass(frozen=True, slots=True)
class VisitView:
    """A visit with its customer, place and people, its facts in the order of the log, and who tells them."""

    line: Line
    facts: Sequence[Fact]
    narrator: Narrator


@dataclass(frozen=True, slots=True)
class ListView:
    """Today's list, for those who say above it what waits and is no visit."""

    who: Caller
    reader: VisitViewContext
    filters: Filters


@dataclass(frozen=True, slots=True)
class ChosenView:
    """A row of the list that is no visit: `id` as the address names it, `doing` the form that is open."""

    who: Caller
    reader: VisitViewContext
    id: str
    doing: str = ""


def view_context(who: Caller) -> VisitViewContext:
    """The reader of this request, and what is in force today."""
    view = view_of(who)
    return VisitViewContext(
        view.language, view.zone, view.now, view.today, kinds_in_force(who.organisation.id, view.today)
    )
