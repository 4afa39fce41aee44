"""The roster as a file: one line a turn, in the reader's words, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from typing import Any

from server.accounts.models import Person
from server.duty import actions
from server.kernel.db import db
from server.kernel.transaction import write
from tests.cast import Cast
from tests.server.duty.conftest import Duties


def roster(cast: Cast, login: str = "chenjing") -> list[list[str]]:
    answer = cast.office(login).get("/console/exports/duty.csv")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def test_48_the_roster_is_a_file_in_the_readers_words_and_times(duties: Duties, at: Any, cast: Cast) -> None:
    night = duties.planned("hotline", "2026-11-30 20:00", "2026-12-01 08:00", "chenjing")
    at("2026-11-30 20:05")
    duties.acts(actions.take_over, night)
    assert roster(cast) == [
        ["岗", "班组", "从", "到", "谁值", "替班", "状态", "接班", "交班", "下班"],
        ["热线", "", "2026-11-30 20:00", "2026-12-01 08:00", "陈静", "", "当班", "2026-11-30 20:05", "", ""],
    ]
    assert roster(cast, "zhoumin")[1][0] == "Hotline"


def test_48_a_name_that_would_be_a_formula_is_marked_as_text(duties: Duties, cast: Cast) -> None:
    with cast.app.app_context():
        write(lambda: setattr(db.session.get_one(Person, (duties.ours, duties.person("liming"))), "name", "=1+1"))
    duties.planned("field", "2026-11-30 20:00", "2026-12-01 08:00", "liming")
    assert roster(cast)[1][4] == "'=1+1"
