"""Complaints by mail, read from a real IMAP server: numbers in the subject, automatic replies, twice is once, a cut line goes on (CP-6, ruling 24)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from server.accounts.audit import AuditEntry
from server.complaints import actions
from server.complaints.mailbox.letters import read_letter
from server.complaints.mailbox.reading import A_SENDER_AND_DAY, read_mailbox
from server.complaints.models import Complaint, ComplaintMailbox
from server.config import Settings
from server.kernel.db import db
from server.kernel.transaction import write
from server.notices.models import NoticeContact
from server.visits.models import Fact
from tests.server.complaints.conftest import Complaints
from tests.server.complaints.mailbox import PASSWORD, USER, Cut, Mailbox, mailbox
from tests.server.complaints.test_customer_pages import REACHED

PAGE = "/console/mailbox"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The mail server of these tests listens on this machine."""
    return settings.at(notice_hosts=("127.0.0.1",))


@pytest.fixture
def box(desk: Complaints) -> Iterator[Mailbox]:
    """A mailbox that the desk reads."""
    with mailbox() as found:
        switch_on(desk, found.port)
        yield found


def switch_on(desk: Complaints, port: int, **typed: str) -> str:
    """The page after an administrator has switched it on."""
    given = {"host": "127.0.0.1", "port": str(port), "safety": "none", "user": USER, "password": PASSWORD, "on": "1"}
    browser = desk.scenario.cast.office("wufang")
    answer = browser.post(PAGE, data=given | {"folder": "INBOX"} | typed)
    return str(browser.get(answer.headers["Location"]).get_data(as_text=True))


def read(desk: Complaints) -> int:
    """The job runs once."""
    with desk.scenario.app.app_context():
        return read_mailbox(desk.ours)


def complaints(desk: Complaints) -> list[Complaint]:
    return sorted(desk.scenario.rows(Complaint), key=lambda row: row.number)


def row(desk: Complaints) -> ComplaintMailbox:
    return desk.scenario.rows(ComplaintMailbox)[0]


def test_cp6_a_mail_is_a_complaint_once_and_the_mailbox_is_left_as_it_was(desk: Complaints, box: Mailbox) -> None:
    box.put("水管还在漏。\n\n> 您好，您的工单", Subject="没修好", Message_ID="<1@example.com>")
    box.put("又发了一遍", Subject="没修好", Message_ID="<1@example.com>")  # the same mail, delivered twice
    assert (read(desk), read(desk)) == (1, 0)
    [found] = complaints(desk)
    assert (found.via, found.gist, found.customer_id) == ("mail", "没修好 水管还在漏。", None)
    page = desk.page(f"/console/complaints/{found.id}")
    assert "王芳" in page and "wang@example.com" in page and "您的工单" not in page
    assert all(b"Seen" not in each for each in box.flags()) and len(box.flags()) == 2


def test_cp6_when_the_server_counts_anew_nothing_comes_twice(desk: Complaints, box: Mailbox) -> None:
    box.put(Message_ID="<1@example.com>")
    box.put("没有编号的信")
    assert read(desk) == 2

    def count_anew() -> None:
        db.session.get_one(ComplaintMailbox, desk.ours).validity = "another"

    with desk.scenario.app.app_context():
        write(count_anew)
    assert read(desk) == 0 and len(complaints(desk)) == 2 and row(desk).validity != "another"


def test_cp6_a_number_in_the_subject_joins_that_complaint_and_somebody_looks(desk: Complaints, box: Mailbox) -> None:
    box.put(Message_ID="<1@example.com>")
    read(desk)
    [found] = complaints(desk)
    desk.does(actions.take, found.id, desk.person("zhoumin"))
    box.put("还是没人来。", Subject=f"Re: 投诉 {found.number.lower()}")
    assert read(desk) == 1
    [again] = complaints(desk)
    assert again.unheard_at is not None and "客户又来信了" in desk.page("/console/complaints")
    page = desk.page(f"/console/complaints/{found.id}")
    assert "还是没人来。" in page and "客户来信" in page
    desk.does(actions.answer, found.id, by="zhoumin", **REACHED, result="no_word")
    assert desk.row(found.id).unheard_at is None


def test_cp6_whoever_guesses_a_number_is_shown_as_a_stranger_and_reads_nothing(desk: Complaints, box: Mailbox) -> None:
    complaint = desk.says(text="词甲")
    said = desk.case(complaint).last_word_at
    desk.at("2026-12-01 10:00")
    box.put("我是他邻居。", Subject=desk.row(complaint).number, From="guess@example.com")
    assert read(desk) == 1
    assert desk.case(complaint).last_word_at == said and desk.row(complaint).state == "received"
    assert "不是登记的邮箱" in desk.page(f"/console/complaints/{complaint}")
    box.put("没有这件", Subject="T-0101-01", From="guess@example.com")  # opens a complaint of its own
    assert read(desk) == 1 and len(complaints(desk)) == 2


def test_cp6_a_customer_is_known_by_the_address_that_was_given(desk: Complaints, box: Mailbox) -> None:
    customer = desk.scenario.customers[desk.ours][0]
    kept = {"mail": "Lin@Example.com", "changed_at": "2026-01-01T00:00:00.000Z", "changed_by": ""}
    with desk.scenario.app.app_context():
        write(lambda: db.session.merge(NoticeContact(organisation_id=desk.ours, customer_id=customer, **kept)))
    box.put(From="lin@example.com")
    read(desk)
    assert complaints(desk)[0].customer_id == customer
    [fact] = desk.scenario.rows(Fact, Fact.kind == "complained")
    assert fact.person_id == customer


AUTOMATIC: list[dict[str, str]] = [
    {"Auto_Submitted": "auto-replied"},
    {"Precedence": "bulk"},
    {"X_Autoreply": "yes"},
    {"List_Id": "<news.example.com>"},
    {"From": "MAILER-DAEMON@example.com"},
    {"From": "no-reply@example.com"},
    {"Return_Path": "<>"},
]


def test_cp6_automatic_replies_are_no_complaints(desk: Complaints, box: Mailbox) -> None:
    for headers in AUTOMATIC:
        box.put("我在休假。", raw=b"", **headers)  # type: ignore[arg-type]
    box.put("人写的", Auto_Submitted="no")
    assert read(desk) == 1 and [each.gist for each in complaints(desk)] == ["投诉 人写的"]


def test_cp6_a_cut_connection_goes_on_where_it_was(desk: Complaints, box: Mailbox) -> None:
    for number in range(4):
        box.put(f"第 {number} 封", From=f"p{number}@example.com")
    line = Cut(box.port, at=3)
    switch_on(desk, line.port)
    assert read(desk) == 2 and row(desk).trouble == "line_broke"
    read_so_far = row(desk).last_uid
    assert read_so_far > 0
    assert "下次接着收" in desk.scenario.cast.office("wufang").get(PAGE).get_data(as_text=True)
    line.whole = True
    assert read(desk) == 2 and row(desk).trouble == ""
    assert row(desk).last_uid == read_so_far + 2
    assert len(complaints(desk)) == 4


def test_cp6_a_flood_of_one_address_stays_in_the_mailbox(desk: Complaints, box: Mailbox) -> None:
    for number in range(A_SENDER_AND_DAY + 2):
        box.put(f"第 {number} 封")
    assert read(desk) == A_SENDER_AND_DAY and len(complaints(desk)) == A_SENDER_AND_DAY


def test_cp6_it_is_off_by_default_and_its_password_is_never_shown(desk: Complaints, box: Mailbox) -> None:
    page = switch_on(desk, box.port, on="")
    box.put()
    assert read(desk) == 0 and PASSWORD not in page and "存着一个" in page
    assert PASSWORD not in row(desk).secret
    assert PASSWORD not in "".join(each.said or "" for each in desk.scenario.rows(AuditEntry))
    page = switch_on(desk, box.port, password="", host="elsewhere.example")
    assert row(desk).on is False and "elsewhere.example" in page  # a password is for the server it was typed for


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [({"password": "wrong"}, "login_refused"), ({"folder": "nowhere"}, "no_folder"), ({"safety": "tls"}, "no_trust")],
)
def test_cp6_what_stands_in_the_way_is_said(
    desk: Complaints, box: Mailbox, typed: dict[str, str], trouble: str
) -> None:
    switch_on(desk, box.port, **typed)
    assert read(desk) == 0 and row(desk).trouble == trouble


def test_cp6_a_server_inside_is_the_operators_to_name(desk: Complaints) -> None:
    switch_on(desk, 143, host="127.0.0.2")
    assert read(desk) == 0 and row(desk).trouble == "address_inside"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"From: =?x-no-such?B?AAAA?= <a@b.example>\r\nContent-Type: text/plain; charset=no-such\r\n\r\n\xff\xff",
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: image/png\r\n\r\nxx",
        b"From: a@b.example\r\nSubject: " + b"T-1201-01 " * 5000 + b"\r\n\r\n" + b"<" * 100000,
    ],
)
def test_cp6_a_mail_of_any_bytes_is_read_without_a_fault(raw: bytes) -> None:
    letter: Any = read_letter(raw)
    assert len(letter.text) <= 4000 and len(letter.sender) <= 254


def test_cp6_of_html_the_words_are_taken_and_script_is_left_out() -> None:
    page = "<html><style>p{}</style><p>水管&amp;阀门</p><script>alert(1)</script><div>还在漏</div></html>"
    raw = f"From: a@b.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}".encode()
    assert read_letter(raw).text == "水管&阀门 还在漏"
