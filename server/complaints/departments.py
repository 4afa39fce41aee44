"""Several departments over one complaint: who leads, who agreed or objected, and from when the arbiter decides (CP-8). Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from server.kernel.deadlines import Calendar, due

AGREED, OBJECTED = "agreed", "objected"
OBJECTIONS, WORKING_DAYS = 2, 1  # after which the arbiter decides
OPEN, SETTLED, STUCK, DECIDED = "open", "settled", "stuck", "decided"


@dataclass(slots=True)
class Word:
    """What a team said to a proposal."""

    team: str
    said: str
    why: str
    by: str
    at: str


@dataclass(slots=True)
class Joint:
    """Teams that have to be agreed about one complaint: `leads` is the requester's, `teams` all of them, `plan` who does what."""

    leads: str
    teams: tuple[str, ...]
    plan: str
    first_at: str  # of the first proposal: another one does not begin the day again
    proposed_by: str
    words: list[Word] = field(default_factory=list)  # to the present proposal
    objections: list[Word] = field(default_factory=list)  # to all of them
    decision: str = ""
    decided_by: str = ""
    decided_at: str | None = None

    @property
    def waits_for(self) -> list[str]:
        """The teams that have said nothing to the present proposal; the leading one has made it."""
        return [each for each in self.teams if each != self.leads and each not in {word.team for word in self.words}]

    @property
    def is_settled(self) -> bool:
        """Whether every team agrees, or the arbiter has decided."""
        return self.decided_at is not None or (not self.waits_for and all(word.said == AGREED for word in self.words))


def stuck_from(joint: Joint | None, calendar: Calendar) -> str | None:
    """From when on the arbiter decides: the second objection, or one working day after the first proposal; None where all agree."""
    if joint is None or joint.is_settled:
        return None
    day_after = due(joint.first_at, WORKING_DAYS, "wd", calendar).at
    if len(joint.objections) >= OBJECTIONS:
        return min(day_after, joint.objections[OBJECTIONS - 1].at)
    return day_after


def stage_of(joint: Joint, now: str, calendar: Calendar) -> str:
    """open | settled | stuck | decided."""
    if joint.decided_at is not None:
        return DECIDED
    since = stuck_from(joint, calendar)
    if since is None:
        return SETTLED
    return STUCK if now > since or len(joint.objections) >= OBJECTIONS else OPEN
