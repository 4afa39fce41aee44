"""The people of the office in a world: they order, give, move, instruct, cancel, settle, release, revoke, and look after the server."""

from __future__ import annotations

from functools import partial
from typing import Any

from server.accounts import devices, sessions
from server.duty import actions as duty
from server.duty.on_phones import tell_changes
from server.kernel import clock
from server.kernel.authorise import Who
from server.kernel.transaction import write
from server.matters import actions as promises
from server.matters import matter_actions as matters
from server.matters.actions import Spoke
from server.quarantine.release import release
from server.visits.conflicts.resolve import settle
from server.visits.days import shifted
from server.visits.feed.holdings import refresh_holdings
from server.visits.office import actions
from tests.simulate.server import BEGINNING, SimulatedServer

Json = dict[str, Any]
JOURNAL = 29 * 86_400_000  # ms that phones keep what they have sent


class Office:
    """Acts of the office; each names its visit by the order in which visits were ordered in this world."""

    def __init__(self, server: SimulatedServer) -> None:
        self.server = server
        self.visits: list[str] = []
        self.backed_up: int | None = None

    @property
    def _ours(self) -> tuple[str, str]:
        return self.server.cast.ours, self.server.cast.people["chenjing"]

    def order(self, step: Json) -> None:
        """An order of the customer for so many days from today, given to these people at once."""
        customer, premises = self.server.scenario.customers[self.server.cast.ours]
        made: list[str] = []
        ordered = partial(
            actions.order_visit, *self._ours, customer=customer, premises=premises, team=self.server.cast.teams["east"]
        )
        work = {"kind_of_work": step.get("kind", "repair"), "inputs": step.get("inputs")}
        self._do(lambda: made.append(ordered(agreed_at=self._moment(step), **work)))
        self.visits += made
        if made and step.get("people"):
            self.assign({"visit": len(self.visits) - 1, "people": step["people"]})

    def assign(self, step: Json) -> None:
        """The first leads, the others help; nobody takes it away from everybody."""
        people = [self.server.cast.people[login] for login in step["people"]]
        self._on(step, actions.assign, people[0] if people else None, people[1:])

    def reschedule(self, step: Json) -> None:
        """To another day and hour."""
        self._on(step, actions.reschedule, asked_by="us", agreed_at=self._moment(step), reason="因故", apology=True)

    def instruct(self, step: Json) -> None:
        """What the technician should know."""
        self._on(step, actions.instruct, instructions=step["text"])

    def cancel(self, step: Json) -> None:
        """Not at all."""
        self._on(step, actions.cancel, reason="因故", asked_by="customer")

    def settle(self, step: Json) -> None:
        """One of the cross purposes, with one of its choices."""
        rows = self.server.rows("SELECT id FROM conflict WHERE organisation_id = :ours ORDER BY opened_at, id")
        if rows:
            self._do(settle, *self._ours, rows[step["which"] % len(rows)][0], step["choice"])

    def promise(self, step: Json) -> None:
        """One of the open promises: kept, moved by two days, waived, or nobody was reached."""
        rows = self.server.rows(
            "SELECT id, due_at FROM commitment WHERE organisation_id = :ours AND state = 'open' ORDER BY promised_at, id"
        )
        if not rows:
            return
        commitment, due_at = rows[step["which"] % len(rows)]
        spoke = Spoke("phone", "not_reached" if step["how"] == "missed" else "reached")
        acts = {
            "waived": promises.waive,
            "moved": partial(promises.move, to=clock.later(due_at, days=2), asked_by="customer"),
        }
        self.server.crash_at = step.get("crash", "")
        self._do(acts.get(step["how"], promises.keep), *self._ours, commitment, spoke)
        self.server.crash_at = ""

    def pause(self, step: Json) -> None:
        """The matter of a visit waits for an authority, or goes on."""
        if not self.visits:
            return
        visit = self.visits[step["visit"] % len(self.visits)]
        found = self.server.rows(
            "SELECT matter_id FROM visit WHERE organisation_id = :ours AND id = :visit AND matter_id IS NOT NULL",
            visit=visit,
        )
        if found:
            who, act = (
                Who(*self._ours, True),
                matters.resume if step["on"] else partial(matters.pause, reason="authority"),
            )
            self.server.crash_at = step.get("crash", "")
            self._do(act, who, found[0][0])
            self.server.crash_at = ""

    def roster(self, step: Json) -> None:
        """The first takes over at once and is relieved by the second; a post that is filled stays as it is."""
        people = [self.server.cast.people[login] for login in step["people"]]
        now = clock.later(BEGINNING, milliseconds=self.server.now)
        turns = ((now, clock.later(now, hours=8)), (clock.later(now, hours=8), clock.later(now, hours=20)))
        boss = Who(*self._ours, True)
        made: list[str] = []
        for person, (begin, end) in zip(people, turns, strict=True):
            plan = partial(duty.plan, boss, "field", "", begin, end, person, reason="排班")
            self._do(lambda plan=plan: made.append(plan()))
        self.server.crash_at = step.get("crash", "")
        if made:
            self._do(duty.take_over, Who(self._ours[0], people[0]), made[0])
        self.server.crash_at = ""

    def release(self, step: Json) -> None:
        """One of the facts that were put aside."""
        rows = self.server.rows(
            "SELECT device_id, seq FROM received WHERE organisation_id = :ours AND outcome = 'quarantined' ORDER BY received_at, device_id, seq"
        )
        if rows:
            device, seq = rows[step["which"] % len(rows)]
            self._do(release, self.server.cast.ours, device, seq, self._ours[1])

    def revoke(self, device: str) -> None:
        """A phone that was lost."""
        self._do(devices.revoke, self.server.cast.ours, device)

    def expire(self, step: Json) -> None:
        """Every sign-in of a person ends, as with a new password."""
        self._do(
            lambda: write(lambda: sessions.end_all(self.server.cast.ours, self.server.cast.people[step["person"]]))
        )

    def crash(self, _step: Json) -> None:
        """The server's process is killed and started again."""
        self.server.forget_process()

    def backup(self, _step: Json) -> None:
        """A copy of everything, to which `restore` goes back."""
        self.server.back_up()
        self.backed_up = self.server.now

    def restore(self, _step: Json) -> None:
        """Back to the last copy, if there is one that is younger than what phones keep."""
        if self.backed_up is not None and self.server.now - self.backed_up < JOURNAL:
            self.server.restore()

    def time(self, _step: Json) -> None:
        """Nothing but waiting."""

    def midnight(self) -> None:
        """The job that brings everybody's holdings up to the day, also where no phone asks."""
        self._do(refresh_holdings, self._ours[0])
        self._do(tell_changes, self._ours[0])

    def _on(self, step: Json, act: Any, *given: Any, **named: Any) -> None:
        if self.visits:
            self.server.crash_at = step.get("crash", "")
            self._do(act, *self._ours, self.visits[step["visit"] % len(self.visits)], *given, **named)
            self.server.crash_at = ""

    def _do(self, work: Any, *given: Any, **named: Any) -> None:
        self.server.office(work, *given, **named)

    def _moment(self, step: Json) -> str:
        zone = "Asia/Shanghai"
        today = clock.day_of(clock.later(BEGINNING, milliseconds=self.server.now), zone)
        return clock.moment_at(shifted(today, step["days"]), f"{step['hour']:02d}:00", zone)
