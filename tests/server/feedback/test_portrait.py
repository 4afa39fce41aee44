"""The portrait by which a customer knows who comes: drawn anew, small, with the person's word, and only until the visit is over."""

from __future__ import annotations

import gzip
import io
import re

import pytest
from PIL import Image

from server.accounts import people
from server.feedback.portraits import Portrait
from tests.scenario import Scenario
from tests.server.feedback.test_visit_page import Customer
from tests.server.matters.conftest import at  # noqa: F401 - a fixture
from tests.server.notices.conftest import Office, office, receiver, settings  # noqa: F401 - fixtures

SECRET = b"gps 31.2304 121.4737"


def photograph(size: tuple[int, int] = (900, 1200), turned: int = 1) -> bytes:
    """A photograph as a camera makes it: with a place, a comment, and a note of how it was held. Its upper half is red."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0], size[1] // 2))
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = turned, SECRET.decode()
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=SECRET)
    return out.getvalue()


def uploads(scenario: Scenario, content: bytes, agreed: str = "1", login: str = "liming") -> str:
    """What the page says after an administrator has sent the form."""
    desk = scenario.cast.office("wufang")
    path = f"/console/people/{scenario.cast.people[login]}/portrait"
    fields = {"portrait": (io.BytesIO(content), "IMG_0001.jpg")} | ({"agreed": agreed} if agreed else {})
    return str(desk.post(path, data=fields, content_type="multipart/form-data", follow_redirects=True).text)


@pytest.fixture
def customer(office: Office) -> Customer:  # noqa: F811 - the fixture
    """Whose repair at 15:00 today is Li Ming's."""
    return Customer(office, office.given("15:00"))


def test_the_customer_sees_who_comes_until_the_visit_is_over(customer: Customer) -> None:
    office = customer.office  # noqa: F811
    assert (
        "<img" not in customer.reads() and customer.browser.get(f"{customer.address}/portrait.jpg").status_code == 404
    )
    assert "照片换好了" in uploads(office.scenario, photograph())
    page = customer.reads()
    [address] = re.findall(r'<img src="([^"]+)" alt="李明"', page)
    answer = customer.browser.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert SECRET not in answer.data and b"Exif" not in answer.data
    with Image.open(io.BytesIO(answer.data)) as shown:
        assert shown.size == (136, 160)
        red, blue = shown.getpixel((68, 5)), shown.getpixel((68, 155))
    assert red[0] > 200 and blue[2] > 200  # type: ignore[index]
    sheet = re.search(r'href="([^"]*customer[^"]*\.css)"', page)
    assert sheet
    style = gzip.compress(customer.browser.get(sheet[1]).get_data())
    assert len(gzip.compress(page.encode())) + len(style) + len(answer.data) < 14_000
    office.report(customer.visit, "arrived")
    office.report(customer.visit, "ended", outcome="nobody_home")
    office.sent()
    assert customer.browser.get(address).status_code == 404 and "<img" not in customer.reads()


@pytest.mark.parametrize("turned", [3, 6, 8])
def test_a_picture_that_was_taken_lying_down_stands_upright(customer: Customer, turned: int) -> None:
    """Guard: TURNS in server/evidence/rules.py"""
    uploads(customer.office.scenario, photograph(turned=turned))
    [row] = customer.office.scenario.rows(Portrait)
    with Image.open(io.BytesIO(row.content)) as shown:
        places = {3: (68, 155), 6: (130, 80), 8: (5, 80)}  # where the red half comes to lie
        assert shown.getpixel(places[turned])[0] > 200  # type: ignore[index]


@pytest.mark.parametrize(
    ("content", "agreed", "says"),
    [
        (photograph(), "", "要本人同意"),
        (b"", "1", "先选一张照片"),
        (b"<svg onload=alert(1)>", "1", "打不开这张照片"),
        (photograph()[:400], "1", "打不开这张照片"),
        (b"\xff\xd8" + b"0" * (8 * 1024 * 1024), "1", "超过 8 MB"),
    ],
)
def test_what_is_no_portrait_is_refused_and_says_why(office: Office, content: bytes, agreed: str, says: str) -> None:  # noqa: F811
    assert says in uploads(office.scenario, content, agreed)
    assert office.scenario.rows(Portrait) == []


def test_a_portrait_goes_when_it_is_taken_away_and_when_the_person_leaves(office: Office) -> None:  # noqa: F811
    scenario, desk = office.scenario, office.scenario.cast.office("wufang")
    for login in ("liming", "wangqiang"):
        uploads(scenario, photograph(), login=login)
    desk.post(f"/console/people/{scenario.cast.people['liming']}/portrait/remove")
    [row] = scenario.rows(Portrait)
    assert row.person_id == scenario.cast.people["wangqiang"]
    with scenario.app.app_context():
        people.leave(scenario.ours, row.person_id)
    assert scenario.rows(Portrait) == []
