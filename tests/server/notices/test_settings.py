"""The administrator's pages: secrets are never shown again, texts are checked when they are saved, a test message goes the way of all others."""

from __future__ import annotations

import json

import pytest

from server.accounts.audit import AuditEntry
from server.console.once import RefusedForm
from server.kernel.transaction import write
from server.notices import setting_up
from server.notices.models import NoticeChannel, NoticeText
from server.standards.wording_list import publish_wording
from tests.server.notices.conftest import Office
from tests.server.notices.receiver import Receiver

pytestmark = pytest.mark.both_databases  # because settings are stored as texts of limited length and merged

MAIL = {"host": "mail.chengjiang.example", "port": "587", "safety": "starttls", "sender": "a@chengjiang.example"}


def saves(office: Office, address: str, **typed: str) -> str:
    """The page after an administrator has sent a form."""
    browser = office.scenario.cast.office("wufang")
    answer = browser.post(f"/console{address}", data=typed)
    assert answer.status_code == 303
    return str(browser.get(answer.headers["Location"]).get_data(as_text=True))


def test_a_secret_is_sealed_never_shown_again_and_kept_when_nothing_is_typed(office: Office) -> None:
    page = saves(office, "/notices/channels/mail", **MAIL, secret_password="s3cret words", on="1")
    assert "存着一个" in page and "s3cret" not in page and "mail.chengjiang.example" in page
    [row] = office.scenario.rows(NoticeChannel)
    assert row.on and "s3cret" not in row.secret + row.settings and json.loads(row.settings)["host"] == MAIL["host"]
    saves(office, "/notices/channels/mail", **MAIL | {"port": "2525"})
    with office.scenario.app.app_context():
        from server.notices.sealing import unsealed

        assert unsealed(office.scenario.rows(NoticeChannel)[0]) == {"password": "s3cret words"}
    noted = [row for row in office.scenario.rows(AuditEntry) if row.kind == "notice_channel_set"]
    assert len(noted) == 2 and "s3cret" not in "".join(str(vars(row)) for row in noted)


def test_a_refused_form_keeps_what_was_typed_and_no_secret(office: Office) -> None:
    page = saves(office, "/notices/channels/mail", **MAIL | {"port": "99999"}, secret_password="s3cret words", on="1")
    assert "1 到 65535" in page and "99999" in page and "s3cret" not in page
    assert "s3cret" not in "".join(str(vars(row)) for row in office.scenario.rows(RefusedForm))


@pytest.mark.parametrize(
    "url", ["http://example.com/x", "https://user:pw@example.com/", "javascript:alert(1)", "https://", "example.com"]
)
def test_an_address_that_is_not_https_is_refused_when_it_is_saved(office: Office, url: str) -> None:
    assert "https://" in saves(office, "/notices/channels/wecom", secret_url=url, on="1")
    assert office.scenario.rows(NoticeChannel) == []


def test_a_channel_is_not_switched_on_without_what_it_needs(office: Office) -> None:
    saves(office, "/notices/channels/sms", body="{phone}", on="1")
    assert office.scenario.rows(NoticeChannel) == []


def test_b4_9_a_forbidden_phrase_is_refused_at_saving(office: Office) -> None:
    with office.scenario.app.app_context():
        write(
            lambda: publish_wording(
                office.ours, "x", [{"clause": "FB-8", "needle": "这事不归我管", "advice": "换个说法"}]
            )
        )
    page = saves(office, "/notices/texts/late/zh-CN", subject="晚到", text="这 事 不 归 我 管！")
    assert "这 事 不 归 我 管" in page and office.scenario.rows(NoticeText) == []
    office.refuses("forbidden_words", setting_up.set_text, "late", "zh-CN", "晚到", "这事不归我管")


@pytest.mark.parametrize("text", ["{name}，您好", "{receipt}", "{", "您好 {technician", "}", "", "长" * 1001])
def test_b4_10_a_placeholder_that_this_kind_has_not_is_refused_at_saving(office: Office, text: str) -> None:
    saves(office, "/notices/texts/late/zh-CN", subject="晚到", text=text)
    assert office.scenario.rows(NoticeText) == []


def test_own_words_count_are_previewed_and_given_up_again(office: Office) -> None:
    words = "{technician}师傅晚 {minutes} 分钟。"
    page = saves(office, "/notices/texts/late/zh-CN", subject="晚到", text=words)
    assert "李建国师傅晚 15 分钟。" in page
    visit = office.given("10:00")
    office.at("2026-11-30 09:40")
    office.report(visit, "running_late", minutes=20)
    office.sent()
    office.send()
    assert office.notices("late")[0].text == "李明师傅晚 20 分钟。"
    saves(office, "/notices/texts/late/zh-CN", built_in="1")
    assert office.scenario.rows(NoticeText) == []


def test_a_test_message_goes_by_the_job_and_its_result_stands_on_the_page(office: Office, receiver: Receiver) -> None:
    office.switch_on("wecom", url=receiver.url)
    receiver.says = lambda number: (200, {"errcode": 93000, "errmsg": "invalid webhook url"})
    saves(office, "/notices/channels/wecom/test")
    assert office.send() == 0
    page = office.scenario.cast.office("wufang").get("/console/notices/channels/wecom").get_data(as_text=True)
    assert "没发成" in page and "93000 invalid webhook url" in page and receiver.url not in page


def test_a_channel_that_is_off_sends_no_test(office: Office) -> None:
    office.refuses("notice_channel_off", setting_up.send_test, "mail", "a@b.example")


def test_quiet_hours_are_hours(office: Office) -> None:
    assert "22:00" in saves(office, "/notices", quiet_from="25:00", quiet_to="7")
    assert "21:30" in saves(office, "/notices", quiet_from="21:30", quiet_to="07:30", off="late")
    visit = office.given("10:00")
    office.report(visit, "running_late", minutes=20)
    office.sent()
    assert office.notices("late") == []


def test_a_customer_s_address_is_masked_and_the_wish_counts(office: Office) -> None:
    customer = office.scenario.customers[office.ours][0]
    browser = office.scenario.cast.office("chenjing")
    browser.post(f"/console/customers/{customer}/notices", data={"mail": "lin@example.com", "wanted": "1"})
    page = browser.get(f"/console/customers/{customer}").get_data(as_text=True)
    assert "l***@example.com" in page and "lin@example.com" not in page
    browser.post(f"/console/customers/{customer}/notices", data={})
    office.given("10:00")
    assert [(row.state, row.reason) for row in office.notices()] == [("dropped", "not_wanted")]
