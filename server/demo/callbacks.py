"""Call-backs of the demonstration: a delivered project whose days have come, and a customer who wants a form in place of a call."""

from __future__ import annotations

from server.callbacks.by_form import wish_no_calls
from server.callbacks.planning import plan_project
from server.demo.history import History
from server.kernel import clock
from server.visits.days import shifted

DELIVERED_DAYS_AGO = 31  # so that the first anniversary is about today


def plan_call_backs(history: History) -> None:
    """Put them on the stage of the first day."""
    organisation, by = history.company.id, history.company.people["suwen"]

    def calls() -> None:
        delivered = shifted(clock.day_of(clock.now(), history.zone), -DELIVERED_DAYS_AGO)
        wish_no_calls(organisation, by, history.customers["cui"][0], wanted=False)
        for key in ("luo", "cui"):
            plan_project(organisation, by, history.customers[key][0], delivered)

    history.stage.at(history.moment(-20), calls)
