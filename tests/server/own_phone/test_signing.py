"""The customer signs on their own phone: bound to what the technician's phone has shown, once, for an hour, whoever sends it and in whatever order."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from server.accounts.models import Device
from server.cli import tick
from server.evidence.models import Awaited, Receipt
from server.kernel import clock
from server.kernel.chain import document_hash, encode, sha256
from server.kernel.db import db
from server.kernel.rate_limit import Attempt
from server.kernel.transaction import write
from server.own_phone.matching import look_at_overdue
from server.own_phone.models import Unmatched
from server.visits.conflicts.models import Conflict
from server.visits.models import Fact
from tests.scenario import Scenario

pytestmark = pytest.mark.both_databases  # because two requests want one code, and rows are matched in either order

TEXT = "城北燃气 · 上门服务 1130-ABCD · 11月30日\n今天做了这些\n✓ 宽带装好了\n签名表示前面几页您都看过了。"
INK = {
    "v": 1,
    "width": 300,
    "height": 200,
    "strokes": [[[10, 10, 0, 500], [60, 90, 20, 600], [120, 40, 40, 500], [200, 150, 60, 500]]],
}


class Door:
    """A visit at which the customer is asked to sign, and the customer's own browser."""

    def __init__(self, scenario: Scenario, *, before: tuple[str, dict[str, Any]] | None = None, reported: bool = True):
        self.scenario, self.visit = scenario, scenario.given()
        phone = self.phone = scenario.phone()
        if before:
            phone.report(*before, visit=self.visit)
        phone.report("customer_mode_entered", {"language": "zh-CN"}, visit=self.visit)
        kept = (phone.seq, dict(phone.heads), list(phone.outbox))
        self.offer = phone.offer_signing(self.visit, TEXT)
        if not reported:  # the phone shows a code and keeps silent about it
            phone.seq, phone.heads, phone.outbox = kept
        self.browser: FlaskClient = scenario.app.test_client()

    def form(self, **other: Any) -> dict[str, Any]:
        found = {"offer": self.offer, "text": TEXT, "way": "drawn", "relation": "self", "strokes": INK} | other
        return {name: value for name, value in found.items() if value is not None}

    def signs(self, **other: Any) -> Any:
        return self.browser.post("/api/v1/signatures", json=self.form(**other))

    def looks(self, **other: Any) -> Any:
        return self.browser.post("/api/v1/signing-offers", json=self.offer | other)

    def ends(self) -> None:
        self.phone.report("customer_mode_left", {}, visit=self.visit)
        self.phone.report("ended", {"outcome": "done"}, visit=self.visit)
        self.phone.sync_all()

    @property
    def signatures(self) -> list[Fact]:
        return self.scenario.rows(Fact, Fact.subject_id == self.visit, Fact.kind == "signed_on_own_phone")

    @property
    def doubts(self) -> dict[str, str]:
        return {row.kind: row.doubts for row in self.scenario.rows(Fact, Fact.subject_id == self.visit) if row.doubts}


@pytest.fixture
def door(scenario: Scenario) -> Door:
    return Door(scenario)


def code(answer: Any) -> str:
    return str(answer.get_json().get("code"))


def test_a_signature_before_the_technicians_facts_waits_marked_and_is_matched_when_they_come(door: Door) -> None:
    assert door.looks().get_json()["state"] == "open"
    answer = door.signs()
    assert answer.status_code == 201, answer.text
    [fact] = door.signatures
    assert fact.device == "office" and fact.person_id == door.scenario.visit(door.visit).customer_id
    assert fact.body["shown"] == {"text": TEXT, "sha256": sha256(TEXT.encode()), "language": "zh-CN"}
    assert door.doubts == {"signed_on_own_phone": "not_offered"} and not door.scenario.visit(door.visit).needs_review
    assert len(door.scenario.rows(Unmatched)) == 1
    door.ends()
    assert door.doubts == {} and door.scenario.rows(Unmatched) == []
    assert not door.scenario.visit(door.visit).needs_review
    assert door.scenario.rows(Receipt, Receipt.visit_id == door.visit)
    named = door.scenario.rows(Awaited, Awaited.fact_id == fact.id)
    assert sorted(row.purpose for row in named) == ["signature", "strokes"] and all(row.arrived_at for row in named)


def test_a_signature_after_the_technicians_facts_has_no_mark_and_comes_to_that_phone(door: Door) -> None:
    door.phone.sync_all()
    assert door.signs().status_code == 201
    assert door.doubts == {} and door.scenario.rows(Unmatched) == []
    door.phone.sync_all()
    assert door.phone.log(door.visit)[-1]["kind"] == "signed_on_own_phone"


def test_a_signature_after_the_end_is_sealed_by_a_new_receipt(door: Door) -> None:
    door.ends()
    before = door.scenario.rows(Receipt, Receipt.visit_id == door.visit)[0].head
    assert door.signs().status_code == 201
    assert door.scenario.rows(Receipt, Receipt.visit_id == door.visit)[0].head != before


def test_the_same_again_says_the_same_and_anything_else_under_a_used_code_is_refused(door: Door) -> None:
    first = door.signs()
    again = door.signs()
    assert (again.status_code, again.get_json()) == (200, first.get_json())
    other = door.signs(way="typed", relation="family", adult=True, name="林大山", agreed=True, strokes=None)
    assert (other.status_code, code(other)) == (409, "signing_code_used")
    assert len(door.signatures) == 1
    assert door.looks().get_json()["state"] == "signed"


def test_looking_changes_nothing_whoever_looks(door: Door) -> None:
    def state() -> list[int]:
        return [len(door.scenario.rows(each)) for each in (Fact, Unmatched, Attempt, Awaited)]

    before = state()
    for agent in ("WeChat", "Outlook SafeLinks", "facebookexternalhit/1.1"):
        for method in ("get", "head", "options"):
            assert getattr(door.browser, method)("/s/", headers={"User-Agent": agent}).status_code == 200
        assert door.looks().status_code == 200
    assert state() == before
    page = door.browser.get("/s/").get_data(as_text=True)
    assert door.visit not in page and TEXT not in page


@pytest.mark.parametrize(
    "other",
    [
        {"signature": encode(b"\x01" * 64)},
        {"nonce": encode(b"\x02" * 16)},
        {"shown": sha256(b"something else")},
        {"language": "en"},
        {"until": "2030-01-01T00:00:00.000Z"},
        {"device": "0197b3a0-0000-7000-8000-000000000000"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_forged_code_opens_nothing(door: Door, other: dict[str, str]) -> None:
    looked = door.looks(**other)
    assert (looked.status_code, code(looked)) == (403, "signing_code_wrong")
    signed = door.signs(offer=door.offer | other)
    assert (signed.status_code, code(signed)) == (403, "signing_code_wrong")
    assert door.signatures == []


def test_a_code_of_another_visit_or_of_somebody_who_was_never_given_it_opens_nothing(door: Door) -> None:
    other = door.scenario.given(hour="15:00")
    assert code(door.signs(offer=door.offer | {"visit": other})) == "signing_code_wrong"
    stranger = door.scenario.phone("wangqiang")
    assert code(door.signs(offer=stranger.offer_signing(door.visit, TEXT))) == "signing_code_wrong"
    assert door.signatures == []


def test_a_code_that_claims_more_than_an_hour_opens_nothing(door: Door) -> None:
    assert code(door.signs(offer=door.phone.offer_signing(door.visit, TEXT, minutes=75))) == "signing_code_wrong"


def test_a_revoked_phones_code_opens_nothing(door: Door) -> None:
    ours = (Device.organisation_id == door.scenario.ours, Device.id == door.phone.device)
    with door.scenario.app.app_context():
        write(lambda: db.session.execute(update(Device).where(*ours).values(revoked_at=clock.now())))
    assert code(door.signs()) == "signing_code_wrong" and door.signatures == []


def test_an_hour_later_the_code_is_over(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    late = clock.later(clock.now(), minutes=61)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert (door.looks().status_code, code(door.looks())) == (410, "signing_code_over")
    assert code(door.signs()) == "signing_code_over" and door.signatures == []


def test_another_text_than_was_shown_is_refused(door: Door) -> None:
    answer = door.signs(text=TEXT + "\n✓ 收费 9999 元")
    assert (answer.status_code, code(answer)) == (422, "signing_text_differs") and door.signatures == []


def test_the_technicians_word_of_another_text_leaves_the_mark_and_a_person_settles(scenario: Scenario) -> None:
    """His phone signs two things: the code for one text, and in its chain another text for the same code."""
    door = Door(scenario, reported=False)
    assert door.signs().status_code == 201
    other = {"text": "别的", "sha256": sha256("别的".encode()), "language": "zh-CN"}
    [taken] = [document_hash(fact.body["offer"]) for fact in door.signatures]
    said = {"shown": other, "offer": taken, "until": door.offer["until"]}
    door.phone.report("signing_offered", said, visit=door.visit)
    door.ends()
    assert door.doubts["signed_on_own_phone"] == "not_offered" and scenario.visit(door.visit).needs_review


def test_an_end_without_the_offer_lets_a_person_look(scenario: Scenario) -> None:
    door = Door(scenario, reported=False)
    assert door.signs().status_code == 201
    door.ends()
    assert door.doubts["signed_on_own_phone"] == "not_offered" and scenario.visit(door.visit).needs_review


def test_an_offer_that_nobody_took_is_for_a_person_after_a_day(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    door.ends()
    assert not door.scenario.visit(door.visit).needs_review
    late = clock.later(clock.now(), hours=25)
    monkeypatch.setattr(clock, "now", lambda: late)
    with door.scenario.app.app_context():
        assert look_at_overdue(door.scenario.ours) == 1
    assert door.doubts == {"signing_offered": "never_signed"} and door.scenario.visit(door.visit).needs_review
    for address in ("/console/visits?state=review&day=all", "/console/visits?day=all"):
        page = door.scenario.cast.office("chenjing").get(address).get_data(as_text=True)
        assert door.visit in page, f"the office sees that it waits: {address}"
    assert "own-phone" in {part.job.name for part in _parts(door)}


def _parts(door: Door) -> Any:
    with door.scenario.app.app_context():
        return list(tick.parts())


@pytest.mark.parametrize(
    ("other", "field", "says"),
    [
        ({"strokes": INK | {"strokes": [[[1, 1, 0, 0]]]}}, "strokes", "还没有签名"),
        ({"strokes": None}, "strokes", "还没有签名"),
        ({"relation": "family"}, "adult", "满没满"),
        ({"relation": "family", "adult": False, "name": "林大山"}, "adult", "没满 18 岁不能签"),
        ({"way": "typed", "agreed": True, "name": " "}, "name", "写上姓名"),
        ({"way": "typed", "agreed": True, "name": "l i MING"}, "name", "我们公司的人"),
        ({"way": "typed", "name": "林晓梅"}, "agreed", "勾选"),
        ({"way": "helped", "adult": True, "name": "林晓梅", "helper": "陈静"}, "helper", "不能是我们公司的"),
        ({"way": "helped", "adult": True, "name": "林晓梅", "helper": "林晓梅"}, "helper", "不能是签名人自己"),
        ({"way": "declined"}, "reason", "选一个原因"),
    ],
)
def test_what_is_no_signature_is_said_at_its_field(door: Door, other: dict[str, Any], field: str, says: str) -> None:
    answer = door.signs(**other)
    assert (answer.status_code, code(answer)) == (422, "signing_incomplete")
    assert says in str(answer.get_json()["errors"][field]) and door.signatures == []


@pytest.mark.parametrize(
    "strokes",
    [
        INK | {"strokes": [[[1, 1, 1, 1]] * 6001]},
        INK | {"strokes": [[[1, 1, 1, 1]] * 3001] * 2},
        INK | {"strokes": [[[1, 1, 1, 1]]] * 401},
        INK | {"width": 100_000},
        INK | {"strokes": [[[1, 2]]]},
        INK | {"strokes": [[[10**9, 2, 3, 4]]]},
        INK | {"strokes": [[["1", 2, 3, 4]]]},
        INK | {"more": 1},
        "M0 0L9 9",
    ],
    ids=["long", "longer together", "many", "wide", "short point", "far away", "text", "more", "no ink"],
)
def test_huge_or_malformed_strokes_are_refused(door: Door, strokes: Any) -> None:
    answer = door.signs(strokes=strokes)
    assert answer.status_code in (400, 422) and door.signatures == []


def test_a_name_with_a_script_stays_text(door: Door) -> None:
    evil = "<script>alert(1)</script>"
    assert door.signs(way="typed", agreed=True, name=evil, strokes=None).status_code == 201
    door.ends()
    page = door.scenario.cast.office("chenjing").get(f"/console/visits/{door.visit}").get_data(as_text=True)
    assert evil not in page and "&lt;script&gt;alert(1)" in page


def test_guesses_are_counted_and_after_thirty_not_even_a_true_code_is_looked_at(door: Door) -> None:
    for _ in range(30):
        assert code(door.looks(nonce=encode(b"\x02" * 16))) == "signing_code_wrong"
    answer = door.looks()
    assert (answer.status_code, code(answer)) == (429, "slow_down")


def test_a_flood_at_one_visit_is_slowed(door: Door) -> None:
    for _ in range(30):
        assert door.signs(way="declined").status_code == 422
    assert code(door.signs()) == "slow_down" and door.signatures == []


@pytest.mark.parametrize("first", ["the signature", "the phone's facts"])
def test_an_answer_that_is_changed_after_the_offer_is_a_conflict_in_either_order(
    scenario: Scenario, first: str
) -> None:
    door = Door(scenario, before=("answered", {"step": "symptoms", "value": "offline"}))
    if first == "the signature":
        assert door.signs().status_code == 201
    door.phone.report("answered", {"step": "symptoms", "value": "slow"}, visit=door.visit)
    door.phone.sync_all()
    if first != "the signature":
        assert door.signs().status_code == 201
    assert scenario.visit(door.visit).open_conflicts == 1 and scenario.visit(door.visit).needs_review
    [conflict] = scenario.rows(Conflict, Conflict.visit_id == door.visit)
    assert conflict.target == "signature"


def test_what_was_answered_before_the_offer_and_comes_later_is_no_conflict(scenario: Scenario) -> None:
    door = Door(scenario, before=("answered", {"step": "symptoms", "value": "offline"}))
    assert door.signs().status_code == 201
    door.ends()
    assert scenario.visit(door.visit).open_conflicts == 0
