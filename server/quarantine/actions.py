"""What the office does with facts that were held back, beside releasing them: put with a visit, set aside, brought back. All recorded."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from server.kernel import clock
from server.kernel.chain import sha256
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.outcomes import REFUSED
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.quarantine.models import HeldBackAct
from server.sync.models import Received

Attach = Callable[[str, str, str, dict[str, object]], None]  # organisation, who, visit, what the visit's log says of it


def set_aside(organisation: str, by: str, device: str, seq: int, reason: str) -> None:
    """Nobody needs to look at it any more, for this reason; it stays where it is, whole. `not_found`."""
    write(lambda: record(_held(organisation, device, seq), "set_aside", by, reason=reason))


def bring_back(organisation: str, by: str, device: str, seq: int) -> None:
    """Somebody needs to look at it after all. `not_found`."""
    write(lambda: record(_held(organisation, device, seq), "brought_back", by))


def attach(to_visit: Attach, organisation: str, by: str, device: str, seq: int, visit: str, note: str) -> None:
    """Put a held-back fact with a visit: the visit's log names it by the hash of its bytes. It changes no answer. `not_found`."""

    def work() -> None:
        row = _held(organisation, device, seq)
        said: dict[str, object] = {"device": device, "seq": seq, "sha256": sha256(row.raw or b"")}
        to_visit(
            organisation, by, visit, said | ({"kind": row.kind} if row.kind else {}) | ({"note": note} if note else {})
        )
        record(row, "attached", by, visit=visit, reason=note)

    write(work)


def record(
    row: Received,
    what: str,
    by: str,
    *,
    reason: str = "",
    visit: str | None = None,
    outcome: str | None = None,
    code: str | None = None,
) -> None:
    """Inside `write`: note who did what with it."""
    db.session.add(
        HeldBackAct(
            organisation_id=row.organisation_id,
            id=new_id(),
            device_id=row.device_id,
            seq=row.seq,
            what=what,
            person_id=by,
            at=clock.now(),
            reason=reason or None,
            visit_id=visit,
            outcome=outcome,
            code=code,
        )
    )


def _held(organisation: str, device: str, seq: int) -> Received:
    row = db.session.execute(
        select(Received)
        .where(
            Received.organisation_id == organisation,
            Received.device_id == device,
            Received.seq == seq,
            Received.outcome.in_(REFUSED),
        )
        .with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise Problem("not_found")
    return row
