"""The log of a visit: read once under its lock, appended to in order, written at once. Columns repeat what the text says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from server.kernel.db import db
from server.kernel.feed import announce, mark
from server.kernel.prepared import Prepared, among
from server.kernel.registry import installed
from server.standards.completion import state_of
from server.visits import standard
from server.visits.days import Clocked
from server.visits.log.kinds import OFFICE
from server.visits.log.withdrawn import record
from server.visits.models import Fact, Holding, Visit
from server.visits.rules import ENDED, FINISHED, Entry

_fact, _holding, _visit = Fact.__table__.c, Holding.__table__.c, Visit.__table__.c
VISITS = (
    select(Visit)
    .where(Visit.organisation_id == bindparam("organisation"), Visit.id.in_(bindparam("visits", expanding=True)))
    .execution_options(populate_existing=True)
)
FACTS = Prepared(
    select(
        _fact.subject_id,
        _fact.position,
        _fact.id,
        _fact.kind,
        _fact.device,
        _fact.person_id,
        _fact.step,
        _fact.at,
        _fact.version,
        _fact.outcome,
        _fact.seq,
        _fact.hash,
        _fact.corrected_at,
        _fact.text,
    )
    .where(_fact.organisation_id == bindparam("organisation"), among(_fact.subject_id, "visits"))
    .order_by(_fact.subject_id, _fact.position)
)
HOLDERS = Prepared(
    select(_holding.visit_id, _holding.person_id)
    .where(
        _holding.organisation_id == bindparam("organisation"),
        among(_holding.visit_id, "visits"),
        _holding.revoked_version.is_(None),
    )
    .order_by(_holding.person_id)
)
BESIDE = Prepared(
    select(_holding.visit_id, _holding.person_id)
    .join(Visit, (_visit.organisation_id == _holding.organisation_id) & (_visit.id == _holding.visit_id))
    .where(
        _visit.organisation_id == bindparam("organisation"),
        _visit.premises_id == bindparam("premises"),
        _visit.id != bindparam("visit"),
        _holding.revoked_version.is_(None),
    )
    .order_by(_holding.visit_id, _holding.person_id)
)
OVER = Prepared(
    select(_visit.id).where(
        _visit.organisation_id == bindparam("organisation"), among(_visit.id, "visits"), among(_visit.state, "finished")
    )
)
STORE = Prepared(insert(Fact.__table__))
STAMP_FACTS = Prepared(
    update(Fact.__table__).where(
        _fact.organisation_id == bindparam("organisation"),
        _fact.subject_id == bindparam("visit"),
        _fact.position.between(bindparam("first"), bindparam("last")),
    )
)
STAMP_VISIT = Prepared(
    update(Visit.__table__).where(_visit.organisation_id == bindparam("organisation"), _visit.id == bindparam("visit"))
)


@dataclass(slots=True)
class Log:
    """A visit's facts in order, those that are being added, and who holds the visit."""

    visit: Visit
    entries: list[Entry] = field(default_factory=list)
    position: int = 0
    office_seq: int = 0
    office_hash: str = ""
    last: dict[str, tuple[str, str]] = field(
        default_factory=dict
    )  # device → text and corrected moment of its last stored fact
    runs: dict[str, tuple[str, str]] = field(
        default_factory=dict
    )  # device → clock run and corrected moment of its last fact
    rows: list[dict[str, Any]] = field(default_factory=list)
    released: bool = False
    turned: bool = False  # a person has settled which of its facts show

    def append(
        self,
        entry: Entry,
        fact: dict[str, Any],
        text: str,
        digest: str,
        commit: str,
        clocked: Clocked,
        received_at: str,
    ) -> None:
        """Add a fact with its verdict at the end of the log."""
        self.position += 1
        self.entries.append(entry)
        self.runs[entry.device] = (fact["clock_run"], clocked.at)
        self.rows.append(
            fact_row(self.visit.organisation_id, fact, text, digest, commit, clocked, received_at)
            | {"subject_id": self.visit.id, "position": self.position, "outcome": entry.outcome, "step": entry.step}
        )

    def run_of(self, device: str) -> tuple[str, str] | None:
        """The clock run and the corrected moment of the device's last fact."""
        if device not in self.runs and device in self.last:
            text, moment = self.last[device]
            self.runs[device] = (json.loads(text)["clock_run"], moment)
        return self.runs.get(device)

    def record(self, kinds: frozenset[str]) -> dict[str, Any]:
        """What the standard's conditions look at, of these kinds of facts: those that show, by the phone's own time."""
        return record([each for each in self.entries if each.kind in kinds])


def logs_of(organisation: str, visits: Iterable[str]) -> dict[str, Log]:
    """The logs of these visits of the organisation, which the caller has locked."""
    asked = {"organisation": organisation, "visits": sorted(visits)}
    logs = {visit.id: Log(visit) for visit in db.session.scalars(VISITS, asked)}
    for row in FACTS.all(asked | {"visits": list(logs)}):
        _remember(logs[row[0]], row)
    return logs


def fact_row(
    organisation: str, fact: dict[str, Any], text: str, digest: str, commit: str, clocked: Clocked, received_at: str
) -> dict[str, Any]:
    """The columns of a fact that its text decides."""
    return {
        "organisation_id": organisation,
        "id": fact["id"],
        "subject_type": fact["subject"]["type"],
        "device": fact["device"],
        "seq": fact["seq"],
        "grant_hash": fact.get("grant"),
        "kind": fact["kind"],
        "person_id": fact["person"],
        "at": fact["at"],
        "corrected_at": clocked.at,
        "uncertain": clocked.uncertain,
        "received_at": received_at,
        "version": 0,
        "hash": digest,
        "body_commit": commit,
        "text": text,
        "step": None,
        "doubts": None,
    }


def write_logs(logs: Iterable[Log], received_at: str) -> None:
    """Store what was appended, bring the visits' columns up to date, and tell everybody who holds them."""
    touched = [log for log in logs if log.rows]
    if not touched:
        return
    STORE.run([row for log in touched for row in log.rows])
    holders = holders_of(touched[0].visit.organisation_id, [log.visit.id for log in touched])
    for log in touched:
        present = holders.get(log.visit.id, [])
        _tell_of_facts(log, present, received_at)
        before = log.visit.state
        _settle(log, present)
        if before in ENDED or log.visit.state in ENDED:
            _tell_of_history(log.visit)
        kinds = frozenset(row["kind"] for row in log.rows if row["device"] == OFFICE)
        log.rows = []
        if kinds:
            installed().written(log.visit.organisation_id, log.visit.id, kinds)


def holders_of(organisation: str, visits: list[str]) -> dict[str, list[str]]:
    """Visit → the people whose phones hold it."""
    found: dict[str, list[str]] = {}
    for visit, person in HOLDERS.all({"organisation": organisation, "visits": visits}):
        found.setdefault(visit, []).append(person)
    return found


def ask_for_review(visit: Visit) -> None:
    """Somebody has to look at this visit; everybody who holds it is told, once."""
    if visit.needs_review:
        return
    visit.needs_review = True
    for person in holders_of(visit.organisation_id, [visit.id]).get(visit.id, []):
        announce(visit.organisation_id, person, "visit", visit=visit.id, detail="needs_review")


def doubt(organisation: str, visit_id: str, fact: str, code: str) -> None:
    """Inside `write`: mark a stored fact, and let somebody look at its visit."""
    row, visit = db.session.get(Fact, (organisation, fact)), db.session.get(Visit, (organisation, visit_id))
    if row is None or visit is None:
        return
    row.doubts = " ".join(dict.fromkeys([*(row.doubts or "").split(), code]))
    ask_for_review(visit)


def is_doubted(organisation: str, visit_id: str) -> bool:
    """Whether something of the visit is marked that nobody has looked over since."""
    ours = (Fact.organisation_id == organisation, Fact.subject_id == visit_id)
    looked = select(func.max(Fact.position)).where(*ours, Fact.kind == "looked_over").scalar_subquery()
    marked = select(Fact.id).where(*ours, Fact.doubts.is_not(None), Fact.position > func.coalesce(looked, 0))
    return db.session.scalar(marked.limit(1)) is not None


def over(organisation: str, visits: Iterable[str]) -> list[str]:
    """Which of these visits are finished or cancelled, also by this very write."""
    db.session.flush()
    return [
        visit
        for (visit,) in OVER.all({"organisation": organisation, "visits": sorted(visits), "finished": list(FINISHED)})
    ]


def _tell_of_facts(log: Log, holders: list[str], received_at: str) -> None:
    """One entry per holder for all that was appended by one device; the facts' own version comes before the entries'."""
    organisation, visit = log.visit.organisation_id, log.visit
    first, last, device = log.rows[0]["position"], log.rows[-1]["position"], log.rows[-1]["device"]
    ours = {"organisation": organisation, "visit": visit.id}
    mark(
        organisation,
        (STAMP_FACTS, ours | {"first": first, "last": last}),
        (STAMP_VISIT, ours | {"last_fact_at": received_at}),
    )
    told_by = None if log.released else device  # the phone that reported them knows, unless they were put aside before
    for person in holders:
        announce(organisation, person, "fact", visit=visit.id, reference=told_by, detail=f"{first}-{last}")


def _tell_of_history(visit: Visit) -> None:
    """Who holds another visit at this address is sent its history anew: when somebody was here, what for, how it ended."""
    asked = {"organisation": visit.organisation_id, "premises": visit.premises_id, "visit": visit.id}
    for other, person in BESIDE.all(asked):
        announce(visit.organisation_id, person, "visit", visit=other, detail="history")


def _remember(log: Log, row: Any) -> None:
    _, position, fact, kind, device, person, step, at, version, outcome, seq, digest, corrected_at, text = row
    log.entries.append(
        Entry(fact, kind, device, person, None, step, at=at, version=version, outcome=outcome, text=text)
    )
    log.position = position
    log.last[device] = (text, corrected_at)
    if device == OFFICE:
        log.office_seq, log.office_hash = seq, digest


def _settle(log: Log, holders: list[str]) -> None:
    """The state as the pinned standard's table of states has it; those who did not write it are told."""
    visit = log.visit
    states, kinds = standard.states_of(visit.organisation_id, visit.standard_id, visit.standard_version)
    if not log.turned and not any(row["kind"] in kinds for row in log.rows):
        return
    state = state_of(states, log.record(kinds), {})
    if state == visit.state:
        return
    visit.state = state
    for person in holders:
        if person != log.rows[-1]["person_id"]:
            announce(visit.organisation_id, person, "visit", visit=visit.id, detail="state")
