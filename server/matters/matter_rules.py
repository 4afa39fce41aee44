"""What the facts of a matter and of its visits make of it: its state, its pauses, its results, and what its loop still lacks. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.matters.rules import NOT_SOLVED
from server.visits.log.shown import ShownFact
from server.visits.rules import SIGNATURES, is_done

ACCEPTED, WAITING, IN_WORK, PAUSED = UNDER_WAY = ("accepted", "waiting_papers", "in_work", "paused")
DONE, REFUSED, WITHDRAWN = LOOP = ("done", "refused", "withdrawn")  # there is a result, and the loop is open
CLOSED = "closed"
STATES = (*UNDER_WAY, *LOOP, CLOSED)
REOPEN_DAYS = 14  # calendar days within which the same thing is the same matter
MARKS = (
    "papers_complete",
    "payment_confirmed",
    "supply_on",
    "water_on",
    "gas_on",
    "asked_superior",
    "put_to_discussion",
)
BY_CONTACT = ("estimate_handed", "decision_told")
ORIGINATORS = ("hotline", "customer", "staff", "system")
# The facts of a visit on which its matter can depend, and those that can change it.
FROM_VISITS = (
    "ordered",
    "assigned",
    "rescheduled",
    "cancelled",
    "arrived",
    "ended",
    *SIGNATURES,
    "withdrawn",
    "answered",
    "contacted",
)
TRIGGERS = frozenset(FROM_VISITS) - {"answered"}


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a visit, or of the office's own work."""

    event: ShownFact
    outcome: str
    solved: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """A span in which clocks of this reason stand still; without an end it goes on."""

    reason: str
    start: str
    end: str | None


@dataclass(slots=True)
class Missing:
    """What an applicant was told to bring, in writing; `incomplete` once a later notice named other things."""

    event: ShownFact
    items: list[str]
    given: set[str] = field(default_factory=set)
    incomplete: bool = False


@dataclass(slots=True)
class Story:
    """A matter as its facts have it."""

    state: str = ACCEPTED
    pauses: list[Pause] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    marks: dict[str, ShownFact] = field(default_factory=dict)
    reached: dict[str, ShownFact] = field(
        default_factory=dict
    )  # contact's id → a contact that reached the one it names
    opened: ShownFact | None = None
    acknowledged: ShownFact | None = None
    sent: ShownFact | None = None
    told: ShownFact | None = None  # the customer knows the latest result
    fed_back: ShownFact | None = None
    refused: ShownFact | None = None
    refusal_told: ShownFact | None = None
    superior_told: ShownFact | None = None
    closed: ShownFact | None = None
    reopened: int = 0
    taken: bool = False  # somebody works on it
    pending: bool = False  # a result has come that was not fed back, also where the work goes on
    on_receipt: bool = False  # an end at the customer's opened it, so that their receipt names it

    @property
    def result(self) -> Result | None:
        """The latest."""
        return self.results[-1] if self.results else None

    @property
    def has_result(self) -> bool:
        """Whether there is something to feed back: the end, or what came of a visit after which the work goes on (FT-6)."""
        return self.state in LOOP or (self.pending and self.state != CLOSED)

    def pause_at(self, at: str) -> Pause | None:
        """The pause in which this moment lies."""
        return next(
            (each for each in reversed(self.pauses) if each.start <= at and (each.end is None or each.end > at)), None
        )


def story_of(
    events: Iterable[ShownFact], now: str, open_visits: Collection[str] = (), cancelled: Collection[str] = ()
) -> Story:
    """Read the facts one after the other; `open_visits` are those that are neither over nor cancelled."""
    ordered = sorted(events, key=lambda each: each.at)
    story, remedies = Story(), {each.visit: each.body.get("value") for each in ordered if each.kind == "answered"}
    for event in ordered:
        _read(story, event, remedies)
    story.state = _state(story, ordered, now, open_visits, cancelled)
    return story


def state_at(state: str, paused_until: str | None, now: str) -> str:
    """The state as it stands at this moment: a pause that named its end is over by itself (K8)."""
    return IN_WORK if state == PAUSED and paused_until is not None and paused_until <= now else state


def still_needed(
    story: Story, originator: str, foreign: bool, open_visits: Collection[str], has_customer: bool = True
) -> list[str]:
    """What the loop still lacks before the matter may be closed (FT-6), as words, in the order in which it is done."""
    needs = []
    if open_visits:
        needs.append("open_visits")
    if story.state not in LOOP:
        return [*needs, "no_result"]
    return needs + _untold(story, originator, foreign, has_customer)


def is_fed_back(story: Story, originator: str, foreign: bool, has_customer: bool = True) -> bool:
    """Whether the result has come back to whoever asked."""
    return story.has_result and not set(_untold(story, originator, foreign, has_customer)) - {"superior_not_told"}


def missing_now(story: Story) -> list[str]:
    """What the applicant still has to bring."""
    latest = story.missing[-1] if story.missing else None
    return [item for item in latest.items if item not in latest.given] if latest else []


def _untold(story: Story, originator: str, foreign: bool, has_customer: bool) -> list[str]:
    """Who has not heard of the result."""
    needs = []
    if story.state == REFUSED and story.refusal_told is None:
        needs.append("refusal_not_told")
    if story.refused and story.refused.body.get("large") and story.superior_told is None:
        needs.append("superior_not_told")
    if originator == "hotline" and not foreign and story.opened is None:
        needs.append("not_opened")
    if foreign and story.acknowledged is None:
        needs.append("not_acknowledged" if story.sent else "not_sent")
    waits = originator in ("hotline", "customer") or story.on_receipt
    if has_customer and waits and story.told is None and story.state != REFUSED:
        needs.append("not_told")
    return needs


def _read(story: Story, event: ShownFact, remedies: Mapping[str, Any]) -> None:
    kind, body = event.kind, event.body
    if kind in MARKS:
        story.marks.setdefault(kind, event)
    elif kind in BY_CONTACT:
        if body.get("contact") in story.reached:  # because text and mail only leave a message (4.0, Contact)
            story.marks.setdefault(kind, event)
    elif kind == "contacted":
        _contacted(story, event)
    elif kind == "assigned":
        story.taken = story.taken or bool(body.get("lead"))
    elif kind in ("ended", "finished"):
        _result(story, event, remedies)
    elif kind == "paused":
        story.pauses.append(Pause(str(body["reason"]), str(body.get("since") or event.at), body.get("until")))
    elif kind == "resumed" and (running := story.pause_at(event.at)):
        story.pauses[story.pauses.index(running)] = Pause(running.reason, running.start, event.at)
    elif kind == "told_missing":
        _told_missing(story, event)
    elif kind == "item_given" and story.missing:
        story.missing[-1].given.add(str(body["item"]))
    elif kind in _SETS:
        _SETS[kind](story, event)


def _contacted(story: Story, event: ShownFact) -> None:
    body = event.body
    if body.get("result") != "reached":
        return
    story.reached[event.id] = event
    # A contact in the log of a visit is with its customer.
    if (body.get("to") == "customer" or event.visit) and story.results:
        story.told = event


def _result(story: Story, event: ShownFact, remedies: Mapping[str, Any]) -> None:
    outcome = str(event.body.get("outcome", "done"))
    done = is_done(event.body) if event.kind == "ended" else outcome == "done"
    solved = event.kind == "finished" or (done and remedies.get(event.visit) not in NOT_SOLVED)
    story.results.append(Result(event, outcome, solved))
    story.pending = True
    story.opened = story.acknowledged = story.sent = story.fed_back = None  # because this result nobody knows yet
    story.told = story.marks.get(f"signed {event.visit}")  # but who signed what was done on the phone's pages


def _told_missing(story: Story, event: ShownFact) -> None:
    items = [str(each) for each in event.body["items"]]
    before = story.missing[-1] if story.missing else None
    if before is not None and set(items) - set(before.items):
        before.incomplete = True
    given = before.given & set(items) if before else set()
    story.missing.append(Missing(event, items, set(given)))


def _accepted(story: Story, event: ShownFact) -> None:
    story.on_receipt = "outcome" in event.body


def _refused(story: Story, event: ShownFact) -> None:
    story.refused, story.refusal_told, story.superior_told = event, None, None
    story.opened = story.acknowledged = story.sent = story.told = story.fed_back = None
    _refusal_told(story, event)


def _refusal_told(story: Story, event: ShownFact) -> None:
    contact = story.reached.get(str(event.body.get("contact")))
    if contact is not None and contact.body.get("to") == "customer":  # a neighbour is not the applicant
        story.refusal_told = event


def _overturned(story: Story, event: ShownFact) -> None:
    story.refused = story.refusal_told = None


def _signed(story: Story, event: ShownFact) -> None:
    if event.body.get("way") != "declined":
        story.marks[f"signed {event.visit}"] = event
        if story.result and story.result.event.visit == event.visit:
            story.told = event


def _reopened(story: Story, event: ShownFact) -> None:
    story.closed, story.reopened, story.pending = None, story.reopened + 1, False
    story.opened = story.acknowledged = story.sent = story.told = story.fed_back = story.refused = None


def _fed_back(story: Story, event: ShownFact) -> None:
    story.fed_back, story.pending = event, False


def _set(name: str) -> Any:
    return lambda story, event: setattr(story, name, event)


_SETS: dict[str, Any] = {
    "accepted": _accepted,
    "result_opened": _set("opened"),
    "sent_to_hotline": _set("sent"),
    "acknowledged": _set("acknowledged"),
    "result_fed_back": _fed_back,
    "superior_told": _set("superior_told"),
    "closed": _set("closed"),
    "refused": _refused,
    "refusal_told": _refusal_told,
    "overturned": _overturned,
    **dict.fromkeys(SIGNATURES, _signed),
    "reopened": _reopened,
}


def _state(
    story: Story, events: Sequence[ShownFact], now: str, open_visits: Collection[str], cancelled: Collection[str]
) -> str:
    """The last of what ends a matter counts; work that was ordered after it goes on."""
    if story.closed:
        return CLOSED
    ends = [
        each for each in events if each.kind in ("finished", "refused", "called_off", "reopened", "overturned", "ended")
    ]
    last = ends[-1] if ends else None
    if open_visits:
        return _waiting(story, now, IN_WORK if story.taken else ACCEPTED)
    if last is not None and last.kind in ("refused", "called_off"):
        return REFUSED if last.kind == "refused" else WITHDRAWN
    result = story.result
    if last is not None and last.kind in ("ended", "finished") and result is not None and result.solved:
        return DONE
    called_off = [each for each in events if each.kind == "cancelled" and each.visit in cancelled]
    if called_off and not story.results and called_off[-1].body.get("by") == "customer":
        return WITHDRAWN
    return _waiting(story, now, IN_WORK if story.taken or story.results or story.marks or story.reopened else ACCEPTED)


def _waiting(story: Story, now: str, otherwise: str) -> str:
    if story.pause_at(now):
        return PAUSED
    return WAITING if missing_now(story) and "papers_complete" not in story.marks else otherwise
