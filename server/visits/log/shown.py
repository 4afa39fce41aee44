"""A fact that shows, as the rules of matters, complaints, outages and duty read it: no row, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ShownFact:
    """`at` is when it happened by the server's clock, `received_at` when the server had it ('' where no rule asks).

    `visit` is '' for a fact of the subject's own log. What an erased fact did stands in rows alone; no rule can read it again.
    """

    id: str
    kind: str
    body: Mapping[str, Any]
    person: str
    at: str
    received_at: str = ""
    uncertain: bool = False
    visit: str = ""
    erased: bool = False

    @property
    def step(self) -> str:
        """The step that it writes; '' for anything else."""
        return str(self.body.get("step", ""))
