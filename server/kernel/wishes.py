"""A time that a customer wishes, for everybody who gives times away."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WishedTime:
    """A time that the customer of a visit wishes, and that nobody of the office has answered; until `until` it is offered to nobody else."""

    visit: str
    team: str
    start: str
    end: str
    until: str
