"""Every page: the console's by role, the technician's and the customer's scenes, what strangers see. A page that is missing here fails a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Flask
from playwright.sync_api import Page

from server.accounts import people, second_factor
from server.accounts.models import Organisation, Person
from server.callbacks.models import CallBack, CallBackDraw
from server.complaints.models import Complaint
from server.customers.models import Customer, Premises
from server.demo.people import SLUG
from server.duty import actions as duties
from server.duty.models import Duty
from server.evidence.models import Receipt
from server.import_export.acts import map_columns, take_file
from server.import_export.files import read_table
from server.import_export.models import ImportRun
from server.kernel import clock
from server.kernel.authorise import Who
from server.kernel.codes import new_code
from server.kernel.db import db
from server.kernel.tables import Asker
from server.kernel.transaction import write
from server.matters.matter_models import Matter
from server.matters.models import Commitment
from server.notices.links import link_of
from server.outages import actions as outages
from server.outages.actions import Draft
from server.outages.models import Outage
from server.sync.models import Received
from server.visits.models import Visit
from server.webhooks import acts as webhooks
from server.webhooks.models import WebhookDelivery
from tests.browser import test_pages_of_a_visit as visit_pages
from tests.browser import test_pages_of_the_day as day_pages
from tests.browser.visit_pages import press
from tests.look import pressing
from tests.look.planning import proposals_of
from tests.server.console.factor_forms import code_of

OFFICE_WIDTHS = ((1440, 900), (1366, 768), (1280, 800), (1024, 768), (390, 844))
PHONE_WIDTHS = ((390, 844), (320, 640), (740, 360))
ANY_WIDTHS = ((1440, 900), (1280, 800), (1024, 768), (740, 360), (390, 844), (320, 640))
LANGUAGES = ("zh-CN", "en")


@dataclass(frozen=True, slots=True)
class Place:
    """One page: its name, where it is on its site (`office` signed in as `login`, `day`, `visit`, `public`), what is pressed there."""

    name: str
    site: str
    address: str
    login: str = ""
    widths: tuple[tuple[int, int], ...] = OFFICE_WIDTHS
    press: Callable[[Page], Any] | None = None
    languages: tuple[str, ...] = LANGUAGES
    status: int = 200


def office_places(ids: Mapping[str, str]) -> list[Place]:
    """The console's pages on the demonstration, with ids of what is really there; each name begins with the page's endpoint."""
    visits = "/console/visits"
    planned, customer = ids["planned"], f"/console/customers/{ids['customer']}"
    rows = [
        *(
            (f"visits:{doing or 'selected'}", f"{visits}?visit={planned}{'&do=' + doing if doing else ''}")
            for doing in ("", "assign", "retime", "cancel", "instruct")
        ),
        *(
            (f"visits:promise-{doing or 'selected'}", f"{visits}?promised=all&visit={ids['promise']}&do={doing}")
            for doing in ("", "kept", "moved", "waived", "spoke")
        ),
        ("visits:day", visits),
        ("visits:older", f"{visits}?older=1&finished=1"),
        ("visits:all", f"{visits}?day=all"),
        ("visits:nothing", f"{visits}?q=nothing-like-this"),
        *(
            (f"visit:{state}", f"{visits}/{ids[state]}?answers=all")
            for state in ("review", "working", "done", "planned")
            if ids.get(state)
        ),
        ("visit:retime", f"{visits}/{planned}?do=retime"),
        ("attachments:page", f"{visits}/{planned}/attachments"),
        ("board:day", "/console/board"),
        ("board:chosen", f"/console/board?visit={planned}"),
        ("board:asks", f"/console/board?visit={planned}&do=move&asks=1&minute=1320"),
        ("board:week", "/console/board?view=week"),
        ("board:map", "/console/board?view=map"),
        ("planning:today", "/console/planning"),
        ("day_plan:a4", "/console/board/paper"),
        ("van_stock:list", "/console/van-stock"),
        ("day_proposal:ready", f"/console/planning/{ids['proposal']}"),
        ("day_proposal:failed", f"/console/planning/{ids['failed']}"),
        ("intake:empty", "/console/intake"),
        ("intake:known", f"/console/intake?customer={ids['customer']}"),
        ("devices:list", "/console/devices"),
        ("take_file:file", "/console/import"),
        ("customers:list", "/console/customers"),
        ("customer:page", customer),
        *((f"customer:{doing}", f"{customer}?do={doing}") for doing in ("edit", "household", "place")),
        ("customer:one-place", f"{customer}?do=place&place={ids['place']}"),
        ("me:me", "/console/me"),
        ("second_factors:page", "/console/me/second-factor"),
        ("matters:list", "/console/matters"),
        ("take_matter:new", "/console/matters/new"),
        *(
            (f"matter:{doing or 'page'}", f"/console/matters/{each}?do={doing}")
            for each in ids["matter"].split()
            for doing in ("", "pause", "mark", "missing", "refuse")
        ),
        ("outages:list", "/console/outages"),
        ("draft_outage:new", "/console/outages/new"),
        ("outage:page", f"/console/outages/{ids['outage']}"),
        ("outage_notice:a4", f"/console/outages/{ids['outage']}/notice"),
        ("duty:turn", f"/console/duty/{ids['duty']}"),
        ("duties:list", "/console/duty"),
        ("duties:plan", "/console/duty?do=plan"),
        ("duties:call", "/console/duty?do=call"),
        ("imports:list", "/console/imports"),
        ("calendar_feeds:list", "/console/calendars"),
        *((f"one_import:{each}", f"/console/imports/{each}") for each in ids["import"].split()),
        ("today:list", "/console/today"),
        ("complaints:list", "/console/complaints"),
        ("today:beside", f"/console/today?beside={ids['complaint'].split()[0]}"),
        ("complaints:beside", f"/console/complaints?complaint={ids['complaint'].split()[0]}"),
        ("take_complaint:new", "/console/complaints/new"),
        ("take_complaint:known", f"/console/complaints/new?customer={ids['customer']}"),
        ("callbacks:list", "/console/callbacks"),
        *((f"callback:{each}", f"/console/callbacks/{each}") for each in ids["call"].split()),
        *((f"call_back_sample:{each}", f"/console/callbacks/samples/{each}") for each in ids["draw"].split()),
        *((f"complaint:{each}", f"/console/complaints/{each}") for each in ids["complaint"].split()),
        *(
            (f"complaint:{each}", f"/console/complaints/{ids['complaint'].split()[0]}?do={each}")
            for each in ("judge", "answer")
        ),
    ]
    pressed: list[tuple[str, str, Callable[[Page], None]]] = [
        ("board:keys", "/console/board", pressing.keys),
        ("board:views", "/console/board", pressing.saved_views),
        ("intake:offers", "/console/intake", pressing.offers),
        ("day_proposal:left", f"/console/planning/{ids['proposal']}", partial(pressing.to, "[data-live] h3")),
        ("day_proposal:accepted", f"/console/planning/{ids['tomorrow']}", pressing.accepted),
    ]
    dispatcher = [Place(name, "office", address, "chenjing") for name, address in rows]
    dispatcher += [Place(name, "office", address, "chenjing", press=press) for name, address, press in pressed]
    return dispatcher + _leading_places(ids)


def _leading_places(ids: Mapping[str, str]) -> list[Place]:
    """What only those see who lead, and where an authenticator is set up."""
    leading = [
        ("people:list", "/console/people"),
        ("people:invite", "/console/people?do=invite"),
        ("people:teams", "/console/people?do=teams"),
        ("people:person", f"/console/people?person={ids['person']}"),
        ("quarantine:list", "/console/held-back"),
        ("quarantined:record", f"/console/held-back/{ids['held']}"),
        ("settings:settings", "/console/settings"),
        ("audit_log:log", "/console/audit"),
        ("responsibilities:list", "/console/responsibilities"),
        ("api_keys:list", "/console/keys"),
        ("webhooks:list", "/console/webhooks"),
        ("webhook:message", f"/console/webhooks/{ids['webhook']}"),
        ("wording_list:list", "/console/wording"),
        ("limits:list", "/console/limits"),
        ("standards:list", "/console/standards"),
        ("standards:search", "/console/standards?q=FT-1"),
        ("notice_settings:list", "/console/notices"),
        ("notice_channel:mail", "/console/notices/channels/mail"),
        ("notice_channel:sms", "/console/notices/channels/sms"),
        ("notice_text:late", "/console/notices/texts/late/zh-CN"),
        ("complaint_mailbox:settings", "/console/mailbox"),
        ("data:kept", "/console/data"),
        ("access_records:list", "/console/data/access"),
        ("jobs:list", "/console/jobs"),
        ("devices:chosen", f"/console/devices?device={ids['device']}"),
    ]
    portrait, codes = f"/console/people?person={ids['person']}", "/console/me/second-factor"
    return [
        *(Place(name, "office", address, "fangyuan") for name, address in leading),
        Place("people:portrait", "office", portrait, "fangyuan", press=partial(pressing.to, "#portrait")),
        Place("second_factors:staff", "office", codes, "fangyuan"),
        Place("second_factors:codes", "office", codes, "suwen", press=pressing.recovery_codes),
    ]


def public_places(app: Flask) -> list[Place]:
    """What people see without signing in to the console: front, sign-in, a password's page, a problem, the receipt."""
    with app.app_context():
        organisation = _organisation()
        code = str(db.session.scalars(db.select(Receipt.code).where(Receipt.organisation_id == organisation)).first())
        planned = db.select(Visit.id).where(Visit.organisation_id == organisation, Visit.state == "planned")
        visit = str(db.session.scalars(planned.where(Visit.lead_id.is_not(None)).order_by(Visit.due.desc())).first())
        link = write(lambda: link_of(organisation, visit)).rpartition("/")[2]
        who = db.session.scalars(_of(Person, organisation).where(Person.login == "pengjun")).one()
        token = people.reset(organisation, who.id).rsplit("/", 1)[1]
        complaint = db.session.scalars(
            db.select(Complaint.code).where(Complaint.organisation_id == organisation)
        ).first()
        over = db.select(Visit.id).where(Visit.organisation_id == organisation, Visit.state == "done")
        ended = str(db.session.scalars(over.order_by(Visit.last_fact_at.desc())).first())
        past = write(lambda: link_of(organisation, ended)).rpartition("/")[2]
        form = write(lambda: _form_by_link(organisation))
        _authenticator_of(organisation, "harper")
    rows = [
        ("front", "/", 200),
        ("signin", "/signin", 200),
        ("password", f"/password/{token}", 200),
        ("gone-link", "/password/gone", 410),
    ]
    rows += [
        ("problem", "/problems/device_revoked", 200),
        ("nothing", "/nothing", 404),
        ("receipt", f"/r/{code}", 200),
        ("receipt-find", "/r/", 200),
        ("visit", f"/v/{link}", 200),
        ("visit-times", f"/v/{link}/times", 200),
        ("own-phone", "/s/", 200),
        ("visit-message", f"/v/{link}/message", 200),
        ("complaint-web", f"/t/to/{SLUG}", 200),
        ("complaint-receipt", f"/t/new/{code}", 200),
        ("complaint-visit", f"/t/visit/{past}", 200),
        ("complaint-follow", f"/t/{complaint}", 200),
        ("call-back-form", f"/b/{form}", 200),
    ]
    return [
        *(
            Place(f"public:{name}", "public", address, widths=ANY_WIDTHS, status=status)
            for name, address, status in rows
        ),
        Place(
            "public:signin-code", "public", "/signin", widths=ANY_WIDTHS, press=partial(pressing.code_asked, "harper")
        ),
    ]


def _authenticator_of(organisation: str, login: str) -> None:
    """Somebody whose sign-in asks for a code."""
    who = db.session.scalars(_of(Person, organisation).where(Person.login == login)).one()
    if second_factor.factor_of(organisation, who.id) is None:
        offer = second_factor.offered()
        write(lambda: second_factor.set_up(organisation, who.id, offer, code_of(offer)))


def _form_by_link(organisation: str) -> str:
    """The code of a call-back's form; one that is planned becomes one where none is."""
    planned = _of(CallBack, organisation).where(CallBack.state == "planned")
    row = db.session.scalars(planned.order_by(CallBack.code.is_(None), CallBack.due_on, CallBack.id)).first()
    assert row is not None
    row.code = row.code or new_code(CallBack.code)
    return row.code


def phone_places() -> list[Place]:
    """The technician's pages and sheets, and the customer's, on an in-memory phone."""
    day = [Place(f"day:{name}", "day", address, widths=PHONE_WIDTHS) for name, address in day_pages.SCREENS.items()]
    day += [
        Place(
            f"day:sheet-{name}",
            "day",
            "",
            widths=PHONE_WIDTHS,
            press=lambda page, words=words: day_pages.tap(page, words),
            languages=("zh-CN",),
        )
        for name, words in day_pages.SHEETS.items()
    ]
    day += [
        Place(
            "day:sign-in-code",
            "day",
            "signin?case=factor",
            widths=PHONE_WIDTHS,
            press=partial(pressing.code_asked, "lijianguo"),
        ),
        Place("day:unheard", "day", "settings?case=unheard", widths=PHONE_WIDTHS),
    ]
    scenes = [
        Place(f"visit:{name}", "visit", address, widths=PHONE_WIDTHS) for name, address in visit_pages.SCENES.items()
    ]
    pressed = [
        (f"visit:sheet-{name}", visit_pages.SCENES[scene], words) for name, (scene, words) in visit_pages.SHEETS.items()
    ]
    pressed += [(f"customer:{name}", visit_pages.SCENES["turn"], words) for name, words in visit_pages.CUSTOMER.items()]
    scenes += [
        Place(
            name,
            "visit",
            address,
            widths=PHONE_WIDTHS,
            press=lambda page, words=words: press(page, *words),
            languages=("zh-CN",),
        )
        for name, address, words in pressed
    ]
    return day + scenes


def speak(app: Flask, language: str) -> None:
    """From now on everybody of the demonstration's office reads this language."""

    def work() -> None:
        for person in db.session.scalars(_of(Person, _organisation())):
            person.language = language

    with app.app_context():
        write(work)


def _organisation() -> str:
    return db.session.scalars(db.select(Organisation.id).where(Organisation.slug == SLUG)).one()


def _of(model: Any, organisation: str) -> Any:
    return db.select(model).where(model.organisation_id == organisation)


def ids_in(app: Flask) -> dict[str, str]:
    """What the demonstration has to look at, by short names."""
    with app.app_context():
        return _ids()


def _ids() -> dict[str, str]:
    organisation = _organisation()
    visits = list(db.session.scalars(_of(Visit, organisation).order_by(Visit.day.desc(), Visit.id)))
    found = {state: next((each.id for each in visits if each.state == state), "") for state in ("working", "done")}
    found["planned"] = next(each.id for each in visits if each.state == "planned" and each.lead_id)
    found["review"] = next((each.id for each in visits if each.needs_review), "")
    customer = db.session.scalars(_of(Customer, organisation).where(Customer.name == "林静")).one()
    place = db.session.scalars(_of(Premises, organisation).where(Premises.customer_id == customer.id)).first()
    held = db.session.scalars(_of(Received, organisation).where(Received.outcome == "quarantined")).first()
    person = db.session.scalars(_of(Person, organisation).where(Person.login == "lijianguo")).one()
    assert place is not None and held is not None
    more = {"customer": customer.id, "place": place.id, "person": person.id, "held": f"{held.device_id}/{held.seq}"}
    first = {
        name: db.session.scalars(db.select(model.id).where(model.organisation_id == organisation)).first() or ""
        for name, model in (("matter", Matter), ("complaint", Complaint), ("call", CallBack))
    }  # '' where the demonstration has none
    first |= _made(organisation)
    promise = _of(Commitment, organisation).where(Commitment.state == "open", Commitment.source_type == "visit")
    first["promise"] = db.session.scalars(promise.order_by(Commitment.due_at)).first().id
    draw = db.session.scalars(_of(CallBackDraw, organisation)).first()
    first["draw"] = f"{draw.month}/{draw.team_id}" if draw else ""
    return found | more | first | {"device": held.device_id}


def _made(organisation: str) -> dict[str, str]:
    """An interruption and a turn of duty, which the demonstration has none of; made once."""
    there = {
        name: db.session.scalars(db.select(model.id).where(model.organisation_id == organisation)).first()
        for name, model in (("outage", Outage), ("duty", Duty))
    }
    people = dict(
        db.session.execute(db.select(Person.login, Person.id).where(Person.organisation_id == organisation)).all()
    )
    begin, end = clock.later(clock.now(), hours=1), clock.later(clock.now(), hours=9)
    wish = Draft("emergency", "water", "翠湖花园 3 幢\n阳光里", begin, end, "抢修爆管", 120, 4)
    outage = there["outage"] or outages.draft(organisation, people["chenjing"], wish)
    turn = there["duty"] or duties.plan(
        Who(organisation, people["suwen"], True), "hotline", "", begin, end, people["chenjing"]
    )
    return (
        {"outage": outage, "duty": turn, "import": _imports(organisation, people["chenjing"])}
        | {
            "webhook": _webhook(organisation, people["fangyuan"]),
        }
        | proposals_of(organisation, people["chenjing"])
    )


def _webhook(organisation: str, by: str) -> str:
    """An endpoint with a message, chosen; made once."""
    there = db.session.scalars(_of(WebhookDelivery, organisation)).first()
    if there is not None:
        return f"{there.endpoint_id}?delivery={there.id}"

    def work() -> str:
        endpoint, _ = webhooks.add(organisation, by, "ERP", "https://erp.example.com/doorstep", ["visit"])
        return f"{endpoint}?delivery={webhooks.test(organisation, by, endpoint)}"

    return write(work)


def _imports(organisation: str, by: str) -> str:
    """Two imports: one whose columns are to be named, one with bad rows; made once."""
    there = list(db.session.scalars(db.select(ImportRun.id).where(ImportRun.organisation_id == organisation)))
    if there:
        return " ".join(there)
    asker = Asker(organisation, by, "zh-CN", "Asia/Shanghai")
    content = "姓名,手机号,户号,小区,楼栋\n施慧,13812340001,,翠湖花园,3-2-1201\n,12,,翠湖花园,\n".encode()

    def work() -> str:
        runs = [take_file(asker, "customers", "客户.csv", content, read_table(content)) for _ in range(2)]
        map_columns(asker, runs[1], ["name", "phone", "account", "estate", "building"])
        return " ".join(each.id for each in runs)

    return write(work)
