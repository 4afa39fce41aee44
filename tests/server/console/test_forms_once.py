"""Every form of the console may arrive twice, at once, late, or after the sign-in ended; and a refused one can be read again."""

from __future__ import annotations

import html
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.accounts import people as staff
from server.accounts import responsibility
from server.accounts.api_keys import make
from server.accounts.audit import AuditEntry
from server.accounts.models import Organisation
from server.accounts.responsibility import name_in_charge
from server.accounts.saved_views import save_view
from server.accounts.sessions import hash_of
from server.callbacks.planning import plan_project
from server.complaints.opening import Said, open_complaint
from server.console.once import FormOnce, RefusedForm, forget_old
from server.duty.actions import plan
from server.duty.calls import Rang, report_call
from server.feedback import portraits
from server.feedback.answers import write_message
from server.kernel import clock
from server.kernel.authorise import Who
from server.kernel.db import db
from server.notices.setting_up import set_channel
from server.privacy import erasing
from server.visits.models import Assignment, Fact, Visit
from tests.browser.world import where_it_is_morning
from tests.cast import PASSWORD
from tests.server.authorisation.callbacks import stored as stored_call
from tests.server.authorisation.complaints import candidate as complaint_candidate
from tests.server.authorisation.dispatch import cross_purposes, held_back
from tests.server.authorisation.matters import promised
from tests.server.authorisation.outages import outage_of
from tests.server.console.all_forms import (
    FORMS,
    NOT_FORMS,
    Scene,
    forms_in,
    hidden_in,
    in_write,
    join,
    noted,
    sign_in_form,
    somebody,
)
from tests.server.console.attachment_forms import attached
from tests.server.console.desk import Desk
from tests.server.console.import_forms import feed_in, import_in
from tests.server.console.planning_forms import absence_in, proposal_in
from tests.server.console.portrait_forms import FILE as PORTRAIT
from tests.server.console.recurring_forms import recurring_in
from tests.server.console.webhook_forms import endpoint_in
from tests.server.devices.console.test_unlocking import SECRET
from tests.server.dispatch.test_orders import TYPED, tomorrow


@pytest.fixture(params=FORMS, ids=lambda form: form.endpoint)
def scene(request, scenario, cast, given_visit: str) -> Scene:
    form = request.param
    visit, row = given_visit, scenario.visit(given_visit)
    things = {"visit": visit, "number": row.number, "matter": row.matter_id, "tomorrow": tomorrow(), **cast.people}
    things["team"] = cast.teams["east"]
    if form.endpoint == "settle":
        things["crossed"] = cross_purposes(scenario)[0]
    if "{act}" in form.page:
        things["act"] = scenario.rows(Fact, Fact.subject_id == visit, Fact.kind == "assigned")[-1].id
    if "{left}" in form.page:
        in_write(scenario, lambda: staff.leave(scenario.ours, cast.people["ayguli"]))
        things["left"] = cast.people["ayguli"]
    if "{commitment}" in form.page:
        things["commitment"] = promised(scenario, "liming", visit)
    things["customer"], things["place"] = scenario.customers[scenario.ours]
    if form.endpoint in ("merge_customer", "separate_customer"):
        another = somebody(scenario, "沈月", "19977770001")
        if form.endpoint == "separate_customer":
            in_write(scenario, lambda: join(scenario, things["customer"], another))
    if "{complaint}" in form.page:
        said = Said(via="phone", text="没修好")
        things["complaint"] = in_write(scenario, lambda: open_complaint(scenario.ours, cast.people["chenjing"], said))
    if "{call}" in form.page:
        in_write(scenario, lambda: noon(scenario))  # because nobody is called at night
        things["call"] = in_write(scenario, lambda: stored_call(scenario.ours, things["customer"]))
    if form.endpoint == "end_call_backs":
        in_write(
            scenario, lambda: plan_project(scenario.ours, cast.people["chenjing"], things["customer"], "2026-01-31")
        )
    if "{duty}" in form.page or form.endpoint in ("answer_call", "revoke_key"):
        things |= in_write(scenario, lambda: duty_of(scenario))
    if "{outage}" in form.page:
        things["outage"] = in_write(scenario, lambda: outage_of(scenario.ours, cast.people["chenjing"]))
    if form.endpoint == "decide_candidate":
        in_write(scenario, lambda: complaint_candidate(scenario.ours))
    if form.endpoint == "end_responsibility":
        by = cast.people["wufang"]
        in_write(scenario, lambda: responsibility.name(scenario.ours, by, "arbiter", cast.people["zhoumin"]))
    if form.endpoint in ("remove_contact", "remove_meter"):
        things |= noted(scenario, cast)
    if "held" in form.page:
        things["held"] = held_back(scenario)
    if "{device}" in form.page:
        phone = scenario.enrolled("wangqiang", "Redmi")
        phone.sync(told={"unsent": 0, "unlock": SECRET})
        things["device"] = phone.device
    if form.endpoint == "end_own_sessions":
        cookie = cast.office("wufang").get_cookie("doorstep_office")
        things["session"] = hash_of(cookie.value)[:16]
    if form.page == "/console/data":
        in_write(scenario, lambda: data_of(scenario, form.endpoint))
    if "{recurring}" in form.page:
        things["recurring"] = in_write(scenario, lambda: recurring_in(scenario, things))
    if "{endpoint}" in form.page:
        things |= in_write(scenario, lambda: endpoint_in(scenario))
    if "{feed}" in form.page:
        things["feed"] = in_write(scenario, lambda: feed_in(scenario))
    if "{import}" in form.page:
        things["import"] = in_write(scenario, lambda: import_in(scenario, form.endpoint))
    if "{proposal}" in form.page:
        things["proposal"] = in_write(scenario, lambda: proposal_in(scenario, visit, form.endpoint))
    if form.endpoint == "drop_this_view":
        view = (scenario.ours, cast.people["chenjing"], "visits", "没派的", "/console/visits?state=unassigned")
        in_write(scenario, lambda: save_view(*view))
    if form.endpoint == "remove_portrait":
        picture = portraits.drawn(PORTRAIT.read_bytes())
        in_write(scenario, lambda: portraits.keep(scenario.ours, cast.people["wufang"], cast.people["liming"], picture))
    if form.endpoint in ("rename_attachment", "remove_attachment", "put_attachment_back"):
        gone, by = form.endpoint == "put_attachment_back", cast.people["chenjing"]
        in_write(scenario, lambda: attached(scenario, by, visit, and_removed=gone))
    if form.endpoint == "end_somebody_away":
        in_write(scenario, lambda: absence_in(scenario))
    if form.endpoint == "handle_answer":
        in_write(scenario, lambda: write_message(scenario.ours, visit, "请走后门"))
    if form.endpoint == "test_notice_channel":
        in_write(scenario, lambda: webhook(scenario.ours, cast.people["wufang"]))
    if form.endpoint == "look_over":
        in_write(scenario, lambda: setattr(db.session.get_one(Visit, (scenario.ours, visit)), "needs_review", True))
    return Scene(scenario, form, things)


def noon(scenario) -> None:
    """The office's clocks show the late morning, whenever the test runs."""
    db.session.get_one(Organisation, scenario.ours).time_zone = where_it_is_morning()


def duty_of(scenario) -> dict[str, str]:
    """What the pages of duty and keys need: a turn that is planned, a missed call, a key."""
    by = scenario.cast.people["chenjing"]
    begin = clock.later(clock.now(), days=1)
    turn = plan(Who(scenario.ours, by), "hotline", "", begin, clock.later(begin, hours=8), by)
    call, _ = report_call(scenario.ours, "", by, Rang("1", clock.now(), None, True))
    make(scenario.ours, scenario.cast.people["wufang"], "交换机", ["calls"])
    return {"duty": turn, "call": call.id}


def webhook(organisation: str, by: str) -> None:
    """A channel that can be tried; nothing is sent here."""
    set_channel(organisation, by, "webhook", {}, {"url": "https://hooks.example.com/visits", "key": "k"}, True)


def data_of(scenario, endpoint: str) -> None:
    """What the pages about data need: a data officer, and what is to be lifted, approved or refused."""
    people, customer = scenario.cast.people, scenario.customers[scenario.ours][0]
    name_in_charge(scenario.ours, "data_officer", people["zhoumin"])
    if endpoint in ("approve_erasure", "refuse_erasure"):
        erasing.ask(scenario.ours, people["wufang"], "customer", customer)
    if endpoint == "lift_hold":
        erasing.hold(scenario.ours, people["wufang"], customer, "court")


def test_A1_S18_a_form_that_arrives_again_and_again_acts_once_and_is_entered_where_an_administrator_acts(
    scene: Scene,
) -> None:
    """Every form on its page carries a token of its own; whatever an administrator does is entered in the audit log."""
    desk = scene.desk()
    action, fields = scene.filled(desk)
    tokens = [hidden_in(inner).get("once") for there, inner in scene.forms if there.startswith("/console/")]
    assert tokens and all(tokens) and len(set(tokens)) == len(tokens)
    before, entries = scene.count(), len(scene.scenario.rows(AuditEntry))
    answers = [desk.client.post(action, data=fields) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {303}, answers[0].text
    assert (
        len({answer.headers["Location"] for answer in answers}) == 1
        and "refused=" not in answers[0].headers["Location"]
    )
    assert scene.count() - before == scene.form.adds
    if scene.form.who == "wufang" and scene.form.endpoint != "change_language":
        assert len(scene.scenario.rows(AuditEntry)) > entries


@pytest.mark.both_databases
def test_A1_a_form_that_arrives_three_times_at_once_acts_once(scene: Scene) -> None:
    desk = scene.desk()
    action, fields = scene.filled(desk)
    tabs = [desk, *(scene.same_browser(desk) for _ in range(2))]  # because some forms end every other sign-in
    before = scene.count()
    with ThreadPoolExecutor(3) as together:
        answers = list(together.map(lambda tab: tab.client.post(action, data=fields), tabs))
    assert {answer.status_code for answer in answers} == {303}
    assert (
        len({answer.headers["Location"] for answer in answers}) == 1
        and "refused=" not in answers[0].headers["Location"]
    )
    assert scene.count() - before == scene.form.adds


def test_A1_no_form_of_the_console_is_left_out(scenario, cast) -> None:
    posts = {
        rule.endpoint.rpartition(".")[2]
        for rule in scenario.app.url_map.iter_rules()
        if rule.rule.startswith("/console/") and "POST" in (rule.methods or set())
    }
    assert posts - NOT_FORMS == {form.endpoint for form in FORMS}


# Forms that are not kept while somebody types: passwords, a file, and a code that is good for minutes.
ROOT = Path(__file__).parents[3]
NOT_KEPT = {
    "change_own_password",
    "set_second_factor",
    "change_second_factor",
    "hand_in_file",
    "unlock_device",
    "take_file",
}
POSTS = re.compile(
    r"""<form\b([^>]*url_for\('console\.(\w+)'[^>]*|[^>]*\{\{ (?:section|each)\.\w+ \}\}[^>]*)>(.*?)</form>""",
    re.DOTALL,
)
WRITTEN = re.compile(r"<textarea|\btext\(|field\(|<input(?![^>]*type=\"(?:hidden|checkbox|radio|submit|file)\")")


def test_A4_every_form_of_the_console_into_which_somebody_writes_is_kept_while_they_write() -> None:
    """Kind 1: what was typed was gone with the tab on pages of notices, complaints, data and call-backs. Guard: the templates' `data-guard`"""
    lost = [
        f"{template.name}: {endpoint or 'a section'}"
        for template in sorted(ROOT.glob("server/*/templates/*/*.html"))
        for head, endpoint, body in POSTS.findall(template.read_text(encoding="utf-8"))
        if 'method="post"' in head and "data-guard" not in head and WRITTEN.search(body) and endpoint not in NOT_KEPT
    ]
    assert lost == []


def test_A1_a_form_changed_after_its_answer_was_lost_is_not_taken_for_the_first(desk: Desk, scenario) -> None:
    visit = scenario.given("liming", agreed_at=clock.later(clock.now(), minutes=300))
    _, inner = next(
        each
        for each in forms_in(desk.get(f"/console/visits/{visit}?do=instruct").source)
        if each[0].endswith("/instruct")
    )
    fields = hidden_in(inner)
    assert desk.post(f"/console/visits/{visit}/instruct", **fields, instructions="带梯子").status == 303
    page = desk.post(f"/console/visits/{visit}/instruct", **fields, instructions="带梯子和手电")
    assert page.code == "form_already_saved" and "带梯子和手电" in html.unescape(page.source)
    assert scenario.visit(visit).instructions == "带梯子"
    again = next(hidden_in(inner) for action, inner in forms_in(page.source) if action.endswith("/instruct"))
    assert again["once"] != fields["once"]


def test_B2_a_refused_form_has_an_address_that_can_be_read_again_in_both_languages(desk: Desk, scenario) -> None:
    visit = scenario.given("liming", agreed_at=clock.later(clock.now(), minutes=300))
    start = f"/console/visits?day=all&visit={visit}&do=retime"
    action, inner = next(each for each in forms_in(desk.get(start).source) if each[0].endswith("/retime"))
    page = desk.post(action, **hidden_in(inner), by="us", day=tomorrow(), agreed="10:30")
    assert page.errors() == ["reason"] and page.field("agreed") == "10:30"
    for _ in range(2):
        again = desk.get(page.address)
        assert again.status == 200 and again.errors() == ["reason"] and again.field("agreed") == "10:30"
    assert desk.get(f"{page.address}&part=panel").status == 200
    switch = next(hidden_in(inner) for action, inner in forms_in(page.source) if action.endswith("/me/language"))
    switched = desk.client.post("/console/me/language", data=switch | {"language": "en"})
    english = desk.get(switched.headers["Location"])
    assert 'lang="en"' in english.source and english.errors() == ["reason"] and english.field("agreed") == "10:30"
    action, inner = next(each for each in forms_in(english.source) if each[0].endswith("/retime"))
    done = desk.post(action, **hidden_in(inner), by="us", day=tomorrow(), agreed="10:30", reason="排满了")
    assert done.location.startswith(f"/console/visits?day=all&visit={visit}&done=retimed")
    assert scenario.rows(RefusedForm) == []


def test_B2_every_form_that_is_refused_stands_at_an_address_of_its_own_in_both_languages(scene: Scene) -> None:
    """Kind 1: with nothing typed each form of the console says what is missing, is read again, and changes its language. Guard: console/form.py"""
    desk = scene.desk()
    action, fields = scene.filled(desk)
    typed = {name for name, value in scene.form.fill.items() if "{" not in str(value)}  # an id is chosen, not typed
    emptied = {name: "" if name in typed else value for name, value in fields.items()}
    answer = desk.client.post(action, data=emptied)
    assert answer.status_code == 303, f"{answer.status_code}: {answer.text[:300]}"
    address = answer.headers["Location"]
    if "refused=" not in address:
        return  # because nothing need be typed there
    pages = [desk.get(address), desk.get(address)]
    assert [page.status for page in pages] == [200, 200] and pages[0].errors() == pages[1].errors()
    switch = next((hidden_in(inner) for act, inner in forms_in(pages[0].source) if act.endswith("/me/language")), None)
    assert switch is not None
    switched = desk.client.post("/console/me/language", data=switch | {"language": "en"})
    english = desk.get(switched.headers["Location"])
    assert english.status == 200 and 'lang="en"' in english.source and english.errors() == pages[0].errors()


@pytest.mark.parametrize("address", ["/console/data/holds", "/console/data/erasures"])
def test_B2_a_customer_who_is_not_there_is_said_beside_what_was_typed(cast, scenario, address: str) -> None:
    """Kind 6: a mistyped id led to *not found* on an empty page. Guard: server/privacy/erasing.py:_must_be_there"""
    in_write(scenario, lambda: data_of(scenario, ""))
    unknown = "01890000-0000-7000-8000-00000000beef"
    page = Desk(cast.office("wufang")).post(address, customer=unknown, why="court")
    assert page.errors() == ["customer"] and unknown in page.source and "没有这个编号的客户" in page


def test_B2_a_refused_form_is_its_own_persons_alone(desk: Desk, their_desk: Desk, scenario, cast) -> None:
    page = desk.post("/console/intake", **TYPED | {"phone": "12"})
    for other in (their_desk, Desk(cast.office("chenjing"))):
        assert ("施慧" in html.unescape(other.get(page.address).source)) is (other is not their_desk)
    device = scenario.phone("liming").device
    page = Desk(cast.office("wufang")).post(f"/console/devices/{device}/unlock", challenge="12ab")
    assert page.field("challenge") == "12ab"
    assert Desk(cast.office("zhoumin")).get(page.address).field("challenge") == ""  # a colleague of the same office


def test_A4_a_form_sent_after_the_sign_in_ended_comes_back_with_everything(cast, scenario) -> None:
    visit = scenario.given("liming", agreed_at=clock.later(clock.now(), minutes=300))
    for start, action, typed in (
        (
            f"/console/visits?day=all&visit={visit}&do=cancel",
            f"/console/visits/{visit}/cancel",
            {"reason": "客户出差了", "by": "us"},
        ),
        ("/console/intake", "/console/intake", TYPED),
    ):
        desk = Desk(cast.office("chenjing"))
        fields = next(hidden_in(inner) for each, inner in forms_in(desk.get(start).source) if each == action)
        desk.client.post("/signout")
        asked = desk.client.post(action, data=fields | typed)
        assert asked.status_code == 307 and asked.headers["Location"].startswith("/signin?next=")
        page = desk.client.post(asked.headers["Location"], data=fields | typed)
        assert (
            page.status_code == 401
            and "登录到期了，刚才的还没有存" in page.text
            and "手机" not in re.sub(r"<aside.*", "", page.text, flags=re.S)
        )
        carried = sign_in_form(page.text)
        wrong = desk.client.post("/signin", data=carried | {"login": "chenjing", "password": "not this one"})
        arrived = desk.client.post(
            "/signin", data=sign_in_form(wrong.text) | {"login": "chenjing", "password": PASSWORD}
        )
        onward = desk.client.get(arrived.headers["Location"]).headers["Location"]
        again = desk.get(onward)
        assert again.code == "form_signed_out" and onward.startswith(start)
        assert all(html.escape(value) in again.source for value in typed.values())
    assert scenario.visit(visit).state == "planned"


def test_A4_what_a_sign_in_page_carries_through_is_never_trusted(cast) -> None:
    for held in ("[", "{}", "[[1,2]]", '[["a"]]', '[["a","b\\u0000"]]', "[" * 5000):
        client = cast.visitor()
        answer = client.post(
            "/signin", data={"login": "chenjing", "password": PASSWORD, "next": "/console/intake", "held": held}
        )
        onward = client.get(answer.headers["Location"]).headers["Location"]
        assert client.get(onward).status_code == 200


def test_A1_tokens_and_refused_forms_are_forgotten_when_they_have_run_out(desk: Desk, scenario) -> None:
    desk.post("/console/intake", **TYPED | {"phone": "12"})
    desk.post("/console/me/language", once="x" * 22, language="zh-CN")
    assert len(scenario.rows(RefusedForm)) == len(scenario.rows(FormOnce)) == 1
    with scenario.app.app_context(), clock.telling(clock.later(clock.now(), hours=25)):
        assert forget_old(scenario.ours) == 1
    with scenario.app.app_context(), clock.telling(clock.later(clock.now(), days=31)):
        assert forget_old(scenario.ours) == 1


def test_F5_a_form_repeated_after_its_answer_was_lost_shows_that_it_was_saved(desk: Desk, scenario) -> None:
    visit = scenario.given("liming", agreed_at=clock.later(clock.now(), minutes=300))
    action, inner = next(
        each for each in forms_in(desk.get(f"/console/visits/{visit}?do=cancel").source) if each[0].endswith("/cancel")
    )
    for _ in range(2):
        done = desk.post(action, **hidden_in(inner), by="customer", reason="家里没人")
        page = desk.get(done.location)
        assert done.status == 303 and "没有存" not in page and "取消了" in page


def test_B1_helpers_whom_another_dispatcher_added_are_not_lost_in_silence(desk: Desk, cast, scenario) -> None:
    visit = scenario.given("liming", agreed_at=clock.later(clock.now(), minutes=300))
    other = Desk(cast.office("chenjing"))
    slow, quick = (each.get(f"/console/visits/{visit}?do=assign").field("version") for each in (desk, other))
    assert (
        other.post(
            f"/console/visits/{visit}/assign",
            version=quick,
            lead=cast.people["liming"],
            helpers=[cast.people["ayguli"]],
        ).status
        == 303
    )
    late = desk.post(
        f"/console/visits/{visit}/assign", version=slow, lead=cast.people["liming"], helpers=[cast.people["wangqiang"]]
    )
    assert late.code == "changed_meanwhile" and cast.people["ayguli"] in {
        row.person_id for row in scenario.rows(Assignment)
    }


def test_B1_visits_ticked_on_a_list_that_is_old_are_not_taken_from_whom_somebody_gave_them(
    desk: Desk, cast, scenario
) -> None:
    visit = scenario.order(agreed_at=clock.later(clock.now(), minutes=300))
    stale = desk.get("/console/visits?day=all").field("read_at")
    scenario.assign(visit, "liming")
    late = desk.post("/console/visits/assign", read_at=stale, visit=visit, lead=cast.people["wangqiang"])
    assert late.code == "changed_meanwhile" and scenario.visit(visit).lead_id == cast.people["liming"]
