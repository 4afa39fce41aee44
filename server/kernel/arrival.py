"""A fact on its way in: what `sync` hands to the capability that understands it, and the verdict that comes back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from server.kernel.problem import Problem


@dataclass(slots=True)
class Arrival:
    """One received fact. `fact` is None when the text cannot be read; `outcome` and `code` are the verdict (docs/PROTOCOL.md).

    `stored` says that a log keeps the text; `commit` is the body's commitment; `skew` is server minus phone in ms as
    seen when the batch came in, where the phone told its clock; `released` says that a person let it in after it was put aside;
    `row` is the subject's own, held because who reacts then finds it in the session and asks the database no second time.
    """

    organisation: str
    device: str
    text: str
    seq: int
    hash: str
    received_at: str
    fact: dict[str, Any] | None = None
    outcome: str = ""
    code: str | None = None
    stored: bool = False
    commit: str = ""
    skew: int | None = None
    released: bool = False
    row: object = None

    def again(self) -> Arrival:
        """The same as it came in, for one more try at the write."""
        return Arrival(
            self.organisation,
            self.device,
            self.text,
            self.seq,
            self.hash,
            self.received_at,
            self.fact,
            self.outcome,
            self.code,
            self.stored,
            self.commit,
            self.skew,
            self.released,
        )

    @property
    def id(self) -> str | None:
        """The fact's id, where it has one."""
        return self.fact["id"] if self.fact else None

    @property
    def subject(self) -> tuple[str, str]:
        """(type, id) of what the fact is about; empty when it cannot be read."""
        return (self.fact["subject"]["type"], self.fact["subject"]["id"]) if self.fact else ("", "")

    @property
    def grant(self) -> str:
        """The hash of the grant under which the work was done; '' without one."""
        return self.fact.get("grant", "") if self.fact else ""

    def judge(self, outcome: str, code: str | None = None) -> None:
        """Give the verdict."""
        self.outcome, self.code = outcome, code

    def quarantine(self, code: str) -> None:
        """Keep the fact whole and aside, for a person or a later version to understand."""
        self.judge("quarantined", code)


def carry_over(
    arrivals: Iterable[Arrival], subject: str, kinds: Collection[str], carry: Callable[[Arrival, dict[str, Any]], None]
) -> None:
    """Inside `write`: give each fact of these kinds that a log about such a subject now keeps to `carry`, which writes it into another log.

    Where that raises a Problem, before anything is written, the fact stays in its own log alone.
    """
    for each in arrivals:
        if each.stored and each.fact and each.subject[0] == subject and each.fact["kind"] in kinds:
            try:
                carry(each, each.fact)
            except Problem:
                continue
