"""Three people and a complaint: the customer by link, the office, the technician offline. Unique words of each are looked for where the others look (4.2)."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from server.accounts import responsibility
from server.accounts.models import Person
from server.complaints.models import Complaint
from server.kernel.db import db
from server.kernel.transaction import write
from server.visits.models import Grant
from tests.browser.everywhere import by_calendars, by_every_key, everything, what_leaves
from tests.browser.phone import Phone
from tests.browser.technician import App
from tests.browser.test_hands_in_the_office import at
from tests.browser.world import Technician, World

WORDS, NUMBER = "词客甲：说好修好，走了又断", "19955550001"
NOTE, GIST, WHY = "词办乙：问清是哪一天", "词要丙：那天走以后又断网，请写一写当时怎么样", "词定丁：记录里没有测速"
STATEMENT = "词师戊：走的时候试过网，是通的"
FIRST, SECOND = "词答己：明天再去看。", "词答庚：今天去修好了，测过网速。"
EVERYTHING = """() => new Promise((yes, no) => {
  const asked = indexedDB.open("doorstep");
  asked.onerror = () => no(asked.error);
  asked.onsuccess = () => {
    const db = asked.result, names = [...db.objectStoreNames], read = db.transaction(names);
    Promise.all(names.map((name) => new Promise((done) => {
      const all = read.objectStore(name).getAll();
      all.onsuccess = () => done(all.result);
    }))).then((found) => {
      db.close();
      yes(JSON.stringify(found, (_, value) => value instanceof Uint8Array ? new TextDecoder().decode(value) : value));
    });
  };
})"""


def finished(office: World, who: Technician) -> tuple[str, str]:
    """(visit, receipt code) of a visit that this technician has done; another one waits, so that there is a day to begin."""
    visit = office.given(who, hour="09:00")
    office.walked(visit, who, "ended")
    office.given(who, hour="16:00")
    [grant] = office.scenario.rows(Grant, Grant.visit_id == visit)
    return visit, str(grant.code)


def complains(office: World, window: Page, code: str) -> str:
    """By the link on the receipt, without a sign-in; returns the number."""
    window.goto(f"{office.server.url}/r/{code}?lang=zh-CN")
    window.get_by_role("link", name="我要投诉").click()
    window.get_by_label("怎么回事").fill(WORDS)
    window.get_by_label("打哪个电话找您").fill(NUMBER)
    window.get_by_role("button", name="交给公司").click()
    expect(window.get_by_role("heading", level=1)).to_contain_text("最晚")
    return str(re.search(r"T-\d{4}-\d+", window.content()).group())  # type: ignore[union-attr]


def does(desk: Page, act: str, **typed: str) -> None:
    """Open one of the acts of the page, fill it in and save."""
    desk.locator(".acts-of").get_by_role("link", name=act, exact=True).click()
    form = desk.locator("aside.panel form")
    for name, value in typed.items():
        field = form.locator(f"[name={name}]")
        if field.first.get_attribute("type") == "radio":
            form.locator(f"[name={name}][value={value}]").check()
        elif field.evaluate("(one) => one.tagName") == "SELECT":
            field.select_option(value or None, index=None if value else 0)
        else:
            field.fill(value)
    form.get_by_role("button", name="保存").click()
    expect(desk.locator(".notice").first).to_be_visible()


def answers(desk: Page, text: str, result: str, **more: str) -> None:
    """Note an answer that reached the customer."""
    desk.get_by_role("link", name=re.compile("记下答复")).click()
    form = desk.locator("aside.panel form")
    form.locator("[name=contact][value=reached]").check()
    form.locator(f"[name=result][value={result}]").check()
    form.locator("[name=text]").fill(text)
    for name, value in more.items():
        form.locator(f"[name={name}]").fill(value)
    form.get_by_role("button", name="保存").click()
    expect(desk.locator(".notice").first).to_contain_text("答复记下了")


def states(office: World, app: App, phone: Phone, complaint: str) -> None:
    """Read what is asked, write without a network, be interrupted, find it again, hand it in, come home."""
    app.all_sent()
    app.open()
    app.press(re.compile("有一件投诉，请你写一下情况"))
    app.title("公司想听你说说这件事")
    expect(app.page.locator("main")).to_contain_text(GIST)
    phone.context.set_offline(True)  # type: ignore[union-attr]
    app.page.get_by_label("当时怎么回事").fill(STATEMENT)
    app.kept(STATEMENT)
    app.page.reload()
    expect(app.page.get_by_label("当时怎么回事")).to_have_value(STATEMENT)
    app.press("交给公司", app.page.locator(".bar"))
    expect(app.page.get_by_role("status").filter(has_text="存在这部手机里")).to_be_visible()
    expect(app.page.get_by_label("当时怎么回事")).to_have_count(0)
    phone.context.set_offline(False)  # type: ignore[union-attr]
    app.all_sent()
    app.open(f"statement/{complaint}")
    expect(app.page.get_by_role("status").filter(has_text="收到了你的说明")).to_be_visible()


def test_42_three_people_each_sees_their_own_and_nothing_else(
    office: World, phone: Phone, new_window: Callable[..., Page]
) -> None:
    """The first answer does not satisfy, the second does."""
    who = office.technician("孙大川")
    visit, code = finished(office, who)
    office.given(who, hour="15:00")
    with office.app.app_context():
        write(lambda: responsibility.name(office.cast.ours, "", "complaint_manager", office.cast.people["chenjing"]))
    customer = new_window()
    number = complains(office, customer, code)
    [row] = office.scenario.rows(Complaint, Complaint.visit_id == visit)
    app = App(phone, office, who)
    app.begin()

    desk = at(office, new_window, "chenjing")
    desk.goto(f"{office.server.url}/console/complaints")
    desk.locator("table.complaints tr", has_text=WORDS[:8]).get_by_role("link").first.click()
    expect(desk.locator("aside.panel .quote")).to_have_text(WORDS)  # beside the list
    desk.locator("aside.panel").get_by_role("link", name="打开整页").click()
    expect(desk.locator(".heads .quote")).to_have_text(WORDS)
    does(desk, "记一步", stage="listened", note=NOTE)
    does(desk, "请当事人说明", person=who.id, gist=GIST)
    states(office, app, phone, row.id)

    desk.reload()
    expect(desk.locator(".statement")).to_contain_text(STATEMENT)
    tomorrow = datetime.now(ZoneInfo(office.scenario.zone)) + timedelta(days=1)
    answers(desk, FIRST, "not_satisfied", next_day=tomorrow.strftime("%Y-%m-%d"), next="10:00")
    customer.reload()
    expect(customer.get_by_role("heading", level=1)).to_contain_text("10:00")
    expect(customer.locator(".answer")).to_have_text(FIRST)
    answers(desk, SECOND, "no_word")
    customer.reload()
    customer.get_by_role("button", name="行", exact=True).click()
    expect(customer.locator("#said")).to_contain_text("您的话记下了")
    does(desk, "定一条", valid="no", why=WHY)
    does(desk, "了结", how="satisfied")
    customer.reload()
    expect(customer.get_by_role("heading", level=1)).to_contain_text("了结了")

    app.all_sent()
    app.open(f"statement/{row.id}")
    expect(app.page.locator("main")).to_contain_text("不成立")
    on_the_phone = app.page.evaluate(EVERYTHING) + app.page.content()
    assert GIST in on_the_phone and STATEMENT in on_the_phone
    assert there(on_the_phone, WORDS, NUMBER, NOTE, WHY, FIRST, SECOND) == []

    assert there(customer.content(), NOTE, GIST, WHY, STATEMENT, who.name, NUMBER) == []
    customer.goto(f"{office.server.url}/r/{code}")
    assert there(customer.content(), WORDS, NOTE, GIST, WHY, STATEMENT, FIRST, SECOND, number) == []
    assert there(downloaded(office, code), WORDS, NOTE, GIST, WHY, STATEMENT, FIRST, SECOND, number) == []

    desk.reload()
    assert there(desk.content(), WORDS, NOTE, GIST, WHY, STATEMENT, FIRST, SECOND) == [
        WORDS,
        NOTE,
        GIST,
        WHY,
        STATEMENT,
        FIRST,
        SECOND,
    ]
    phone.watch.expect(r"status of 403")
    refused = app.page.request.get(f"{office.server.url}/console/complaints/{row.id}")
    assert refused.status == 403 and there(refused.text(), WORDS, NOTE, STATEMENT) == []
    others_read_nothing(office, who, row, code)


def others_read_nothing(office: World, who: Technician, row: Complaint, code: str) -> None:
    """All pages, files, searches, feeds and answers of the API, for each person who may not see it; who may see it reads every word there."""
    private = (WORDS, NUMBER, NOTE, GIST, WHY, STATEMENT, FIRST, SECOND)
    known = {"complaint_id": [row.id], "visit_id": [str(row.visit_id)], "customer_id": [str(row.customer_id)]}

    def read(login: str, *, by_phone: bool = False) -> str:
        client = office.cast.signed_in(login) if by_phone else office.cast.office(login)
        return everything(office, client, known, searched=private)

    assert there(read("chenjing"), *private) == list(private)  # so that the others are looked for where it is
    for login in ("wufang", "hexue"):  # the administrator, and the supervisor of another organisation
        assert there(read(login), *private) == [], login
    assert there(read(who.login), *private) == there(read(who.login, by_phone=True), *private) == []
    with office.app.app_context():  # whoever it is about is no other where they work at a desk, too
        about = (office.cast.ours, who.id)
        write(lambda: setattr(db.session.get_one(Person, about), "roles", "technician dispatcher"))
    assert set(there(read(who.login), *private)) <= {GIST, STATEMENT}
    customer = everything(office, office.cast.visitor(), {"code": [code, row.code]})
    assert there(customer, *private) == [WORDS, SECOND]  # their own words and the last answer
    assert there(by_every_key(office, known) + by_calendars(office, who.id) + what_leaves(office), *private) == []


def there(text: str, *planted: str) -> list[str]:
    """The planted words that stand in a text."""
    return [each for each in planted if each in text]


def downloaded(office: World, code: str) -> str:
    """Every file of the record that the receipt's page hands out."""
    client = office.app.test_client()
    answer = client.post(f"/r/{code}/bundle.zip", data={"digits": "1234"})
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as record:
        texts = [record.read(name) for name in record.namelist()]
    return json.dumps([text.decode("utf-8", "replace") for text in texts], ensure_ascii=False)
