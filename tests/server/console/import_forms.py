"""The forms of importing, and of calendars that subscribe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from server.accounts.audit import AuditEntry
from server.calendars import feeds
from server.calendars.models import CalendarFeed
from server.customers.models import Customer
from server.import_export import acts
from server.import_export.files import read_table
from server.import_export.models import ImportBadRow, ImportRun
from server.kernel.tables import Asker
from tests.server.console.form_of import Form, rows

FILE = Path(__file__).with_name("three_customers.csv")
IMPORT = "/console/imports/{import}"


def import_in(scenario: Any, endpoint: str) -> str:
    """Inside `write`: an import that has come so far that this form of its page stands there; returns its id."""
    asker = Asker(scenario.ours, scenario.cast.people["chenjing"], "zh-CN", "Asia/Shanghai")
    content = FILE.read_bytes()
    run = acts.take_file(asker, "customers", FILE.name, content, read_table(content))
    if endpoint in ("confirm_import", "undo_import"):
        acts.map_columns(asker, run, ["name", "phone", "account"])
    if endpoint == "undo_import":
        acts.confirm(asker, run, str(run.version), True)
    return run.id


def versions(scenario: Any) -> int:
    return sum(row.version for row in scenario.rows(ImportRun))


def feed_in(scenario: Any) -> str:
    """Inside `write`: a calendar that the forms of its page are about; returns its id."""
    people, teams = scenario.cast.people, scenario.cast.teams
    return feeds.make(scenario.ours, people["chenjing"], feeds.TEAM, teams["east"])[0]


def codes(scenario: Any) -> int:
    return len({row.code_hash for row in scenario.rows(CalendarFeed)}) + len(
        [row for row in scenario.rows(AuditEntry) if row.kind == "calendar_feed_made"]
    )


IMPORT_FORMS = [
    Form("make_calendar_feed", "chenjing", "/console/calendars", {"whose": "team {team}"}, rows(CalendarFeed)),
    Form("renew_calendar_feed", "chenjing", "/console/calendars?feed={feed}", {}, codes),
    Form(
        "end_calendar_feed", "chenjing", "/console/calendars?feed={feed}", {}, lambda one: -len(one.rows(CalendarFeed))
    ),
    Form("hand_in_file", "chenjing", "/console/imports", {"kind": "customers", "file": FILE}, rows(ImportRun)),
    Form("read_import_anew", "chenjing", IMPORT, {"encoding": "utf-8"}, versions),
    Form("map_import", "chenjing", IMPORT, {"column0": "name", "column1": "phone"}, rows(ImportBadRow)),
    Form("confirm_import", "chenjing", IMPORT, {"only_good": "1"}, rows(Customer), adds=2),
    Form("undo_import", "chenjing", IMPORT, {}, lambda one: -len(one.rows(Customer)), adds=2),
    Form("drop_import", "chenjing", IMPORT, {}, lambda one: sum(row.state == "dropped" for row in one.rows(ImportRun))),
]
