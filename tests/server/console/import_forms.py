"""The forms of importing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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


IMPORT_FORMS = [
    Form("hand_in_file", "chenjing", "/console/imports", {"kind": "customers", "file": FILE}, rows(ImportRun)),
    Form("read_import_anew", "chenjing", IMPORT, {"encoding": "utf-8"}, versions),
    Form("map_import", "chenjing", IMPORT, {"column0": "name", "column1": "phone"}, rows(ImportBadRow)),
    Form("confirm_import", "chenjing", IMPORT, {"only_good": "1"}, rows(Customer), adds=2),
    Form("undo_import", "chenjing", IMPORT, {}, lambda one: -len(one.rows(Customer)), adds=2),
    Form("drop_import", "chenjing", IMPORT, {}, lambda one: sum(row.state == "dropped" for row in one.rows(ImportRun))),
]
