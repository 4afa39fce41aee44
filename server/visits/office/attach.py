"""A record that was held back is put with a visit: the visit's log names it, and shows it to whoever reads the visit. It answers nothing."""

from __future__ import annotations

from typing import Any

from server.kernel import clock
from server.visits.log.log import write_logs
from server.visits.office.append import act, locked, report


@act
def attach(organisation: str, by: str, visit: str, body: dict[str, Any]) -> None:
    """Note in the visit's log that this held-back record (`device, seq, sha256, kind?, note?`) belongs with it. `not_found`."""
    log, now = locked(organisation, visit), clock.now()
    report(log, "attached", body, by, now)
    write_logs([log], now)
