"""A complaint as its facts have it: parties, claims, answers, clocks, state. Pure data; rules.py fills it."""

from __future__ import annotations

from dataclasses import dataclass, field

from server.complaints.clocks import Answer, Clock, Try
from server.complaints.departments import Joint

RECEIVED, IN_HAND, ANSWERED, CLOSED = "received", "in_hand", "answered", "closed"


@dataclass(slots=True)
class Party:
    """A person or a team that the complaint is about, and where the statement stands."""

    person: str = ""
    team: str = ""
    asked_at: str | None = None
    asked_for: str = ""  # the gist, in the company's words: what the person reads (ruling 12)
    delivered_at: str | None = None
    due_at: str | None = None
    stated_at: str | None = None
    written_at: str = ""  # on a phone without a network, where that was earlier
    statement: str = ""
    stated_by: str = ""  # self | manager | refused


@dataclass(slots=True)
class Claim:
    """One thing that the customer says, judged by itself (ruling 11)."""

    id: str
    text: str
    about: str = ""
    finding: str = ""
    ground: str = ""
    why: str = ""
    found_by: str = ""
    found_at: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(slots=True)
class Mending:
    """Something that is changed so that the cause does not come back (CP-7)."""

    what: str
    owner: str
    due_at: str


@dataclass(slots=True)
class Case:
    """A complaint as its facts have it."""

    state: str = RECEIVED
    cycle: int = 1
    received_at: str = ""
    anonymous: bool = False
    handler: str = ""
    listened_by: str = ""
    recorded_by: str = ""
    serious: str = ""  # why
    serious_at: str | None = None
    head_told_at: str | None = None
    parties: list[Party] = field(default_factory=list)
    released: list[str] = field(default_factory=list)  # persons who were named by mistake
    joint: Joint | None = None  # where several departments are needed
    claims: list[Claim] = field(default_factory=list)
    mendings: list[Mending] = field(default_factory=list)
    cause: str = ""
    nothing_to_mend: str = ""
    answers: list[Answer] = field(default_factory=list)
    tries: list[Try] = field(default_factory=list)
    next_answer: str | None = None
    clock: Clock | None = None  # of the present cycle
    past: list[Clock] = field(default_factory=list)  # those of earlier cycles
    cycle_began: str = ""
    stages: set[str] = field(default_factory=set)
    closed_how: str = ""
    closed_at: str | None = None
    unheard_at: str | None = None  # the customer wrote, and nobody of the office has acted since
    last_word_at: str = ""  # when the customer last said something
    erased: bool = False  # what was said was destroyed; the rows alone tell how it ended

    @property
    def waits_for_statement(self) -> bool:
        """Whether somebody was asked for a statement and has not given one: a mark beside the state."""
        return self.state != CLOSED and any(each.asked_at and not each.stated_at for each in self.parties)

    @property
    def names_persons(self) -> bool:
        """Whether it was ever about persons: releasing the last one moves no deadline that a customer was told."""
        return bool(self.released) or any(each.person for each in self.parties)

    @property
    def dissatisfied(self) -> int:
        """How many answers reached the customer and did not satisfy."""
        return sum(each.result == "not_satisfied" for each in self.answers)

    @property
    def valid(self) -> str:
        """What the claims come to together: none while one is open, else yes | partly | no | cannot_say."""
        found = {each.finding for each in self.claims}
        if not found or "" in found:
            return "none"
        if found == {"cannot_say"}:
            return "cannot_say"
        found.discard("cannot_say")
        return next(iter(found)) if len(found) == 1 else "partly"

    def party(self, person: str) -> Party | None:
        """The party that is this person."""
        return next((each for each in self.parties if each.person == person), None)
