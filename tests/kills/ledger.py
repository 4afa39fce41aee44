"""What a server has acknowledged, written down by those who heard it: nothing on these pages may ever be missing again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Result = tuple[str | None, str]  # the fact's id and its outcome


@dataclass
class Ledger:
    """Facts by (device, seq), bytes that are home by (organisation, SHA-256), and how far uploads came; each with the moment of hearing it.

    `moment` numbers moments: in power cuts it is the length of the disk's journal, else it stays 0.
    """

    moment: Callable[[], int] = lambda: 0
    offset: int = 0  # length of all journals before the present one
    facts: dict[tuple[str, int], tuple[int, Result]] = field(default_factory=dict)
    home: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    reached: dict[tuple[str, int], tuple[int, bytes]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    exchanges: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def fact(self, device: str, seq: int, result: Result) -> None:
        """A fact's lasting outcome was told; told again it must be the same."""
        with self.guard:
            before = self.facts.setdefault((device, seq), (self.moment(), result))[1]
        if before != result:
            self.wrong(f"fact {seq} of {device} was {before} and is now {result}")

    def bytes_home(self, organisation: str, sha256: str, size: int) -> None:
        """The server said that it has all bytes."""
        with self.guard:
            self.home.setdefault((organisation, sha256), (self.moment(), size))

    def chunk(self, upload: str, content: bytes) -> None:
        """The server said that it has this much of an upload."""
        with self.guard:
            self.reached[upload, len(content)] = (self.moment(), content)

    def pages(self) -> tuple[dict[Any, Any], dict[Any, Any], dict[Any, Any]]:
        """Copies of `facts`, `home` and `reached` as they stand."""
        with self.guard:
            return dict(self.facts), dict(self.home), dict(self.reached)

    def answered(self, trouble: str = "") -> None:
        """An exchange came to an end; `trouble` names what was said instead of yes."""
        with self.guard:
            self.exchanges += 1
            if trouble:
                self.refused[trouble] = self.refused.get(trouble, 0) + 1

    def wrong(self, what: str) -> None:
        """A promise is broken."""
        with self.guard:
            self.broken.append(what)
