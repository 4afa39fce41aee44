"""What was promised for a visit, and how each promise stands: agreed time, window, notice, standard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.console.layout import t
from server.i18n import dates
from server.standards.published import document_of
from server.visits.console.narration import Teller
from server.visits.console.rules import minutes, shifted
from server.visits.console.visit_query import Line
from server.visits.console.visit_row import Reader
from server.visits.log.withdrawn import standing
from server.visits.models import Fact

EARLY = 5  # HV-8a: minutes before the agreed time


def promises_of(line: Line, facts: Sequence[Fact], teller: Teller, reader: Reader) -> list[dict[str, Any]]:
    """[{label, value, words, tone, icon, clause}] from the promise of arriving to the standard that is pinned."""
    visit = line.visit
    arrived = next((fact for fact in standing(facts) if fact.kind == "arrived"), None)
    rows = []
    if visit.agreed_at:
        by = dates.clock_time(shifted(visit.agreed_at, -EARLY * 60), reader.zone)
        value = t("promise.agreed_value", at=dates.clock_time(visit.agreed_at, reader.zone), by=by)
        rows.append({"label": t("promise.agreed"), "value": value, "clause": "HV-8a", **_kept(visit.agreed_at, arrived, reader)})
    if visit.window_from and visit.window_to:
        value = f"{dates.clock_time(visit.window_from, reader.zone)}–{dates.clock_time(visit.window_to, reader.zone)}"
        kept = _kept(visit.window_to, arrived, reader) if not visit.agreed_at else {"words": "", "tone": "", "icon": ""}
        rows.append({"label": t("promise.window"), "value": value, "clause": "HV-8a" if not visit.agreed_at else "", **kept})
    rows.append({"label": t("promise.ordered"), "value": dates.moment_short(visit.received_at, reader.today, reader.zone), **_nothing()})
    return rows + [_standard(line, reader)]


def _kept(due: str, arrived: Fact | None, reader: Reader) -> dict[str, str]:
    """Arrived in time, too late, or still to come; an uncertain time is never held against anybody."""
    if arrived is None:
        late = due < reader.now
        return {"words": t("promise.missed" if late else "promise.ahead"), "tone": "attention" if late else "quiet", "icon": "late" if late else "planned"}
    at = dates.clock_time(arrived.corrected_at, reader.zone)
    if arrived.uncertain:
        return {"words": t("promise.uncertain", at=at), "tone": "quiet", "icon": "info"}
    early = minutes(arrived.corrected_at, due) >= 0
    return {"words": t("promise.arrived", at=at), "tone": "good" if early else "attention", "icon": "done" if early else "late"}


def _standard(line: Line, reader: Reader) -> dict[str, str]:
    visit = line.visit
    document = document_of(visit.organisation_id, visit.standard_id, visit.standard_version)
    title = document["title"][reader.language] if document else visit.standard_id
    return {"label": t("promise.standard"), "value": f"{title} {visit.standard_version}", **_nothing()}


def _nothing() -> dict[str, str]:
    return {"words": "", "tone": "", "icon": "", "clause": ""}
