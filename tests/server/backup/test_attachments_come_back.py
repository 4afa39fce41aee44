"""Attachments are in the backup, come back with it, and the doctor misses them where they are not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from server.attachments import actions
from server.attachments.models import Attachment
from server.attachments.rules import PDF, Prepared
from server.config import Settings
from server.evidence.store import store
from server.kernel.transaction import write
from tests.scenario import Scenario
from tests.server.backup.conftest import Restored, Run

pytestmark = pytest.mark.both_databases  # because each is backed up in its own way


def test_an_attachment_comes_back_whole(
    stamped: Scenario,
    settings: Settings,
    back_up: Callable[[], None],
    restored: Restored,
    doorstep: Run,
) -> None:
    """Guard: server/evidence/keeping.py:keep"""
    visit, content = stamped.given("liming"), b"%PDF-1.4 %%EOF"
    by = stamped.cast.people["chenjing"]
    with stamped.app.app_context():
        write(partial(actions.add, stamped.ours, by, visit, [Prepared(content, PDF)], "letter", "letter"))
    back_up()
    [row] = stamped.rows(Attachment)
    again = restored()
    with again.app.app_context():
        assert store().read(again.ours, row.sha256) == content
    assert [each.title for each in again.rows(Attachment)] == ["letter"]
    [file] = settings.data_dir.glob(f"evidence/*/*/{row.sha256}")
    file.unlink()
    code, said = doorstep(settings, "doctor", "--whole")
    assert code == 1 and "1 of 1 pieces looked at are not in the store" in said, said
