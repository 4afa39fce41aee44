"""Duty on phones: who has it, what is open, giving and taking without a network (4.8, case 4)."""

from __future__ import annotations

from typing import Any

import pytest

from server.demo.phone import PythonPhone
from server.duty import actions, on_phones
from server.duty.story import turn_in
from server.kernel.feed import Change
from tests.server.duty.conftest import Duties
from tests.server.matters.conftest import local

pytestmark = pytest.mark.both_databases  # because the record rests on what each finds, orders and locks

NIGHT, DAY = ("2026-11-30 08:00", "2026-11-30 20:00"), ("2026-11-30 20:00", "2026-12-01 08:00")


class Field:
    """The field post: Li Ming until 20:00, then Wang Qiang, each with a phone of their own."""

    def __init__(self, duties: Duties) -> None:
        self.duties = duties
        self.first = duties.planned("field", *NIGHT, "liming")
        self.second = duties.planned("field", *DAY, "wangqiang")
        duties.acts(actions.take_over, self.first, by="liming")
        self.giver, self.relief = duties.scenario.phone("liming"), duties.scenario.phone("wangqiang")

    def says(self, phone: PythonPhone, kind: str, duty: str, **body: Any) -> str:
        subject = {"type": "person", "id": phone.person}
        return str(phone.report(kind, {"duty": duty} | body, subject=subject))

    def told(self, phone: PythonPhone) -> dict[str, dict[str, Any]]:
        """Turn → what the phone knows of it."""
        phone.sync_all()
        last = [change for change in phone.changes if change["type"] == "duty"][-1]
        return {each["id"]: each for each in last.get("turns", [])}


@pytest.fixture
def field(duties: Duties) -> Field:
    return Field(duties)


@pytest.mark.parametrize("first_home", ["giver", "relief"])
def test_48_case_4_given_offline_at_20_00_and_taken_at_20_10_counts_from_20_10(
    field: Field, duties: Duties, at: Any, first_home: str
) -> None:
    at("2026-11-30 20:00")
    gave = field.says(field.giver, "handed_over", field.first, open=[], keys="值班车钥匙", notes="二号泵先拉风门")
    at("2026-11-30 20:10")
    took = field.says(field.relief, "took_over", field.second)
    at("2026-11-30 21:00")
    phones = [field.giver, field.relief]
    for phone in phones if first_home == "giver" else reversed(phones):
        phone.sync_all()
    with duties.scenario.app.app_context():
        given, taken = turn_in(duties.ours, field.first), turn_in(duties.ours, field.second)
    assert (given.given_at, given.ended_at, given.next) == (
        local("2026-11-30 20:00"),
        local("2026-11-30 20:10"),
        field.second,
    )
    assert (given.keys, given.notes) == ("值班车钥匙", "二号泵先拉风门")
    assert (taken.state, taken.began_at) == ("on", local("2026-11-30 20:10"))
    facts = {each.kind: each.body.get("fact") for each in duties.facts("handed_over", "took_over")}
    assert facts == {"handed_over": gave, "took_over": took}


def test_48_a_line_of_the_book_written_offline_stands_there_once_with_its_own_time(
    field: Field, duties: Duties, at: Any
) -> None:
    at("2026-11-30 14:00")
    noted = field.says(field.giver, "duty_noted", field.first, text="二号泵异响")
    field.says(field.relief, "duty_noted", field.second, text="还没接班")  # a turn that has not begun has no book
    at("2026-11-30 15:00")
    for phone in (field.giver, field.relief, field.giver):
        phone.sync_all()
    [fact] = duties.facts("noted")
    assert fact.body == {"text": "二号泵异响", "at": local("2026-11-30 14:00"), "fact": noted}
    page = duties.scenario.cast.office("chenjing").get(f"/console/duty/{field.first}")
    assert "二号泵异响" in page.get_data(as_text=True) and "14:00" in page.get_data(as_text=True)


def test_48_the_phone_knows_who_has_duty_and_what_is_open_in_both_languages(
    field: Field, duties: Duties, at: Any
) -> None:
    at("2026-11-30 09:00")
    visit = duties.given("10:00")
    duties.report(visit, "answered", step="answer-by", value=local("2026-11-30 22:00"))
    duties.sent()
    with duties.scenario.app.app_context():
        assert on_phones.tell_changes(duties.ours) == 1  # whose list grew; nobody else's did
        assert on_phones.tell_changes(duties.ours) == 0
    mine, next_ = field.told(field.giver)[field.first], field.told(field.giver)[field.second]
    assert (mine["state"], mine["person"]["name"], next_["person"]["name"]) == ("on", "李明", "王强")
    promise = duties.promise(visit)
    [shown] = [each for each in mine["open"] if each["id"] == promise.id]
    assert shown["due"] == local("2026-11-30 22:00")
    assert shown["words"]["zh-CN"].startswith("答复") and shown["words"]["en"].startswith("Answer")
    assert "open" not in field.told(field.relief)[field.first]  # until it is handed over


def test_48_what_the_giver_read_stands_first_and_the_relief_reads_it_before_taking(
    field: Field, duties: Duties, at: Any
) -> None:
    at("2026-11-30 09:00")
    visit = duties.given("10:00")
    duties.report(visit, "answered", step="answer-by", value=local("2026-11-30 22:00"))
    duties.sent()
    promise = duties.promise(visit)
    at("2026-11-30 19:50")
    field.says(field.giver, "handed_over", field.first, open=[{"type": "commitment", "id": promise.id}], notes="别忘了")
    field.giver.sync_all()
    given = field.told(field.relief)[field.first]
    assert (given["state"], given["given"], given["notes"]) == ("handed_over", local("2026-11-30 19:50"), "别忘了")
    assert given["open"][0]["id"] == promise.id
    assert {each["type"] for each in given["open"]} == {"commitment", "matter"}  # what is open beside it was added


def test_48_of_a_clock_that_nobody_trusts_the_turn_begins_when_we_hear_of_it(
    field: Field, duties: Duties, at: Any
) -> None:
    at("2026-11-30 20:10")
    field.relief.now = lambda: "1970-01-01T00:00:00.000Z"
    field.says(field.relief, "took_over", field.second)
    at("2026-11-30 21:00")
    field.relief.now = lambda: local("2026-11-30 21:00")
    field.relief.sync_all()
    assert duties.turn(field.second).began_at == local("2026-11-30 21:00")


def test_48_nobody_gives_or_takes_a_turn_that_is_not_theirs(field: Field, duties: Duties, at: Any) -> None:
    hotline = duties.planned("hotline", *DAY, "chenjing")
    western = duties.scenario.cast.teams["west"]
    other = duties.planned("field", *DAY, "ayguli", team=western)
    at("2026-11-30 19:00")
    field.says(field.relief, "handed_over", field.first, open=[])  # Li Ming's
    field.says(field.relief, "took_over", hotline)
    field.says(field.relief, "took_over", other)
    field.says(field.relief, "took_over", field.first)  # which runs
    field.relief.sync_all()
    assert duties.turn(field.first).state == "on"
    assert [duties.turn(each).state for each in (hotline, other)] == ["planned", "planned"]
    assert all(result["outcome"] == "applied" for result in field.relief.results.values())


def test_48_a_colleague_whom_the_roster_does_not_name_takes_over_and_is_named(
    field: Field, duties: Duties, at: Any
) -> None:
    at("2026-11-30 20:05")
    field.says(field.giver, "took_over", field.second)  # nobody came, so he stays
    field.giver.sync_all()
    [_, fact] = duties.facts("took_over")
    assert fact.body["person"] == duties.person("liming") == duties.turn(field.second).person_id


def test_48_sent_twice_it_is_carried_over_once(field: Field, duties: Duties, at: Any) -> None:
    at("2026-11-30 20:00")
    field.says(field.giver, "handed_over", field.first, open=[])
    again = list(field.giver.outbox)
    field.giver.sync_all()
    field.giver.outbox = again
    field.giver.sync_all()
    assert len(duties.facts("handed_over")) == 1


def test_48_the_feed_keeps_one_entry_a_person(field: Field, duties: Duties, at: Any) -> None:
    """Entries that a phone starting anew needs are never cleared away, and a turn begins twice a day."""
    for hour in ("20:00", "20:01", "20:02"):
        at(f"2026-11-30 {hour}")
        duties.acts(actions.note, field.first, f"巡了一圈 {hour}", by="liming")
    rows = duties.scenario.rows(Change, Change.kind == "duty", Change.person_id == duties.person("liming"))
    assert len(rows) == 1


def test_48_whoever_is_on_no_turn_is_told_of_none(field: Field, duties: Duties) -> None:
    phone = duties.scenario.phone("ayguli")
    assert [each for each in phone.changes if each["type"] == "duty"] == []
    duties.acts(actions.swap, field.second, duties.person("ayguli"), by="chenjing")
    assert field.told(phone)[field.second]["person"]["id"] == duties.person("ayguli")
    assert field.told(field.relief) == {}  # the one who was to come has it no more
