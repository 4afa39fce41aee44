"""4.13: what other capabilities keep of a customer goes with them: complaint, call, message, form, file, other systems' answers, own-phone signature."""

from __future__ import annotations

import json
import zlib
from typing import Any
from urllib.parse import quote_plus

import pytest
from sqlalchemy import inspect, text, update

from server.accounts.saved_views import SavedView
from server.api.idempotency import ApiAnswer
from server.attachments.models import Attachment
from server.callbacks.models import CallBackWish
from server.complaints import statements
from server.complaints.candidates import found_by_call
from server.complaints.models import Complaint
from server.complaints.opening import Said, open_complaint
from server.customers.models import Customer
from server.duty import calls
from server.duty.calls import Rang
from server.feedback.answers import write_message
from server.import_export import acts
from server.import_export.files import read_table
from server.import_export.models import ImportFile, ImportRun
from server.kernel import clock
from server.kernel.authorise import Who
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.tables import Asker
from server.kernel.transaction import write
from server.matters import matter_actions as acts_of
from server.matters.actions import Spoke
from server.matters.opening import take_matter
from server.matters.refusals import tell_missing
from server.notices.models import Notice
from server.visits.models import Fact, Visit
from server.webhooks.models import WebhookDelivery
from tests.proof.records import on_own_phone
from tests.scenario import Scenario
from tests.server.authorisation.callbacks import stored as stored_call
from tests.server.privacy.test_erasing import erase

NAME, NUMBER, TOLD = "欧阳·旃檀", "13955501234", "zqcomplainedxw"
SPELLED = "+86 139-5550-1234"  # as a telephone system reports the same number


def tables() -> dict[str, str]:
    """Table → all its cells as text; what is packed is unpacked."""
    found = {}
    for table in inspect(db.engine).get_table_names():
        rows = db.session.execute(text(f'SELECT * FROM "{table}"')).all()
        found[table] = "\n".join(_told(each) for row in rows for each in row)
    return found


def _told(cell: Any) -> str:
    if not isinstance(cell, bytes | memoryview):
        return str(cell)
    raw = bytes(cell)
    try:
        return zlib.decompress(raw).decode("utf-8", "replace")
    except zlib.error:
        return raw.decode("utf-8", "replace")


def where(scenario: Scenario) -> dict[str, list[str]]:
    with scenario.app.app_context():
        said = (NAME, NUMBER, SPELLED, TOLD, json.dumps(NAME)[1:-1], quote_plus(NAME))
        found = {table: [each for each in said if each in cells] for table, cells in tables().items()}
        db.session.rollback()
    return {table: held for table, held in found.items() if held}


def _facts_that_name(scenario: Scenario) -> list[Fact]:
    return [each for each in scenario.rows(Fact) if TOLD in each.text]


@pytest.fixture
def planted(scenario: Scenario) -> Scenario:
    """A customer whose name, number or words stand in a place of each kind."""
    ours, people = scenario.ours, scenario.cast.people
    customer = scenario.customers[ours][0]
    visit = on_own_phone(scenario)
    file = f"姓名,电话\n{NAME},{NUMBER}\n{NAME},x\n".encode()

    def work() -> None:
        db.session.execute(update(Customer).where(Customer.id == customer).values(name=NAME, phone=NUMBER))
        said = Said(via="phone", text=f"{TOLD} {NAME}", customer=customer, visit=visit)
        complaint = open_complaint(ours, people["chenjing"], said)
        statements.ask_statement(ours, people["chenjing"], complaint, people["liming"], f"{TOLD} {NAME}", told=True)
        wish = CallBackWish(
            organisation_id=ours, customer_id=customer, changed_at=clock.now(), changed_by=people["wufang"]
        )
        now = {"organisation_id": ours, "at": clock.now()}
        answer = ApiAnswer(key_id=new_id(), token="t", said="0" * 64, answer=json.dumps({"name": NAME}), **now)
        delivery = WebhookDelivery(
            organisation_id=ours, id=new_id(), endpoint_id=new_id(), type="visit.ended", payload="{}"
        )
        delivery.answer, delivery.created_at, delivery.due_at = f'{{"echo": "{NAME}"}}', clock.now(), clock.now()
        view = SavedView(
            organisation_id=ours, id=new_id(), person_id=people["chenjing"], page="visits", made_at=now["at"]
        )
        view.name, view.query = "欧阳家", f"q={quote_plus(NAME)}"
        another = SavedView(
            organisation_id=ours, id=new_id(), person_id=people["chenjing"], page="visits", made_at=now["at"]
        )
        another.name, another.query = f"{NAME}家", "day=all"
        db.session.add_all([wish, answer, delivery, view, another])
        db.session.execute(update(Visit).where(Visit.id == visit).values(order_inputs=json.dumps({"words": TOLD})))
        call = stored_call(ours, customer)
        db.session.execute(text("UPDATE call_back SET words = :words WHERE id = :id"), {"words": TOLD, "id": call})
        asker = Asker(ours, people["chenjing"], "zh-CN", "Asia/Shanghai")
        run = acts.take_file(asker, "customers", "k.csv", file, read_table(file))
        acts.map_columns(asker, run, ["name", "phone"])

    with scenario.app.app_context():
        write(work)
        write_message(ours, visit, TOLD)
        write(lambda: found_by_call(ours, new_id(), visit, customer, f"{TOLD} {NAME}"))
        _matter_of(ours, people["chenjing"], scenario.cast.teams["east"], customer)
        calls.report_call(
            ours, new_id(), people["chenjing"], Rang("pbx-1", clock.now(), rings=2, missed=False, caller=SPELLED)
        )
        told = _notice_of(ours, people["chenjing"], visit, customer), _plan_of(ours, people["chenjing"], visit)
        write(lambda: db.session.add_all(told))
    _stated_on_phone(scenario)
    form = {"name": NAME, "phone": "", "customer": customer}
    scenario.cast.office("chenjing").post("/console/intake", data=form)
    return scenario


def _matter_of(ours: str, by: str, team: str, customer: str) -> None:
    """A matter in whose title, steps, result and contacts the customer's words stand."""
    asked = {
        "kind": "connection",
        "originator": "customer",
        "team": team,
        "title": f"{TOLD} {NAME}",
        "customer": customer,
    }
    matter, who, spoke = take_matter(ours, by, asked), Who(ours, by, True), Spoke("phone", "reached", f"{TOLD} {NAME}")
    tell_missing(who, matter, [TOLD, NAME], "paper")
    acts_of.call_off(who, matter, f"{TOLD} {NAME}", spoke)


def _stated_on_phone(scenario: Scenario) -> None:
    """What the person concerned wrote lies in their own log first; then the complaint has been closed for long."""
    (complaint,) = scenario.rows(Complaint)
    phone = scenario.phone("liming")
    body = {"complaint": complaint.id, "text": f"{TOLD} {NAME}"}
    phone.report("stated", body, subject={"type": "person", "id": phone.person})
    phone.sync_all()
    closed = {"state": "closed", "closed_at": clock.later(clock.now(), days=-90)}
    with scenario.app.app_context():
        write(lambda: db.session.execute(update(Complaint).where(Complaint.id == complaint.id).values(**closed)))


def _notice_of(ours: str, by: str, visit: str, customer: str) -> Notice:
    now = clock.now()
    where = {"organisation_id": ours, "subject_type": "visit", "subject_id": visit, "customer_id": customer}
    said = {"channel": "sms", "state": "sent", "subject": NAME, "text": f"{TOLD} {NAME}", "sent_to": TOLD}
    times = {"created_at": now, "due_at": now, "expires_at": clock.later(now, days=1)}
    return Notice(id=new_id(), key=new_id(), kind="on_the_way", event=new_id(), by=by, **where, **said, **times)


def _plan_of(ours: str, by: str, visit: str) -> Attachment:
    """A plan of which the bytes went when it was removed, and the title stays."""
    row = Attachment(organisation_id=ours, id=new_id(), visit_id=visit, title=f"{TOLD} {NAME}", type="image/jpeg")
    row.size, row.sha256, row.added_at, row.added_by, row.gone = 9, "0" * 64, clock.now(), by, True
    return row


def test_413_what_other_capabilities_keep_of_a_customer_goes_with_them(planted: Scenario) -> None:
    before = where(planted)
    kinds = {
        "api_answer",
        "webhook_delivery",
        "import_file",
        "import_bad_row",
        "complaint",
        "customer_answer",
        "call_back",
        "saved_view",
        "visit",
        "matter",
        "complaint_candidate",
        "contact",
        "phone_call",
        "notice",
        "attachment",
    }
    assert {"complaint", "person"} <= {each.subject_type for each in _facts_that_name(planted)}
    assert kinds | {"fact", "customer", "refused_form"} <= set(before), "each is somewhere before"
    erase(planted, planted.customers[planted.ours][0])
    assert where(planted) == {}
    assert planted.rows(CallBackWish) == [] and planted.rows(ImportFile) == []
    assert [run.state for run in planted.rows(ImportRun)] == ["dropped"]
