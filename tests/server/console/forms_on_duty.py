"""The forms of keys, duty, missed calls and interruptions."""

from __future__ import annotations

from server.accounts.api_keys import ApiKey
from server.duty.models import Duty, PhoneCall
from server.outages.models import Outage
from tests.server.console.form_of import Form, facts, rows

FORMS = [
    Form("make_key", "wufang", "/console/keys", {"name": "交换机", "scopes": "calls"}, rows(ApiKey)),
    Form(
        "revoke_key",
        "wufang",
        "/console/keys",
        {},
        lambda one: sum(bool(row.revoked_at) for row in one.rows(ApiKey)),
    ),
    Form(
        "plan_duty",
        "chenjing",
        "/console/duty?do=plan",
        {
            "post": "hotline",
            "from_day": "{tomorrow}",
            "from": "8:00",
            "to_day": "{tomorrow}",
            "to": "20:00",
            "person": "{chenjing}",
        },
        rows(Duty),
    ),
    Form(
        "act_on_duty",
        "chenjing",
        "/console/duty/{duty}?do=take_over",
        {},
        facts("took_over"),
        at="/console/duty/{duty}/take_over",
    ),
    Form("note_missed_call", "chenjing", "/console/duty?do=call", {"caller": "19977770009"}, rows(PhoneCall)),
    Form(
        "answer_call",
        "chenjing",
        "/console/duty",
        {"result": "reached"},
        facts("called_back"),
        at="/console/calls/{call}/back",
    ),
    Form(
        "record_outage",
        "chenjing",
        "/console/outages/new",
        {"kind": "emergency", "medium": "water", "scope": "翠湖花园 3 幢", "to_day": "{tomorrow}", "to": "15:00"},
        rows(Outage),
    ),
    Form(
        "act_on_outage",
        "chenjing",
        "/console/outages/{outage}?do=announce",
        {},
        facts("announced"),
        at="/console/outages/{outage}/announce",
    ),
]
