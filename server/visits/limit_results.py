"""Time limits of a visit: how they stand now, and how they stood when it ended, kept and judged again when late facts land."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select

from server.kernel import clock
from server.kernel.arrival import Arrival
from server.kernel.db import db
from server.kernel.prepared import Prepared
from server.standards.limit_table import RunningLimit, clauses_of
from server.standards.limits import is_late_notice, judge
from server.standards.published import with_on_site
from server.standards.rules import signed_in_customer_mode
from server.visits import standard
from server.visits.log.withdrawn import measured
from server.visits.models import Fact, LimitResult, Visit
from server.visits.order_inputs import order_inputs
from server.visits.rules import ENDED

ON_SITE = "FT-1"  # what the office's own limit of an order at once is, which names no clause
SIGNING = {
    "id": "signed-in-customer-mode",
    "clause": "HV-20",
}  # a rule of the server's own: no condition of a standard can say it


def limits_of(visit: Visit) -> list[dict[str, Any]]:
    """The limits of the standard that the visit pins; an order at once is never without one for being on site."""
    limits = with_on_site(
        standard.document_of(visit.organisation_id, visit.standard_id, visit.standard_version)["limits"]
    )
    own = clauses_of(visit.organisation_id, visit.received_at) if visit.matter_id else frozenset[str]()
    return [each for each in limits if (each["clause"] or ON_SITE) not in own] if own else limits


def inputs_of(visit: Visit) -> dict[str, Any]:
    """What limits may ask of an order as it is planned now, under the names that its grants use."""
    given = {
        "order.received_at": visit.received_at,
        "agreed_at": visit.agreed_at,
        "kind_of_work": visit.kind_of_work,
        "priority": visit.priority,
        "window.from": visit.window_from,
        "window.to": visit.window_to,
    }
    return {name: value for name, value in given.items() if value is not None} | order_inputs(visit)


def results_of(visit: Visit, record: Mapping[str, Any], now: str) -> list[dict[str, Any]]:
    """How each limit of the visit stands, by a record of corrected times (`withdrawn.measured`)."""
    found = judge(limits_of(visit), record, inputs_of(visit), now, over=visit.state in ENDED)
    return [each | {name: _to_milliseconds(each[name]) for name in ("due", "at") if name in each} for each in found]


def running_of(organisation: str, matters: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """Matter → its team's limits as they stand, in the form of `results_of`: what lists show in place of those of a standard."""
    if not matters or not clauses_of(organisation, clock.now()):
        return {}
    wanted = select(RunningLimit).where(
        RunningLimit.organisation_id == organisation,
        RunningLimit.matter_id.in_(sorted(matters)),
        RunningLimit.person_id == "",
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in db.session.scalars(wanted):
        result = {"id": row.rule, "clause": row.clause, "state": row.verdict, "due": row.due_at}
        found.setdefault(row.matter_id, []).append(result | ({"at": row.stopped_at} if row.stopped_at else {}))
    return found


def _to_milliseconds(second: str) -> str:
    """As all other moments are written, so that they compare as text."""
    return f"{second[:19]}.000Z"


def late_notice(visit: Visit, now: str, promised: str | None = None) -> bool:
    """HV-8c: whether a change that we announce now comes too late for what is planned, or for a moment that was promised at the visit."""
    if promised is not None:
        return is_late_notice(limits_of(visit), {"agreed_at": promised}, now)
    window = {"from": visit.window_from, "to": visit.window_to} if visit.window_from else None
    planned = ({"agreed_at": visit.agreed_at} if visit.agreed_at else {}) | ({"window": window} if window else {})
    return is_late_notice(limits_of(visit), planned, now)


@dataclass(frozen=True, slots=True)
class ShownLimit:
    """What the page shows of a limit, running or kept."""

    rule: str
    clause: str
    state: str
    due: str
    at: str | None
    minutes: int | None
    waits: bool


def shown(visit: Visit, facts: Sequence[Fact], now: str) -> list[ShownLimit]:
    """The limits as they were judged when the visit ended, else as they stand now."""
    rows = select(LimitResult).where(
        LimitResult.organisation_id == visit.organisation_id,
        LimitResult.subject_id == visit.id,
        LimitResult.version == _version(visit),
    )
    kept = (
        list(db.session.scalars(rows.order_by(LimitResult.due, LimitResult.rule, LimitResult.position)))
        if visit.state in ENDED
        else []
    )
    if kept:
        return [
            ShownLimit(each.rule, each.clause, each.state, each.due, each.at, each.minutes, each.waits) for each in kept
        ]
    return [
        ShownLimit(
            each["id"],
            each["clause"],
            each["state"],
            each["due"],
            each.get("at"),
            each.get("minutes"),
            bool(each.get("waits")),
        )
        for each in results_of(visit, measured(facts), now)
    ]


def overdue_results(organisation: str, now: str, most: int) -> list[str]:
    """Visits that ended with a limit still running, which has run out since: of those that wait for something nothing can be late."""
    wanted = select(LimitResult.subject_id).where(
        LimitResult.organisation_id == organisation,
        LimitResult.state == "pending",
        LimitResult.due < now,
        LimitResult.waits.is_(False),
    )
    return sorted(set(db.session.scalars(wanted.order_by(LimitResult.due.desc()).limit(most))))


_kept = LimitResult.__table__.c
KEPT = Prepared(
    select(_kept.rule).where(
        _kept.organisation_id == bindparam("organisation"),
        _kept.subject_id == bindparam("visit"),
        _kept.version == bindparam("version"),
    )
)


def keep_results(arrivals: list[Arrival]) -> None:
    """Inside `write`: judge the limits of visits that these facts ended, or that had ended before them."""
    touched = {each.subject[1] for each in arrivals if each.stored and each.subject[0] == "visit"}
    if touched:
        judge_again(arrivals[0].organisation, touched)


def resolved(organisation: str, visit: str) -> None:
    """Inside `write`: judge again what a person settled, because it can change what shows."""
    judge_again(organisation, [visit])


def judge_again(organisation: str, visits: Iterable[str]) -> None:
    """Inside `write`: keep how the limits of these visits stand, in place of what was kept; nothing of a visit that has not ended."""
    db.session.flush()
    now = clock.now()
    for each in sorted(visits):
        visit = db.session.get(Visit, (organisation, each))  # which the session mostly has, see `Arrival.row`
        if visit is None:
            continue
        kept = {"organisation": organisation, "visit": visit.id, "version": _version(visit)}
        if KEPT.first(kept):  # else nothing is to be forgotten, as of nearly every visit that has not ended
            db.session.execute(
                delete(LimitResult).where(
                    LimitResult.organisation_id == organisation,
                    LimitResult.subject_id == visit.id,
                    LimitResult.version == kept["version"],
                )
            )
        if visit.state not in ENDED:
            continue
        log = (
            select(Fact)
            .where(Fact.organisation_id == organisation, Fact.subject_id == visit.id)
            .order_by(Fact.position)
        )
        record = measured(list(db.session.scalars(log)))
        db.session.add_all(
            _row(visit, found, now) for found in [*results_of(visit, record, now), *_signing(record, now)]
        )


def _signing(record: Mapping[str, Any], now: str) -> list[dict[str, Any]]:
    """HV-20: whether the customer signed while the phone was in customer mode; nothing where nobody signed."""
    signed = record.get("signed")
    state = "met" if signed_in_customer_mode(record) else "missed"
    return (
        [
            SIGNING
            | {
                "state": state,
                "due": _to_milliseconds(signed[-1]["second"]),
                "at": _to_milliseconds(signed[-1]["second"]),
            }
        ]
        if signed
        else []
    )


def _row(visit: Visit, found: Mapping[str, Any], now: str) -> LimitResult:
    return LimitResult(
        organisation_id=visit.organisation_id,
        subject_type="visit",
        subject_id=visit.id,
        rule=found["id"],
        version=_version(visit),
        position=found.get("position", -1),
        clause=found["clause"],
        state=found["state"],
        due=found["due"],
        at=found.get("at"),
        seconds=found.get("seconds"),
        minutes=found.get("minutes"),
        waits=bool(found.get("waits")),
        judged_at=now,
    )


def _version(visit: Visit) -> str:
    return f"{visit.standard_id} {visit.standard_version}"
