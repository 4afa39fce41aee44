"""Taking a complaint at the telephone (picture quality/03): one page, read back part by part, with a name and a time for the next answer."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from sqlalchemy import select

from server.accounts.absences import note_absence
from server.accounts.models import Organisation, Person, Team
from server.accounts.responsibility import name
from server.complaints.models import Complaint
from server.complaints.story import facts_in
from server.customers.models import Customer
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.transaction import write
from server.visits.models import Visit
from tests.server.complaints.conftest import Complaints
from tests.server.console.desk import Desk
from tests.server.matters.conftest import local

pytestmark = pytest.mark.both_databases
WORDS = "约一点五十，等到两点半才来，没有一个电话。"


class Telephone:
    """Chen Jing at the telephone: the form as she has filled it in so far."""

    def __init__(self, desk: Complaints, **typed: Any) -> None:
        self.desk = desk
        self.typed: dict[str, Any] = {"via": "phone", "wants": "answer"} | typed

    @property
    def page(self) -> Desk:
        """Signed in now, because tests move the clock by days."""
        return Desk(self.desk.scenario.cast.office("chenjing"))

    def part(self, name: str) -> str:
        return html.unescape(self.page.client.post("/console/complaints/new/draft", data=self.typed).json[name])

    def slots(self) -> dict[str, str]:
        """`YYYY-MM-DD HH:MM` → what the cell says; shut ones in brackets."""
        cells = re.findall(r'value="([\d-]+ [\d:]+)"([^>]*)aria-label="[^"]*, ([^",]+)"', self.part("slots"))
        return {value: f"({words})" if "disabled" in rest else words for value, rest, words in cells}

    def read(self) -> dict[str, str]:
        """The parts as they would be ticked now."""
        return dict(re.findall(r'name="(read_\w+)" value="([^"]*)"', self.part("read")))

    def saves(self, **more: Any) -> Any:
        return self.page.post("/console/complaints", **self.typed, **more)


@pytest.fixture
def telephone(desk: Complaints) -> Telephone:
    """Monday's visit by Li Ming to Lin Xiaomei, who calls on Tuesday, 2026-12-01, at 9:00."""
    visit = desk.scenario.given("liming", days=0, hour="13:00")
    return Telephone(desk, visit=visit, text=WORDS, topic=["late", "manner"], slot="2026-12-02 12:00")


def second_customer(desk: Complaints) -> str:
    """Wang Dali, 13999990001; returns the id."""
    with desk.scenario.app.app_context():
        known = db.session.get_one(Customer, (desk.ours, desk.scenario.customers[desk.ours][0]))
        columns = {each.key: getattr(known, each.key) for each in Customer.__table__.columns}
        row = Customer(**columns | {"id": new_id(), "name": "王大力", "phone": "13999990001", "account_number": None})
        write(lambda: db.session.add(row))
        return str(row.id)


def kinds(desk: Complaints) -> list[str]:
    [row] = desk.scenario.rows(Complaint)
    with desk.scenario.app.app_context():
        return [each.kind for each in facts_in(desk.ours, row.id)]


def test_03_what_was_read_back_is_saved_with_who_answers_by_when_and_who_is_asked(
    desk: Complaints, telephone: Telephone
) -> None:
    said = telephone.read()
    assert list(said) == ["read_which", "read_words", "read_wants", "read_next"]
    assert "李明上门" in said["read_which"] and said["read_words"] == "迟到没先说、态度，"
    assert said["read_next"] == "12月2日 周三中午 12 点前，周敏打 您登记的电话 答复您。"
    assert telephone.saves(**said).status == 303
    assert kinds(desk) == ["complained", "listened", "handled_by", "next_answer", "statement_asked"]
    [row] = desk.scenario.rows(Complaint)
    case = desk.case(row.id)
    assert [each.text for each in case.claims] == ["迟到没先说", "态度"]
    assert (case.handler, case.next_answer) == (desk.person("zhoumin"), local("2026-12-02 12:00"))
    [party] = case.parties
    assert party.person == desk.person("liming") and party.asked_at
    assert (
        "迟到没先说、态度" in party.asked_for and WORDS[:6] not in party.asked_for
    )  # never the customer's words (ruling 12)


def test_03_nothing_is_saved_before_all_four_parts_were_read_and_a_changed_part_is_read_again(
    desk: Complaints, telephone: Telephone
) -> None:
    """Guard: `was_read` in `record_complaint`."""
    said = telephone.read()
    for missing in said:
        page = telephone.saves(**{name: words for name, words in said.items() if name != missing})
        assert page.errors() == ["read"] and WORDS in page
    telephone.typed["slot"] = "2026-12-02 15:00"
    assert telephone.saves(**said).errors() == ["read"]
    assert desk.scenario.rows(Complaint) == []


def test_03_a_caller_who_has_gone_is_recorded_without_the_stage_of_having_heard_it(
    desk: Complaints, telephone: Telephone
) -> None:
    assert telephone.saves(unread="1").status == 303
    assert "listened" not in kinds(desk) and "next_answer" in kinds(desk)


def test_03_a_letter_is_read_to_nobody(desk: Complaints, telephone: Telephone) -> None:
    telephone.typed |= {"via": "letter", "slot": ""}
    assert "data-free" in telephone.part("read")
    assert telephone.saves().status == 303
    assert kinds(desk) == ["complained", "statement_asked"]


def test_03_a_time_that_is_over_too_near_too_late_or_nobodys_cannot_be_promised(
    desk: Complaints, telephone: Telephone
) -> None:
    """By hand: Tuesday 9:00. An hour of room; with a person concerned 72 hours, without one 48."""
    cells = telephone.slots()
    assert cells["2026-12-01 10:00"] == "周敏" and cells["2026-12-03 19:00"] == "周敏"
    desk.at("2026-12-01 12:30")
    assert telephone.slots()["2026-12-01 12:00"] == "(过了)"
    desk.at("2026-12-01 14:01")
    assert telephone.slots()["2026-12-01 15:00"] == "(来不及)"
    desk.at("2026-12-03 09:00")  # Thursday: the third day is a Saturday, on which nobody works
    saturday = [words for value, words in telephone.slots().items() if value.startswith("2026-12-05")]
    assert saturday == ["(没人)"] * 5
    telephone.typed |= {"visit": "none", "slot": "2026-12-03 08:00"}
    assert {words for value, words in telephone.slots().items() if value.startswith("2026-12-05")} == {"(太晚)"}
    assert telephone.saves(unread="1").errors() == ["slot"]


def test_03_who_is_away_answers_nothing_and_the_deputy_does(desk: Complaints, telephone: Telephone) -> None:
    since, until = local("2026-12-02 00:00"), local("2026-12-03 00:00")
    with desk.scenario.app.app_context():
        write(lambda: note_absence(desk.ours, desk.person("wufang"), desk.person("zhoumin"), since, until))
    cells = telephone.slots()
    assert (cells["2026-12-01 15:00"], cells["2026-12-02 12:00"], cells["2026-12-03 10:00"]) == ("周敏", "吴芳", "周敏")


def test_03_a_number_brings_the_caller_their_visits_and_complaints(desk: Complaints, telephone: Telephone) -> None:
    visit = telephone.typed.pop("visit")
    earlier = desk.says(visit=visit, text="上次也迟到")
    telephone.typed["phone"] = "138 1234 1234"
    assert "林晓梅" in telephone.part("found") and f'value="{visit}"' in telephone.part("visits")
    assert desk.row(earlier).number in telephone.part("side") and "上次也迟到" in telephone.part("side")
    assert "哪一次" in telephone.part("read")  # nobody has said yet which visit
    telephone.typed["customer"] = "new"
    assert f'value="{visit}"' not in telephone.part("visits")


def test_03_one_sign_of_harm_makes_it_serious(desk: Complaints, telephone: Telephone) -> None:
    telephone.typed["danger"] = ["injury", "press"]
    assert "部门负责人" in telephone.part("side")
    telephone.saves(**telephone.read())
    [row] = desk.scenario.rows(Complaint)
    assert row.serious and desk.case(row.id).serious == "有人受伤，或有危险；要上媒体、要起诉"


def test_03_an_english_customer_hears_english(desk: Complaints, telephone: Telephone) -> None:
    with desk.scenario.app.app_context():
        customer = (desk.ours, desk.scenario.customers[desk.ours][0])
        write(lambda: setattr(db.session.get_one(Customer, customer), "language", "en"))
    said = telephone.read()
    assert said["read_words"] == "late without a word, manner." and said["read_wants"] == "You want an answer."
    assert said["read_next"] == "Zhou Min calls you on the number that you gave us by Wed 2 Dec at 12:00."


def test_03_another_organisations_visit_is_none(desk: Complaints, telephone: Telephone) -> None:
    theirs = desk.scenario.customers[desk.scenario.cast.theirs][0]
    visit = desk.scenario.visit(desk.scenario.order(theirs=True), desk.scenario.cast.theirs).id
    client = telephone.page.client
    for asked in (f"customer={theirs}", f"visit={visit}"):
        assert client.get(f"/console/complaints/new?{asked}").status_code == 404
    draft = client.post("/console/complaints/new/draft", data=telephone.typed | {"visit": visit})
    assert draft.status_code == 404


def test_03_a_corrected_number_lets_go_of_the_wrong_customers_visit(desk: Complaints, telephone: Telephone) -> None:
    """Guard: `_is_another` in `taken_of`."""
    other = second_customer(desk)
    telephone.typed |= {
        "phone": "13999990001",
        "persons_of": telephone.typed["visit"],
        "persons": desk.person("liming"),
    }
    assert "王大力" in telephone.part("found") and "哪一次" in telephone.part("read")
    assert telephone.saves(unread="1").status == 303
    [row] = desk.scenario.rows(Complaint)
    assert (row.customer_id, row.visit_id) == (other, None) and not desk.case(row.id).parties


def test_03_a_neighbour_speaks_of_the_visit_although_the_number_is_theirs(
    desk: Complaints, telephone: Telephone
) -> None:
    second_customer(desk)
    telephone.typed |= {"phone": "13999990001", "relation": "neighbour"}
    telephone.saves(unread="1")
    [row] = desk.scenario.rows(Complaint)
    assert (row.visit_id, row.customer_id) == (telephone.typed["visit"], desk.scenario.customers[desk.ours][0])


def test_03_not_this_one_without_a_script_saves_nothing_and_lets_go(desk: Complaints, telephone: Telephone) -> None:
    customer = desk.scenario.customers[desk.ours][0]
    telephone.typed |= {"phone": "13812341234", "customer": customer, "caller": "林晓梅"}
    page = telephone.saves(other="new", unread="1")
    assert desk.scenario.rows(Complaint) == [] and WORDS in page.source
    assert page.field("customer") == "new" and 'value="林晓梅"' not in page.source


def test_03_with_no_time_open_the_responsible_person_calls_once_work_begins(
    desk: Complaints, telephone: Telephone
) -> None:
    """Friday evening: the days that are offered are days of rest."""
    desk.at("2026-12-04 19:30")
    telephone.typed["slot"] = ""
    assert all("(" in words for words in telephone.slots().values())
    said = telephone.read()
    assert said["read_next"] == "一上班，负责的人就打 您登记的电话 答复您。"
    assert telephone.saves(**said).status == 303
    assert "next_answer" not in kinds(desk) and "listened" in kinds(desk)


def test_03_nobody_asks_anybody_in_their_own_matter(desk: Complaints, telephone: Telephone) -> None:
    telephone.typed |= {"persons_of": telephone.typed["visit"], "persons": desk.person("chenjing")}
    assert (
        "请本人写情况说明" not in telephone.part("side") and "请" not in telephone.part("read").split("data-save")[-1]
    )
    telephone.saves(unread="1")
    assert "statement_asked" not in kinds(desk)


def test_03_the_chosen_teams_manager_answers(desk: Complaints, telephone: Telephone) -> None:
    with desk.scenario.app.app_context():
        teams = db.session.scalars(select(Team).where(Team.organisation_id == desk.ours).order_by(Team.id)).all()
        visit = db.session.get_one(Visit, (desk.ours, telephone.typed["visit"]))
        team = next(each.id for each in teams if each.id != visit.team_id)
        write(lambda: name(desk.ours, "", "complaint_manager", desk.person("wufang"), team=team))
    desk.at("2026-12-01 09:01")
    assert telephone.slots()["2026-12-02 12:00"] == "周敏"
    telephone.typed["team"] = team
    assert telephone.slots()["2026-12-02 12:00"] == "吴芳"


def test_03_the_words_read_back_end_once_and_show_what_is_left_out(desk: Complaints, telephone: Telephone) -> None:
    telephone.typed |= {"topic": [], "text": "没有一个电话。"}
    assert telephone.read()["read_words"] == "没有一个电话，"
    telephone.typed["text"] = "等" * 70
    assert telephone.read()["read_words"] == "等" * 59 + "…，"


def test_03_a_visit_without_a_day_or_a_lead_is_named_by_its_number(desk: Complaints, telephone: Telephone) -> None:
    with desk.scenario.app.app_context():
        visit = db.session.get_one(Visit, (desk.ours, telephone.typed["visit"]))
        number = visit.number
        write(lambda: setattr(db.session.get_one(Visit, (desk.ours, visit.id)), "lead_id", None))
    assert f"您说的是 {number} 那次上门，" in telephone.read()["read_which"]


def test_03_a_latin_name_stands_off_from_the_day(desk: Complaints, telephone: Telephone) -> None:
    with desk.scenario.app.app_context():
        write(lambda: setattr(db.session.get_one(Person, (desk.ours, desk.person("liming"))), "name", "Li Ming"))
    assert "周二 Li Ming 上门" in telephone.read()["read_which"]


def test_03_a_stranger_without_a_number_is_promised_no_call(desk: Complaints, telephone: Telephone) -> None:
    telephone.typed |= {"visit": "none", "via": "hall"}
    assert "打哪个电话" in telephone.part("read") and telephone.read() == {}
    telephone.typed["phone"] = "13900002222"
    assert "139 0000 2222" in telephone.read()["read_next"]


def test_03_a_second_complaint_that_was_asked_about_stays_asked(desk: Complaints, telephone: Telephone) -> None:
    telephone.saves(unread="1")
    page = telephone.saves(unread="1")
    assert page.errors() == ["sure"] and page.field("asked_sure") == "1"
    telephone.typed["asked_sure"] = "1"
    assert 'name="sure"' in telephone.part("read")


def test_03_english_signs_of_harm_are_joined_in_english(desk: Complaints, telephone: Telephone) -> None:
    with desk.scenario.app.app_context():
        write(lambda: setattr(db.session.get_one(Organisation, desk.ours), "language", "en"))
    telephone.typed["danger"] = ["injury", "press"]
    telephone.saves(unread="1")
    [row] = desk.scenario.rows(Complaint)
    assert desk.case(row.id).serious == "injury or danger; press or court"
