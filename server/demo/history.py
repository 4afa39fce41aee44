"""What happens to each visit of the demonstration, as acts on the stage at moments around now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from server.demo.day import Order
from server.demo.people import Company
from server.demo.stage import Handset, Stage
from server.demo.walk import PLACE, Walk
from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from server.standards.document import builtin_standard
from server.visits.models import Visit
from server.visits.office import actions

STANDARDS = {
    "install": "home-broadband-visit",
    "move": "home-broadband-visit",
    "repair": "home-broadband-visit",
    "inspection": "home-broadband-visit",
}
WATER = "household-water-meter-repair"
BURST = 4  # facts that are tapped within half a minute and sent together
NOTE = {"phone": "0571-8802 6618", "contact": "许大勇"}


@dataclass(slots=True)
class History:
    """Plans everything for one organisation; times are squeezed so that today's stay within today, however early or late it is."""

    stage: Stage
    company: Company
    customers: dict[str, tuple[str, str]]
    now: str
    zone: str = "Asia/Shanghai"

    def moment(self, minutes: float) -> str:
        """So many minutes from now, squeezed into today."""
        passed = clock.milliseconds_between(clock.moment_at(self.today, "00:00", self.zone), self.now) / 60_000
        scale = min(1.0, (passed - 1) / 520) if minutes < 0 else min(1.0, (1440 - passed - 2) / 260)
        return clock.later(self.now, minutes=minutes * max(scale, 0.0))

    @property
    def today(self) -> str:
        """The calendar day in the organisation's zone."""
        return clock.day_of(self.now, self.zone)

    def plan(self, order: Order) -> None:
        """Put an order and all that happens to it on the stage."""
        start = self._start(order)
        at_once = order.story == "at_once"
        ordered = self.moment(-40) if at_once else clock.later(start, days=-1, minutes=-7 * len(order.customer))
        ordered = min(ordered, self.moment(-120)) if order.ahead >= 0 and not at_once else ordered
        self.stage.at(ordered, lambda: self._take(order, start, ordered))

    def _start(self, order: Order) -> str:
        if order.ahead:
            day = (date.fromisoformat(self.today) + timedelta(order.ahead)).isoformat()
            return clock.moment_at(day, f"{order.at // 60:02d}:{order.at % 60:02d}", self.zone)
        rough = self.moment(order.at)
        return clock.later(
            rough, minutes=-(int(rough[14:16]) % 5), seconds=-int(rough[17:19]), milliseconds=-int(rough[20:23])
        )

    def _take(self, order: Order, start: str, ordered: str) -> None:
        customer, premises = self.customers[order.customer]
        by, at_once = self.dispatcher(order), order.story == "at_once"
        window = (start, clock.later(start, minutes=order.window)) if order.window else None
        visit = actions.order_visit(
            self.company.id,
            by,
            customer=customer,
            premises=premises,
            team=self.company.teams[self._team(order)],
            kind_of_work=order.work,
            window=window,
            agreed_at=None if window or at_once else start,
            priority="urgent" if at_once else "normal",
            instructions=order.words or None,
            bring=bring(order.work),
        )
        if at_once:
            self._today(visit)
        if not order.lead:
            return
        assigned = self._assigned(order, start, ordered)
        people = [self.company.people[each] for each in order.helpers]
        self.stage.at(
            assigned, lambda: actions.assign(self.company.id, by, visit, self.company.people[order.lead], people)
        )
        STORIES.get(order.story, _planned)(self, order, visit, start)

    def _today(self, visit: str) -> None:
        def work() -> None:
            db.session.get_one(Visit, (self.company.id, visit)).day = self.today

        write(work)

    def _assigned(self, order: Order, start: str, ordered: str) -> str:
        """The evening before, or just now where the phone is not to have it yet."""
        if order.story == "silent":
            return self.moment(-48)
        return (
            min(clock.later(ordered, minutes=9), self.moment(-75))
            if order.ahead >= 0
            else clock.later(ordered, minutes=9)
        )

    def _team(self, order: Order) -> str:
        return "east" if order.work in STANDARDS else "west"

    def dispatcher(self, order: Order) -> str:
        """Who took the order."""
        return self.company.people["chenjing" if self._team(order) == "east" else "harper"]

    def handset(self, order: Order) -> Handset:
        """The lead's phone."""
        return self.stage.phones[order.lead]

    def walk(self, order: Order, visit: str, times: tuple[str, str, str, str], until: str = "ended") -> None:
        """An ordinary visit: seen, departed, arrived, worked; the four moments give seen, departure, arrival, and the last fact."""
        seen, departed, arrived, end = times
        language = "en" if order.customer in ("carter", "okafor") else "zh-CN"
        standard = builtin_standard(STANDARDS.get(order.work, WATER))
        walk = Walk(standard, order.work, language, order.odd, water=order.work not in STANDARDS)
        facts = [("opened", {}, []), *walk.facts(until)]
        kinds = [kind for kind, *_ in facts]
        inside = kinds.index("arrived") if "arrived" in kinds else len(facts)
        span = clock.milliseconds_between(arrived, end) / max(1, len(facts) - inside)
        self._burst(order, visit, [(seen, *fact) for fact in facts[:2]])
        self._burst(order, visit, [(departed, *fact) for fact in facts[2:inside]])
        for place in range(inside, len(facts), BURST):
            first = clock.later(arrived, milliseconds=span * (place - inside))
            burst = [
                (clock.later(first, seconds=9 * step), *fact) for step, fact in enumerate(facts[place : place + BURST])
            ]
            self._burst(order, visit, [(min(at, end), *fact) for at, *fact in burst])

    def said(self, at: str, order: Order, visit: str, *facts: tuple[str, dict[str, Any]]) -> None:
        """Facts one after the other, some seconds apart."""
        pictured = {"photographed": ["visit-note"]}
        self._burst(
            order,
            visit,
            [
                (clock.later(at, seconds=8 * step), kind, body, pictured.get(kind, []))
                for step, (kind, body) in enumerate(facts)
            ],
        )

    def _burst(self, order: Order, visit: str, facts: Sequence[Any]) -> None:
        """Facts that are tapped one after the other and sent together."""

        def act() -> None:
            handset = self.handset(order)
            for at, kind, body, drawings in facts:
                with clock.telling(min(at, self.now)):
                    handset.save(visit, kind, body, drawings)
            handset.send()

        if facts:
            self.stage.at(facts[-1][0], act)


def bring(work: str) -> list[dict[str, Any]]:
    """What the standard says to bring for a kind of work, beyond the five items."""
    found = builtin_standard(STANDARDS.get(work, WATER))["bring"]
    own = [each for each in found if each.get("clause") != "HV-4" and work in each.get("for", [work])]
    return [{name: each[name] for name in ("name", "count", "unit", "reused") if name in each} for each in own]


def _planned(history: History, order: Order, visit: str, start: str) -> None:
    history.said(history.moment(-66), order, visit, ("opened", {}))


def _unseen(history: History, order: Order, visit: str, start: str) -> None:
    history.stage.at(history.moment(-25), lambda: history.handset(order).send())


def _nothing(history: History, order: Order, visit: str, start: str) -> None:
    """The order was sent; the phone has not been heard of since."""


def _done(history: History, order: Order, visit: str, start: str) -> None:
    arrived = clock.later(start, minutes=order.late)
    times = (
        clock.later(arrived, minutes=-80),
        clock.later(arrived, minutes=-22),
        arrived,
        clock.later(arrived, minutes=62),
    )
    history.walk(order, visit, times if order.ahead else tuple(min(each, history.moment(-2)) for each in times))  # type: ignore[arg-type]


def _under_way(until: str, end: float) -> Callable[[History, Order, str, str], None]:
    def play(history: History, order: Order, visit: str, start: str) -> None:
        arrived = min(clock.later(start, minutes=order.late), history.moment(end - 3))
        seen, departed = clock.later(arrived, minutes=-50), clock.later(arrived, minutes=-18)
        history.walk(order, visit, (seen, departed, arrived, history.moment(end)), until)

    return play


def _at_the_door(history: History, order: Order, visit: str, start: str) -> None:
    history.said(history.moment(-60), order, visit, ("opened", {}))
    history.said(
        history.moment(-20), order, visit, ("answered", {"step": "all-with-me", "value": True}), ("departed", {})
    )
    history.said(history.moment(-2), order, visit, ("arrived", {"place": PLACE}))


def _on_the_way(history: History, order: Order, visit: str, start: str) -> None:
    history.said(history.moment(-60), order, visit, ("opened", {}))
    history.said(
        history.moment(-12), order, visit, ("answered", {"step": "all-with-me", "value": True}), ("departed", {})
    )


def _late(history: History, order: Order, visit: str, start: str) -> None:
    history.said(history.moment(-70), order, visit, ("opened", {}))
    expected = history.moment(8)
    history.said(
        history.moment(-26), order, visit, ("departed", {}), ("running_late", {"minutes": 30, "expected_at": expected})
    )


def _knocking(history: History, order: Order, visit: str, start: str) -> None:
    history.said(history.moment(-60), order, visit, ("opened", {}), ("departed", {}))
    history.said(history.moment(-6), order, visit, ("arrived", {}), ("knocked", {}))
    history.said(history.moment(-3), order, visit, ("call_attempted", {"result": "no_answer"}))


def _nobody_home(history: History, order: Order, visit: str, start: str) -> None:
    came, gone = clock.local(start, history.zone), clock.local(clock.later(start, minutes=12), history.zone)
    note = {"arrived": came.strftime("%H:%M"), "left": gone.strftime("%H:%M")} | NOTE
    history.said(clock.later(start, minutes=-60), order, visit, ("opened", {}), ("departed", {}))
    history.said(start, order, visit, ("arrived", {}), ("knocked", {}), ("call_attempted", {"result": "no_answer"}))
    history.said(
        clock.later(start, minutes=11),
        order,
        visit,
        ("visit_note_left", note),
        ("photographed", {"step": "visit-note-photo", "purpose": "visit-note"}),
        ("left", {}),
        ("ended", {"outcome": "nobody_home"}),
    )


def _cancelled(history: History, order: Order, visit: str, start: str) -> None:
    history.said(history.moment(-300), order, visit, ("opened", {}))
    by = history.dispatcher(order)
    history.stage.at(
        history.moment(-200),
        lambda: actions.cancel(history.company.id, by, visit, reason=order.words, asked_by="customer"),
    )


def _conflict(history: History, order: Order, visit: str, start: str) -> None:
    """The office cancels while the phone has no network; the phone comes back with a finished visit and two photographs still on it."""
    arrived, end = history.moment(order.at + order.late), history.moment(order.at + 56)
    history.walk(order, visit, (history.moment(order.at - 66), history.moment(order.at - 26), arrived, end))

    def phone() -> Handset:  # asked late, because it is only there once it is enrolled
        return history.handset(order)

    def without_network() -> None:
        phone().silent = True

    def back_again() -> None:
        phone().silent = False
        del phone().waiting[1:3]  # two photographs are still on their way
        phone().send()

    history.stage.at(history.moment(order.at), without_network)
    history.stage.at(
        history.moment(order.at + 20),
        lambda: actions.cancel(
            history.company.id,
            history.dispatcher(order),
            visit,
            reason="林先生来电：今天家里没人，改天再约。",
            asked_by="customer",
        ),
    )
    history.stage.at(history.moment(order.at + 82), back_again)


STORIES: dict[str, Callable[[History, Order, str, str], None]] = {
    "done": _done,
    "working": _under_way("work", -4),
    "at_the_door": _at_the_door,
    "on_the_way": _on_the_way,
    "late": _late,
    "knocking": _knocking,
    "nobody_home": _nobody_home,
    "cancelled": _cancelled,
    "conflict": _conflict,
    "silent": _nothing,
    "unseen": _unseen,
}
