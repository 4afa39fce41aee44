"""Every form of the console that writes: who fills it in with what, and how its one effect is counted."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from server.accounts.audit import AuditEntry
from server.accounts.calendar import CalendarDay
from server.accounts.models import Device, Invitation, Organisation, Person, Responsibility, Team, Unlocking
from server.callbacks.models import CallBack, CallBackPlan, CallBackWish
from server.complaints.models import Complaint, ComplaintCandidate
from server.customers.changing import hang_meter, merge, note_household
from server.customers.models import AccessRecord, Customer, CustomerChange, HouseholdContact, Meter, Premises
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.transaction import write
from server.matters.matter_models import Matter
from server.matters.models import Contact
from server.privacy.models import Erasure, Hold, Retention
from server.quarantine.models import HeldBackAct
from server.standards.limit_table import LimitTable
from server.standards.wording_list import WordingList
from server.visits.models import Fact, Visit
from tests.cast import PASSWORD
from tests.server.console.attachment_forms import ATTACHMENT_FORMS
from tests.server.console.desk import Desk
from tests.server.console.factor_forms import FACTOR_FORMS, code_of, factors_in
from tests.server.console.form_of import Form, facts, rows
from tests.server.console.forms_on_duty import FORMS as ON_DUTY
from tests.server.console.import_forms import IMPORT_FORMS
from tests.server.console.notice_forms import NOTICE_FORMS
from tests.server.console.planning_forms import PLANNING_FORMS
from tests.server.console.portrait_forms import PORTRAIT_FORMS
from tests.server.console.recurring_forms import RECURRING_FORMS
from tests.server.console.webhook_forms import WEBHOOK_FORMS
from tests.server.dispatch.test_orders import TYPED, read_aloud, tomorrow

NOT_FORMS = {
    "draft",
    "complaint_draft",
    "board_pulse",
    "take_facts",
    "take_evidence",
}  # scripts send them, and they are not sent twice or change nothing


def refused_calls(scenario: Any) -> int:
    return sum(row.state == "refused" for row in scenario.rows(CallBack))


CUSTOMER = "/console/customers/{customer}"
LISTENED = {"stage": "listened", "note": "听了"}
SPOKE = {"channel": "phone", "result": "reached", "summary": "说好了"}
RULE = {
    "r0_id": "repaired",
    "r0_clause": "FT-2",
    "r0_kinds": "repair",
    "r0_start": "order",
    "r0_stop": "repaired",
    "r0_figure": "8",
    "r0_unit": "h",
    "r0_measures": "team",
}
FORMS = [
    *ON_DUTY,
    *NOTICE_FORMS,
    *IMPORT_FORMS,
    *WEBHOOK_FORMS,
    *RECURRING_FORMS,
    *PLANNING_FORMS,
    *PORTRAIT_FORMS,
    *ATTACHMENT_FORMS,
    *FACTOR_FORMS,
    Form(
        "take_order",
        "chenjing",
        "/console/intake",
        TYPED,
        lambda one: len(one.rows(Visit)) * 100 + len(one.rows(Customer)),
        adds=101,
    ),
    Form("board_move", "chenjing", "/console/board?visit={visit}", {"lead": "{wangqiang}"}, facts("assigned")),
    Form("assign", "chenjing", "/console/visits/{visit}?do=assign", {"lead": "{wangqiang}"}, facts("assigned")),
    Form(
        "retime",
        "chenjing",
        "/console/visits/{visit}?do=retime",
        {"by": "customer", "day": "{tomorrow}", "agreed": "10:00"},
        facts("rescheduled"),
    ),
    Form(
        "cancel",
        "chenjing",
        "/console/visits/{visit}?do=cancel",
        {"by": "customer", "reason": "家里没人"},
        facts("cancelled"),
    ),
    Form(
        "instruct", "chenjing", "/console/visits/{visit}?do=instruct", {"instructions": "带梯子"}, facts("instructed")
    ),
    Form(
        "assign_many",
        "chenjing",
        "/console/visits?day=all",
        {"visit": "{visit}", "lead": "{wangqiang}"},
        facts("assigned"),
    ),
    Form("reveal", "chenjing", "/console/visits/{visit}", {}, rows(AccessRecord)),
    Form("settle", "chenjing", "/console/visits/{crossed}", {"choice": "shown"}, lambda one: len(one.rows(Fact))),
    Form(
        "look_over",
        "chenjing",
        "/console/visits/{visit}",
        {},
        facts("looked_over"),
        at="/console/visits/{visit}/looked-over",
        adds=1,
    ),
    Form(
        "revoke_device",
        "wufang",
        "/console/devices?device={device}",
        {"sure": "1"},
        lambda one: sum(bool(row.revoked_at) for row in one.rows(Device)),
    ),
    Form("unlock_device", "wufang", "/console/devices?device={device}", {"challenge": "482913"}, rows(Unlocking)),
    Form(
        "change_language",
        "wufang",
        "/console/me",
        {"language": "en"},
        lambda one: sum(row.language == "en" for row in one.rows(Person)),
    ),
    Form("release_record", "wufang", "/console/held-back/{held}/1", {}, rows(HeldBackAct)),
    Form("attach_record", "wufang", "/console/held-back/{held}/1", {"visit": "{number}"}, rows(HeldBackAct)),
    Form("set_record_aside", "wufang", "/console/held-back/{held}/1", {"reason": "重复"}, rows(HeldBackAct)),
    Form(
        "settle_records",
        "wufang",
        "/console/held-back",
        {"held": "{held}/1", "what": "aside", "reason": "重复"},
        rows(HeldBackAct),
    ),
    Form(
        "invite",
        "wufang",
        "/console/people?do=invite",
        {"name": "新人", "login": "newcomer", "roles": "technician"},
        lambda one: len(one.rows(Person)) * 100 + len(one.rows(Invitation)),
        adds=101,
    ),
    Form("reset_password", "wufang", "/console/people?person={liming}", {}, rows(Invitation)),
    Form(
        "change_person",
        "wufang",
        "/console/people?person={liming}",
        {"roles": "dispatcher", "team": ""},
        lambda one: sum(row.roles == "dispatcher" for row in one.rows(Person)),
    ),
    Form(
        "leave",
        "wufang",
        "/console/people?person={liming}",
        {"sure": "1"},
        lambda one: sum(bool(row.left_at) for row in one.rows(Person)),
    ),
    Form(
        "end_sessions",
        "wufang",
        "/console/people?person={liming}",
        {},
        lambda one: sum(row.kind == "sessions_ended" for row in one.rows(AuditEntry)),
    ),
    Form(
        "change_own_password",
        "wufang",
        "/console/me",
        {"current_password": PASSWORD, "new_password": "four green doors ajar"},
        lambda one: sum(row.kind == "password_changed" for row in one.rows(AuditEntry)),
    ),
    Form(
        "end_own_sessions",
        "wufang",
        "/console/me",
        {"which": "{session}"},
        lambda one: sum(row.kind == "session_ended" for row in one.rows(AuditEntry)),
    ),
    Form(
        "name_data_officer",
        "wufang",
        "/console/data",
        {"person": "{zhoumin}", "deputy": ""},
        lambda one: len(one.rows(Responsibility)),
    ),
    Form("set_retention", "wufang", "/console/data", {"months": "48"}, lambda one: len(one.rows(Retention))),
    Form("place_hold", "wufang", "/console/data", {"customer": "{customer}", "why": "court"}, rows(Hold)),
    Form(
        "lift_hold",
        "wufang",
        "/console/data",
        {},
        lambda one: sum(bool(row.until) for row in one.rows(Hold)),
    ),
    Form("ask_erasure", "wufang", "/console/data", {"customer": "{customer}"}, rows(Erasure)),
    Form(
        "approve_erasure",
        "zhoumin",
        "/console/data",
        {"sure": "1"},
        lambda one: sum(row.state == "done" for row in one.rows(Erasure)),
    ),
    Form(
        "refuse_erasure",
        "zhoumin",
        "/console/data",
        {"reason": "还要用"},
        lambda one: sum(row.state == "refused" for row in one.rows(Erasure)),
    ),
    Form("readmit", "wufang", "/console/people?person={left}", {}, rows(Invitation)),
    Form("add_team", "wufang", "/console/people?do=teams", {"team_name": "城北班"}, rows(Team)),
    Form(
        "rename_team",
        "wufang",
        "/console/people?do=teams",
        {"team_name": "城东一班"},
        lambda one: sum(row.name == "城东一班" for row in one.rows(Team)),
    ),
    Form("undo_acts", "chenjing", "/console/visits?undo={act}", {}, facts("assigned")),
    *(
        Form(f"{act}_promise", "chenjing", f"/console/visits?visit={{commitment}}&do={do}", SPOKE | more, rows(Contact))
        for act, do, more in (
            ("keep", "kept", {}),
            ("move", "moved", {"day": "{tomorrow}", "to": "下午4点", "by": "customer"}),
            ("waive", "waived", {"reason": "客户说不用了"}),
        )
    ),
    Form(
        "act_on_matter",
        "chenjing",
        "/console/matters/{matter}?do=contact",
        SPOKE | {"to": "customer"},
        rows(Contact),
        at="/console/matters/{matter}/contact",
    ),
    Form("save_wording", "wufang", "/console/wording", {"entries": "不归我管 | FB-8 | 告诉找谁"}, rows(WordingList)),
    Form("publish_limits", "wufang", "/console/limits", RULE, rows(LimitTable)),
    Form(
        "name_responsible",
        "wufang",
        "/console/responsibilities",
        {"what": "arbiter", "person": "{zhoumin}", "deputy": "", "team": ""},
        rows(Responsibility),
    ),
    Form(
        "end_responsibility",
        "wufang",
        "/console/responsibilities",
        {},
        lambda one: sum(bool(row.until) for row in one.rows(Responsibility)),
    ),
    Form("speak_of_promise", "chenjing", "/console/visits?visit={commitment}&do=spoke", SPOKE, rows(Contact)),
    Form(
        "correct_customer",
        "chenjing",
        "/console/customers/{customer}?do=edit",
        {"name": "林小梅"},
        rows(CustomerChange),
    ),
    Form(
        "merge_customer",
        "chenjing",
        "/console/customers/{customer}?do=edit",
        {"into": "19977770001"},
        rows(CustomerChange),
    ),
    Form(
        "split_customer",
        "chenjing",
        "/console/customers/{customer}?do=edit",
        {"premises": "{place}", "other_name": "李四"},
        lambda one: len(one.rows(CustomerChange)) * 100 + len(one.rows(Customer)),
        adds=101,
    ),
    Form(
        "add_contact",
        "chenjing",
        "/console/customers/{customer}?do=household",
        {"contact_phone": "19988880001", "contact_name": "林小妹", "relation": "女儿"},
        rows(HouseholdContact),
    ),
    Form(
        "remove_contact",
        "chenjing",
        "/console/customers/{customer}?do=household",
        {},
        rows(HouseholdContact),
        adds=-1,
    ),
    Form("add_place", "chenjing", "/console/customers/{customer}?do=place", {"estate": "梧桐里"}, rows(Premises)),
    Form(
        "change_place",
        "chenjing",
        "/console/customers/{customer}?do=place&place={place}",
        {"estate": "翠湖新园"},
        rows(CustomerChange),
    ),
    Form(
        "add_meter",
        "chenjing",
        "/console/customers/{customer}?do=place&place={place}",
        {"measures": "water", "meter_number": "SB-1"},
        rows(Meter),
    ),
    Form(
        "remove_meter",
        "chenjing",
        "/console/customers/{customer}?do=place&place={place}",
        {},
        lambda one: sum(bool(row.removed_at) for row in one.rows(Meter)),
    ),
    Form("separate_customer", "chenjing", "/console/customers/{customer}?do=edit", {}, rows(CustomerChange)),
    Form(
        "import_calendar",
        "wufang",
        "/console/settings",
        {"year": "2026", "days": "2026-12-07,休,测试假"},
        rows(CalendarDay),
    ),
    Form(
        "record_matter",
        "chenjing",
        "/console/matters/new",
        {"title": "新装报装", "kind": "connection", "originator": "customer", "team": "{team}"},
        rows(Matter),
    ),
    Form(
        "record_complaint", "chenjing", "/console/complaints/new", {"text": "没修好", "via": "letter"}, rows(Complaint)
    ),
    Form("act_on_complaint", "chenjing", "/console/complaints/{complaint}?do=note", LISTENED, facts("listened")),
    Form(
        "decide_candidate",
        "chenjing",
        "/console/complaints",
        {"is_one": "0", "reason": "点错了"},
        lambda one: sum(row.state == "dismissed" for row in one.rows(ComplaintCandidate)),
    ),
    Form("wish_call_backs", "chenjing", CUSTOMER, {"calls": "0"}, rows(CallBackWish)),
    Form("plan_call_backs", "chenjing", CUSTOMER, {"delivered_on": "2026-01-31"}, rows(CallBackPlan)),
    Form(
        "end_call_backs",
        "chenjing",
        CUSTOMER,
        {},
        lambda one: sum(bool(row.ended_at) for row in one.rows(CallBackPlan)),
    ),
    Form("call_back_result", "chenjing", "/console/callbacks/{call}", {"result": "refused"}, refused_calls),
    Form(
        "change_settings",
        "wufang",
        "/console/settings",
        {"name": "澄江公用", "hotline": "96222", "time_zone": "Asia/Shanghai", "language": "zh-CN"},
        lambda one: sum(row.hotline == "96222" for row in one.rows(Organisation)),
    ),
]


@dataclass
class Scene:
    """A world for one form, and the form as its page shows it."""

    scenario: Any
    form: Form
    things: dict[str, str]
    forms: list[tuple[str, str]] = field(default_factory=list)  # those of the page on which it was filled in

    def desk(self) -> Desk:
        desk = Desk(self.scenario.cast.office(self.form.who))
        self.things |= in_write(self.scenario, lambda: factors_in(self.scenario, self.form.endpoint))
        return desk

    def same_browser(self, desk: Desk) -> Desk:
        """One more tab of the same browser: a client of its own with the same cookies, because a client is for one thread."""
        tab = self.scenario.cast.visitor()
        for cookie in desk.client._cookies.values():
            tab.set_cookie(cookie.key, cookie.value, path=cookie.path)
        return Desk(tab)

    def filled(self, desk: Desk) -> tuple[str, dict[str, Any]]:
        """(address, fields) of the form as somebody fills it in on its page."""
        self.forms = forms_in(desk.get(self.form.page.format(**self.things)).source)
        [(action, inner)] = [
            (action, inner) for action, inner in self.forms if self.named(action) == self.form.endpoint
        ][:1]
        fields = hidden_in(inner) | {name: self.typed(value) for name, value in self.form.fill.items()}
        if self.form.endpoint == "set_second_factor":
            with self.scenario.app.app_context():
                fields |= {"code": code_of(fields["offer"])}
        if self.form.endpoint == "take_order":
            fields |= {"slot": f"{tomorrow()} 15:00-17:00"}
            fields |= read_aloud(desk, fields)
        return action, fields

    def typed(self, value: Any) -> Any:
        """What is typed or chosen; a file is opened anew each time that it is sent."""
        return (str(value),) if isinstance(value, Path) else str(value).format(**self.things)

    def named(self, action: str) -> str:
        rule = self.scenario.app.url_map.bind("localhost").match(urlsplit(action).path, method="POST")[0]
        return str(rule).rpartition(".")[2]

    def count(self) -> int:
        return self.form.count(self.scenario)


def forms_in(source: str) -> list[tuple[str, str]]:
    """(action, what stands inside) of every form of a page that writes."""
    found = re.findall(r'<form\b([^>]*method="post"[^>]*)>(.*?)</form>', source, flags=re.S)
    return [(html.unescape(re.search(r'action="([^"]*)"', head).group(1)), inner) for head, inner in found]  # type: ignore[union-attr]


def hidden_in(inner: str) -> dict[str, str]:
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', inner)
    }


def sign_in_form(source: str) -> dict[str, str]:
    return next(hidden_in(inner) for action, inner in forms_in(source) if action == "/signin")


def in_write(scenario: Any, work: Callable[[], Any]) -> Any:
    with scenario.app.app_context():
        return write(work)


def somebody(scenario: Any, name: str, phone: str | None) -> str:
    """One more customer of ours; their id."""
    own = new_id()
    row = Customer(
        organisation_id=scenario.ours,
        id=own,
        name=name,
        salutation="ms",
        phone=phone,
        language="zh-CN",
        created_at=clock.now(),
    )
    in_write(scenario, lambda: db.session.add(row))
    return own


def noted(scenario: Any, cast: Any) -> dict[str, str]:
    """A further number of our customer and a meter at their place."""
    customer, place = scenario.customers[scenario.ours]
    by = cast.people["chenjing"]

    def work() -> dict[str, str]:
        whose = db.session.get_one(Customer, (scenario.ours, customer))
        where = db.session.get_one(Premises, (scenario.ours, place))
        return {
            "contact": note_household(scenario.ours, by, whose, "林小妹", "女儿", "19988880001"),
            "meter": hang_meter(scenario.ours, by, where, "water", "SB-1", ""),
        }

    found: dict[str, str] = in_write(scenario, work)
    return found


def join(scenario: Any, one: str, into: str) -> None:
    both = [db.session.get_one(Customer, (scenario.ours, each)) for each in (one, into)]
    merge(scenario.ours, scenario.cast.people["chenjing"], *both)
