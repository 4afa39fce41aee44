"""What an interruption is by its facts: how far it is, who was told in time, and what went wrong (4.4, FT-7). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from server.kernel.text.addresses import read_house
from server.kernel.text.letters import plain
from server.visits.log.shown import ShownFact

KINDS = ("planned", "emergency")
MEDIA = ("water", "network", "gas")
DRAFT, ANNOUNCED, RUNNING, OVER, CANCELLED = STATES = ("draft", "announced", "running", "over", "cancelled")
LIVE = (DRAFT, ANNOUNCED, RUNNING)
PLANNED_HOURS, EMERGENCY_MINUTES = 24, 30  # before it begins; after the valve was closed
FACT_KINDS = (
    "drafted",
    "approved",
    "announced",
    "posted",
    "began",
    "moved",
    "extended",
    "ended",
    "cancelled",
    "checked",
)
ESTATE_AND_HOUSE = re.compile(
    r"(?P<estate>.*?[^0-9A-Za-z甲乙丙丁东西南北 -]) *(?P<house>[0-9A-Za-z甲乙丙丁东西南北].*)?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """What is affected: an estate, one of its buildings, or one of a building's units; '' for all of them."""

    estate: str
    building: str = ""
    unit: str = ""

    def holds(self, estate: str | None, building: str | None, unit: str | None) -> bool:
        """Whether an address lies inside."""
        return (
            plain(estate).replace(" ", "") == self.estate
            and self.building in ("", _same(building))
            and self.unit in ("", _same(unit))
        )


@dataclass(slots=True)
class Story:
    """An interruption as its facts have it."""

    kind: str = "planned"
    medium: str = "water"
    scope_text: str = ""
    households: int = 0
    reason: str = ""
    valve: str = ""
    team: str = ""
    drafted_by: str = ""
    from_at: str = ""
    to_at: str = ""
    entrances: int = 1
    state: str = DRAFT
    approved_by: str = ""
    announced: list[ShownFact] = field(default_factory=list)
    posted: list[ShownFact] = field(default_factory=list)
    extended: list[tuple[ShownFact, str]] = field(default_factory=list)  # with the end that it moved
    moved: list[tuple[ShownFact, str]] = field(
        default_factory=list
    )  # to another time, with the beginning that people knew
    began_at: str | None = None
    ended_at: str | None = None
    cancelled: ShownFact | None = None
    came_late: bool = False

    @property
    def posted_at(self) -> str | None:
        """When the last entrance had its notice; None while one has not."""
        hangs = sorted(each.at for each in self.posted if each.at >= self.since)
        return hangs[self.entrances - 1] if len(hangs) >= self.entrances else None

    @property
    def since(self) -> str:
        """From when on telling and posting name the time that holds now; '' where it never moved."""
        return self.moved[-1][0].at if self.moved else ""

    @property
    def unposted(self) -> bool:
        """Whether what hangs names an end that holds no more: it was extended, and no notice was posted since."""
        news = self.extended[-1][0] if self.extended and self.state == RUNNING else None
        return news is not None and not any(each.at >= news.at for each in self.posted)

    @property
    def untold(self) -> ShownFact | None:
        """What people have not been told who were told something else: that it is cancelled, ends later, or is at another time."""
        news = self.cancelled if self.cancelled and self.announced else None
        news = news or (self.extended[-1][0] if self.extended and self.state == RUNNING else None)
        news = news or (self.moved[-1][0] if self.moved and self.announced and self.state == ANNOUNCED else None)
        return news if news and not any(each.at >= news.at for each in self.announced) else None


def story_of(events: Iterable[ShownFact]) -> Story:
    """The interruption that these facts make, in the order of its log."""
    story = Story()
    for each in events:
        body = each.body
        if each.kind == "drafted":
            story.kind, story.medium, story.scope_text = body["kind"], body["medium"], body["scope_text"]
            story.households, story.reason = int(body.get("households", 0)), body.get("reason", "")
            story.valve, story.team, story.entrances = (
                body.get("valve", ""),
                body.get("team", ""),
                int(body.get("entrances", 1)),
            )
            story.from_at, story.to_at, story.drafted_by = body["from"], body["to"], each.person
        elif each.kind == "approved":
            story.approved_by = each.person
        elif each.kind == "announced":
            story.announced.append(each)
            story.state = ANNOUNCED if story.state == DRAFT else story.state
        elif each.kind == "posted":
            story.posted.append(each)
        elif each.kind == "began" and story.began_at is None and story.state in (DRAFT, ANNOUNCED):
            story.state, story.began_at = RUNNING, each.at
            story.came_late = body.get("late") is True
        elif each.kind == "moved" and story.state in (DRAFT, ANNOUNCED):
            story.moved.append((each, story.from_at))
            story.from_at, story.to_at, story.approved_by = body["from"], body["to"], ""
        elif each.kind == "extended" and story.state == RUNNING:
            story.extended.append((each, story.to_at))
            story.to_at = body["to"]
        elif each.kind == "ended" and story.state == RUNNING:
            story.state, story.ended_at = OVER, each.at
        elif each.kind == "cancelled" and story.state in (DRAFT, ANNOUNCED):
            story.state, story.cancelled = CANCELLED, each
    return story


def read_place(line: str) -> Place | None:
    """翠湖花园 3 幢, 翠湖花园 3-2, 阳光里 → the place; None for what names no estate."""
    typed = " ".join(plain(line).split())
    found = ESTATE_AND_HOUSE.fullmatch(typed)
    if found is None or not found["estate"].strip() or found["estate"].strip()[0].isdigit():
        return None
    estate = found["estate"].replace(" ", "")
    if not found["house"]:
        return Place(estate)
    parts = re.split(r"[ -]+", re.sub(r"(号楼|单元|[幢栋座号])", " ", found["house"].replace(" ", "-")).strip(" -"))
    if len(parts) > 2 or not all(parts):
        house = read_house(found["house"])
        return Place(estate, _same(house.building), _same(house.unit)) if house.understood else None
    return Place(estate, _same(parts[0]), _same(parts[1]) if len(parts) == 2 else "")


def _same(part: str | None) -> str:
    """A building or unit as it is compared: without the word, without leading noughts."""
    return re.sub(r"(号楼|单元|[幢栋座号#])$", "", plain(part).replace(" ", "")).lstrip("0")
