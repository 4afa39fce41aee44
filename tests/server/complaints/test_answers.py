"""What goes out to a customer who complained, and who is reminded of a serious complaint (CP-4, 4.2 cases 8 and 11)."""

from __future__ import annotations

from server.complaints import actions
from server.complaints.models import ComplaintReminder
from server.complaints.reminders import remind
from server.kernel.transaction import write
from server.standards.wording_list import WordingSent, publish_wording
from server.visits.models import Fact
from tests.server.complaints.conftest import Complaints

REACHED = {"channel": "phone", "contact": "reached", "result": "satisfied"}


def test_42_what_must_not_be_said_is_hit_and_sending_it_all_the_same_is_recorded(desk: Complaints) -> None:
    entries = [{"needle": "不归我管", "clause": "FB-3", "advice": "说由谁来办"}]
    with desk.scenario.app.app_context():
        write(lambda: publish_wording(desk.ours, desk.person("wufang"), entries))
    complaint = desk.says()
    office, path = desk.scenario.cast.office("zhoumin"), f"/console/complaints/{complaint}"
    typed = REACHED | {"text": "这个不归我管。"}
    back = office.post(f"{path}/answer", data=typed)
    shown = office.get(back.headers["Location"]).get_data(as_text=True)
    assert "说由谁来办" in shown and "这个不归我管。" in shown and "all_the_same" in shown
    assert desk.case(complaint).answers == []
    office.post(f"{path}/answer", data=typed | {"all_the_same": "1"})
    assert len(desk.case(complaint).answers) == 1
    assert [row.about for row in desk.scenario.rows(WordingSent)] == [f"complaint {complaint}"]


def test_42_nothing_is_admitted_before_every_claim_is_judged(desk: Complaints) -> None:
    complaint = desk.says(claims=("没修好", "态度差"))
    said = REACHED | {"text": "对不起，这是我们的错，一定赔。"}
    desk.refuses("admission_too_early", actions.answer, complaint, by="zhoumin", **said)
    desk.refuses("admission_too_early", actions.answer, complaint, by="zhoumin", all_the_same=True, **said)
    for claim in desk.case(complaint).claims:
        found = {"valid": "yes", "ground": "manner", "cause": "", "why": "…"}
        desk.does(actions.judge, complaint, claim.id, by="zhoumin", **found)
    desk.does(actions.answer, complaint, by="zhoumin", **said)
    assert len(desk.case(complaint).answers) == 1


def test_42_the_form_says_in_which_language_the_customer_reads(desk: Complaints) -> None:
    complaint = desk.says(customer=desk.scenario.customers[desk.ours][0])
    assert "Please write Chinese" in desk.page(f"/console/complaints/{complaint}?do=answer", by="zhoumin")


def test_42_case_8_unfounded_the_customer_reads_regret_and_nothing_is_noted_of_the_person(desk: Complaints) -> None:
    complaint = desk.says(persons=(desk.person("liming"),), customer=desk.scenario.customers[desk.ours][0])
    claim = desk.case(complaint).claims[0].id
    desk.does(actions.judge, complaint, claim, by="zhoumin", valid="no", ground="", cause="", why="记录里都有")
    desk.does(actions.answer, complaint, by="zhoumin", **REACHED | {"text": "查过了，当天都做了。"})
    page = desk.scenario.app.test_client().get(f"/t/{desk.row(complaint).code}").get_data(as_text=True)
    assert "很抱歉" in page and "查过了，当天都做了。" in page
    assert desk.row(complaint).valid == "no"
    assert [row for row in desk.scenario.rows(Fact) if row.kind == "noticed"] == []  # no proposal (ruling 11)


def test_42_case_11_on_day_31_a_new_complaint_is_marked_as_a_repeat(desk: Complaints) -> None:
    customer, visit = desk.scenario.customers[desk.ours][0], desk.given("10:00")
    first = desk.says(customer=customer, visit=visit)
    desk.does(actions.answer, first, by="zhoumin", **REACHED | {"text": "修好了。"})
    desk.does(actions.close, first, "satisfied", by="zhoumin")
    desk.at("2027-01-01 09:00")
    desk.refuses("complaint_too_old", actions.reopen, first, "又坏了", by_customer=True)
    second = desk.says(customer=customer, visit=visit, text="又坏了")
    assert desk.row(second).repeat_of == first


def test_42_serious_the_head_then_the_deputy_every_fifteen_minutes_until_told(desk: Complaints) -> None:
    complaint = desk.says(serious="有人受伤")
    with desk.scenario.app.app_context():
        counts = []
        for moment in ("09:00", "09:05", "09:14", "09:15", "09:31"):
            desk.at(f"2026-12-01 {moment}")
            counts.append(remind(desk.ours))
    assert counts == [1, 0, 0, 1, 1]
    people = [row.person_id for row in sorted(desk.scenario.rows(ComplaintReminder), key=lambda row: row.number)]
    assert people == [desk.person("wufang"), desk.person("zhoumin"), desk.person("zhoumin")]
    assert "提醒了周敏，还没报上" in desk.page(f"/console/complaints/{complaint}")
    desk.does(actions.tell_head, complaint)
    desk.at("2026-12-01 10:00")
    with desk.scenario.app.app_context():
        assert remind(desk.ours) == 0
