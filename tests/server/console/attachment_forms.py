"""The forms of a visit's attachments."""

from __future__ import annotations

from pathlib import Path

from server.accounts.audit import AuditEntry
from server.attachments import actions, rules
from server.attachments.models import Attachment
from tests.scenario import Scenario
from tests.server.console.form_of import Form, rows

FILE = Path(__file__).parents[2] / "browser" / "codes" / "qr.jpg"  # any picture
PAGE = "/console/visits/{visit}/attachments"


def removed(scenario: Scenario) -> int:
    return len(scenario.rows(Attachment, Attachment.removed_at.is_not(None)))


def renamed(scenario: Scenario) -> int:
    return len(scenario.rows(AuditEntry, AuditEntry.kind == "attachment_renamed"))


def attached(scenario: Scenario, by: str, visit: str, *, and_removed: bool) -> None:
    """Inside `write`: there is one, or was until a moment ago."""
    file = rules.prepared(FILE.read_bytes(), "plan.jpg")
    [row] = actions.add(scenario.ours, by, visit, [file], "", "附件")
    if and_removed:
        actions.remove(scenario.ours, by, visit, row.id)


ATTACHMENT_FORMS = [
    Form("add_attachments", "chenjing", PAGE, {"files": FILE, "title": "户型图"}, rows(Attachment)),
    Form("rename_attachment", "chenjing", PAGE, {"title": "改过的名称"}, renamed),
    Form("remove_attachment", "chenjing", PAGE, {}, removed),
    Form("put_attachment_back", "chenjing", PAGE, {}, lambda one: -removed(one)),
]
