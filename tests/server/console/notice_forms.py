"""The forms about notices and customers' answers."""

from __future__ import annotations

from server.complaints.models import ComplaintMailbox
from server.feedback.models import CustomerAnswer
from server.notices.models import Notice, NoticeChannel, NoticeContact, NoticeRules, NoticeText
from tests.server.console.form_of import Form, rows

NOTICE_FORMS = [
    Form(
        "notice_act",
        "chenjing",
        "/console/visits/{visit}",
        {},
        lambda one: sum(row.reason == "by_person" for row in one.rows(Notice)),
    ),
    Form(
        "set_notice_rules",
        "wufang",
        "/console/notices",
        {"quiet_from": "21:30", "quiet_to": "07:30", "off": "late"},
        rows(NoticeRules),
    ),
    Form(
        "set_complaint_mailbox",
        "wufang",
        "/console/mailbox",
        {"host": "mail.chengjiang.example", "port": "993", "safety": "tls", "user": "complaints", "folder": "INBOX"},
        rows(ComplaintMailbox),
    ),
    Form(
        "set_notice_channel",
        "wufang",
        "/console/notices/channels/mail",
        {"host": "mail.chengjiang.example", "sender": "visits@chengjiang.example"},
        rows(NoticeChannel),
    ),
    Form(
        "test_notice_channel",
        "wufang",
        "/console/notices/channels/webhook",
        {},
        lambda one: sum(row.kind == "test" for row in one.rows(Notice)),
    ),
    Form(
        "set_notice_text",
        "wufang",
        "/console/notices/texts/late/zh-CN",
        {"subject": "晚到", "text": "要晚到一会儿，对不起。"},
        rows(NoticeText),
    ),
    Form(
        "set_notice_contact",
        "chenjing",
        "/console/customers/{customer}",
        {"mail": "lin@example.com", "wanted": "1"},
        rows(NoticeContact),
    ),
    Form(
        "handle_answer",
        "chenjing",
        "/console/visits",
        {},
        lambda one: sum(row.handled_at is not None for row in one.rows(CustomerAnswer)),
    ),
]
