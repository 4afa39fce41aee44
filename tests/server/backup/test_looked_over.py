"""What phones brought back after a restore waits for a review, everybody who holds it knows, and somebody of the office ends it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.visits.office import actions
from tests.scenario import Scenario, moment
from tests.server.backup.conftest import Restored
from tests.server.backup.phone import keeping, signs_in

pytestmark = pytest.mark.both_databases  # because what is deleted, kept and written again differs


def test_the_phone_that_holds_a_visit_hears_that_another_one_brought_an_older_claim_to_it(
    stamped: Scenario, back_up: Callable[[], None], restored: Restored
) -> None:
    """Guard: `ask_for_review` tells who holds the visit; found by the simulator (seed 46973)."""
    visit = stamped.given("wangqiang")
    phone, before = keeping(stamped), keeping(stamped, "wangqiang")
    back_up()
    with stamped.app.app_context():
        actions.reschedule(
            stamped.ours, stamped.cast.people["chenjing"], visit, asked_by="customer", agreed_at=moment(1, "15:00")
        )
    before.sync_all()
    stamped.assign(visit, "liming")
    phone.sync_all()
    again = restored(phone, before)
    for each in (phone, before, phone):
        each.sync_all()
    assert again.visit(visit).lead_id == again.cast.people["liming"] and set(phone.visits) == {visit}
    assert again.visit(visit).needs_review and phone.visits[visit]["needs_review"]


def test_what_a_phone_brought_back_waits_for_a_review_until_somebody_of_the_office_has_checked_it(
    stamped: Scenario, back_up: Callable[[], None], restored: Restored
) -> None:
    back_up()
    visit = stamped.given()
    phone = keeping(stamped)
    again = restored(phone)
    signs_in(phone)
    phone.sync_all()
    desk, address = again.cast.office("chenjing"), f"/console/visits/{visit}"
    assert "从手机取回" in desk.get("/console/visits").text and "核对过了" in desk.get(address).text
    for _ in range(2):  # a second tap changes nothing
        assert desk.post(f"{address}/looked-over").location == f"{address}?done=looked_over"
    phone.sync_all()
    assert not again.visit(visit).needs_review and not phone.visits[visit]["needs_review"]
    assert [kind for kind, _ in again.log(visit)].count("looked_over") == 1
    page = desk.get(address).text
    assert "取回" not in page and "核对过了" in page  # as an event with its time
