"""What a receipt's code opens: the page, for a year, by the code of the visit's end; the whole record only with what the customer knows."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from server.evidence.codes import DAYS_OPEN, WRONG_DIGITS, WRONG_GUESSES
from server.evidence.models import Receipt
from server.kernel.chain import receipt_code
from server.kernel.clock import later, now
from server.visits.models import Grant
from tests.server.evidence.conftest import Record


def elsewhere(address: str) -> dict[str, str]:
    return {"REMOTE_ADDR": address}


def guesses(client: FlaskClient, address: str) -> list[int]:
    letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
    return [
        client.get(f"/r/222222{letters[each // 31]}{letters[each % 31]}", environ_base=elsewhere(address)).status_code
        for each in range(WRONG_GUESSES + 1)
    ]


@pytest.mark.parametrize("address", ["203.0.113.9", "2001:db8:0:1::1"])
def test_S6_who_guessed_too_often_learns_nothing_from_a_right_code(address: str, at_home: Record) -> None:
    """S-6. Guard: server/evidence/codes.py:opened_by, which looks at the limit before it looks anything up"""
    client, neighbour = (
        at_home.scenario.cast.visitor(),
        {"203.0.113.9": "203.0.113.9", "2001:db8:0:1::1": "2001:db8:0:1::ffff"}[address],
    )
    assert guesses(client, address) == [404] * WRONG_GUESSES + [429]
    digest = next(iter(at_home.bytes))
    for path in (
        f"/r/{at_home.code}",
        f"/r/?code={at_home.code}",
        f"/r/{at_home.code}/bundle.zip",
        f"/r/{at_home.code}/pictures/{digest}",
        "/r/22222222",
    ):
        assert client.get(path, environ_base=elsewhere(neighbour)).status_code == 429, path
    assert client.get(f"/r/{at_home.code}", environ_base=elsewhere("198.51.100.1")).status_code == 200


@pytest.mark.parametrize("typed", ["https://x.example/r/{}", " http://x.example:8000/r/{}?lang=en#said ", "{}"])
def test_a_whole_link_that_was_pasted_for_the_code_opens_the_receipt(typed: str, at_home: Record) -> None:
    """A browser cut it off after twenty letters, and the customer read that nobody has this code."""
    client = at_home.scenario.cast.visitor()
    answer = client.get("/r/", query_string={"code": typed.format(at_home.code)})
    assert answer.status_code == 302 and answer.headers["Location"] == f"/r/{at_home.code}"
    for page in ("/", "/r/"):
        assert int(re.findall(r'name="code"[^>]*maxlength="(\d+)"', client.get(page).text)[0]) >= 300


def test_S6_the_code_of_a_grant_that_was_taken_away_opens_nothing(at_home: Record) -> None:
    """S-6. Guard: server/evidence/codes.py:_opens"""
    scenario = at_home.scenario
    visit = scenario.given("wangqiang")
    evicted = scenario.phone("wangqiang")
    taken = receipt_code(visit, evicted.grant_of(visit) or "")
    scenario.assign(visit, "liming")
    at_home.phone.sync_all()
    assert "记录在路上" in scenario.cast.visitor().get(f"/r/{taken}").text
    at_home.phone.report("ended", {"outcome": "nobody_home"}, visit=visit)
    at_home.phone.sync_all()
    kept = receipt_code(visit, at_home.phone.grant_of(visit) or "")
    assert scenario.cast.visitor().get(f"/r/{kept}").status_code == 200
    for path in (f"/r/{taken}", f"/r/{taken}/bundle.zip"):
        assert scenario.cast.visitor().get(path).status_code == 404


def test_P11_lead_and_helper_show_one_code(at_home: Record) -> None:
    """P-11. Guard: server/visits/feed/grants.py:_issue, which names the grant whose code everybody shows"""
    scenario = at_home.scenario
    visit = scenario.given("wangqiang")
    scenario.assign(visit, "wangqiang", "liming")
    lead, helper = scenario.phone("wangqiang"), at_home.phone
    helper.sync_all()
    grants = {row.person_id: row for row in scenario.rows(Grant, Grant.visit_id == visit, Grant.revoked_at.is_(None))}
    [anchor] = {phone.visits[visit]["grant"].get("receipt") or phone.grant_of(visit) for phone in (lead, helper)}
    lead.report("ended", {"outcome": "nobody_home"}, visit=visit)
    lead.sync_all()
    [receipt] = scenario.rows(Receipt, Receipt.visit_id == visit)
    assert receipt.code == receipt_code(visit, anchor or "") and len(grants) == 2
    for code in (
        receipt.code,
        *(row.code for row in grants.values()),
    ):  # also those that phones of an older version show
        assert scenario.cast.visitor().get(f"/r/{code}").status_code == 200


def test_S6_a_code_ends_a_year_after_the_visit(at_home: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """S-6. Guard: server/evidence/codes.py:_opens"""
    for days, status in ((DAYS_OPEN - 1, 200), (DAYS_OPEN + 1, 410)):
        then = later(now(), days=days)
        with monkeypatch.context() as clock:
            clock.setattr("server.kernel.clock.now", lambda then=then: then)
            assert at_home.scenario.cast.visitor().get(f"/r/{at_home.code}").status_code == status


def test_S6_the_whole_record_asks_for_what_the_customer_knows(at_home: Record) -> None:
    """S-6. Guard: server/evidence/codes.py:may_take_record"""
    client, place = at_home.scenario.cast.visitor(), f"/r/{at_home.code}/bundle.zip"
    bare = client.get(place)
    assert bare.status_code == 303 and bare.headers["Location"].endswith(f"/r/{at_home.code}#check")
    wrong = client.post(place, data={"digits": "0000"}, query_string={"lang": "zh-CN"}, follow_redirects=True)
    assert "和您留给我们的电话对不上" in wrong.text and "后 4 位" in wrong.text
    assert client.post(place, data={"digits": "1234"}).mimetype == "application/zip"


def test_S6_the_digits_of_one_receipt_cannot_be_tried_from_many_networks(at_home: Record) -> None:
    """S-6. Guard: server/evidence/codes.py:may_take_record, which counts by receipt"""
    client, place = at_home.scenario.cast.visitor(), f"/r/{at_home.code}/bundle.zip"
    codes = [
        client.post(place, data={"digits": f"{number:04}"}, environ_base=elsewhere(f"198.51.100.{number}")).status_code
        for number in range(WRONG_DIGITS + 1)
    ]
    assert codes == [303] * WRONG_DIGITS + [429]
    assert client.post(place, data={"digits": "1234"}).status_code == 429
    assert client.get(f"/r/{at_home.code}").status_code == 200


def test_S6_the_company_gives_a_link_from_the_visits_page(at_home: Record) -> None:
    """S-6. Guard: server/evidence/console/evidence_section.py:_record_link"""
    page = at_home.scenario.cast.office("chenjing").get(f"/console/visits/{at_home.visit}").text
    link = page.split("/bundle.zip?key=")[1].split('"')[0]
    place = f"/r/{at_home.code}/bundle.zip"
    assert at_home.scenario.cast.visitor().get(place, query_string={"key": link}).mimetype == "application/zip"
    assert at_home.scenario.cast.visitor().get(place, query_string={"key": link[:-1]}).status_code == 303
