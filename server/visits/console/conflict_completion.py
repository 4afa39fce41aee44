"""What phone and server said about the end of a visit, as the two sides of a card."""

from __future__ import annotations

import json
from typing import Any

from server.console.layout import listed, t
from server.visits.conflicts.models import Conflict
from server.visits.console.narration import Narrator

NAMED = 3  # steps by name; the rest is counted


def words_of(side: str, conflict: Conflict, narrator: Narrator) -> str:
    """`可以结束`, or how many steps are missing and the first of them by name."""
    written = json.loads(getattr(conflict, side))
    said: dict[str, Any] = written.get("verdict", written)
    missing = said["missing"]
    if not missing:
        return t("cross.verdict.may" if said["may_finish"] else "cross.verdict.not_yet")
    named = listed(narrator.step(step) for step in missing[:NAMED])
    return t(
        "cross.verdict.lacks",
        count=len(missing),
        steps=named + (t("cross.verdict.more") if len(missing) > NAMED else ""),
    )


def of_the_server(conflict: Conflict, narrator: Narrator, when: str) -> dict[str, str]:
    """The server's side, which is no fact of the log: {from, what, who, when, words, learned}."""
    return {
        "from": t("cross.verdict.server"),
        "what": words_of("other", conflict, narrator),
        "who": "",
        "when": when,
        "words": "",
        "learned": "",
    }
