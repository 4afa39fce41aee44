"""Every route of complaints, call-backs and answers, and what each of five hostile people meets there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from server.callbacks.pages import ACTS as A_FORM
from server.complaints.console.complaint_forms import ACTS as DOINGS
from server.complaints.ways_in import A_CODE_AND_DAY, A_NETWORK
from server.feedback.pages import ACTS as A_VISIT
from server.visits.models import Fact
from tests.server.authorisation.callbacks import MONTH
from tests.server.hostile.world import OWN_CUSTOMER, Hostile

Own = Callable[[Hostile], None]


@dataclass(frozen=True)
class Door:
    """A route as hostile people use it.

    `thing` names what its address asks for (a House's things); `form` is a form that would do, in which `{customer}` and so on stand for ids; `wordy` are
    its fields of words, `unseen` why these show on no page of the test; `asks` are the names that a query may have; `by` is who of ours may use it, ''
    for whoever has the link; `most` is how often a link may write in a quarter of an hour; `own` is what happens in one's own matter, or why there is none.
    """

    rule: str
    method: str
    thing: str = ""
    form: dict[str, str] = field(default_factory=dict)
    wordy: tuple[str, ...] = ()
    unseen: str = ""
    asks: tuple[str, ...] = ()
    by: str = "zhoumin"
    most: int = 0
    own: Own | str = ""
    doing: str = ""
    json: bool = False

    @property
    def name(self) -> str:
        """What its tests are called."""
        return f"{self.method} {self.rule.replace('<doing>', self.doing)}"

    def path(self, world: Hostile, value: str) -> str:
        """Its address about this id or code."""
        found = self.rule.replace("<month>", MONTH).replace("<doing>", self.doing)
        begin, end = found.find("<"), found.find(">")
        return found if begin < 0 else found[:begin] + value + found[end + 1 :]


def own_complaint(doing: str, form: dict[str, str], world: Hostile) -> None:
    """The act is refused to the person whom the complaint is about, and says so."""
    own = world.ours.things["own complaint"]
    before = [row.id for row in world.rows(Fact, Fact.subject_id == own)]
    said = world.read("zhoumin", f"/console/complaints/{own}/{doing}", world.filled(form))
    assert "This is about yourself" in said
    assert [row.id for row in world.rows(Fact, Fact.subject_id == own)] == before


def own_words(path: str, world: Hostile) -> None:
    """A page does not show the customer's words to the person whom they are about."""
    said = world.read("zhoumin", path.format(**world.ours.things))
    assert "词丙寅" not in said and "词丙寅" in world.read("chenjing", path.format(**world.ours.things))


def own_nowhere(world: Hostile) -> None:
    """Today's page shows nobody the words of a complaint about themselves, nor whose they are."""
    theirs, ours = (world.read(login, "/console/today") for login in ("zhoumin", "chenjing"))
    assert "词丙寅" not in theirs
    assert OWN_CUSTOMER[0] not in theirs and OWN_CUSTOMER[0] in ours


def own_candidate(world: Hostile) -> None:
    """Whoever was on the visit does not decide what its customer's words are."""
    path = f"/console/complaints/candidates/{world.ours.things['own candidate']}/decide"
    assert "This is about yourself" in world.read("zhoumin", path, {"is_one": "0", "reason": "没事"})
    assert world.things_state("own candidate") == "open"


def own_call(world: Hostile) -> None:
    """The team that did the work neither reads the number nor the form's link."""
    said = world.read("chenjing", f"/console/callbacks/{world.ours.things['own call']}?number=1")
    assert "13812341234" not in said
    with_form = f"/console/callbacks/{world.ours.things['own form']}"
    assert "/b/" not in world.read("chenjing", with_form) and "/b/" in world.read("zhoumin", with_form)


def own_result(world: Hostile) -> None:
    """Nor does it say what the customer answered."""
    before = world.fingerprint(world.ours)
    path = f"/console/callbacks/{world.ours.things['own call']}/result"
    world.read("chenjing", path, {"result": "reached", "satisfied": "5"})
    assert world.fingerprint(world.ours) == before


def not_told(name: str, world: Hostile) -> None:
    """The technician's phone never holds the code by which the customer speaks."""
    assert world.ours.things["over"] in world.held_by_the_phone()
    assert world.ours.things[name] not in world.held_by_the_phone()


def not_linked(world: Hostile) -> None:
    """The person concerned finds no way to the customer's own page, where the answer would be called good."""
    said = world.read("zhoumin", f"/console/complaints/{world.ours.things['own complaint']}")
    assert "/t/" not in said and "/t/" in world.read(
        "chenjing", f"/console/complaints/{world.ours.things['complaint']}"
    )
    not_told("complaint code", world)


def no_earlier_words(world: Hostile) -> None:
    """Technicians know a receipt's code, so behind it nothing shows that was complained of."""
    assert world.ours.word not in world.read("", f"/t/new/{world.ours.things['receipt code']}")


def on_record(what: str, path: str, form: dict[str, str], world: Hostile) -> None:
    """Nobody is judged by it, and the record names who did it."""
    world.read("zhoumin", path.format(**world.ours.things), form)
    assert world.named_on_record(what, "zhoumin")


def handled_by_name(world: Hostile) -> None:
    """Seen to is a name and a moment, and the customer's words stay."""
    world.read("chenjing", f"/console/answers/{world.ours.things['answer']}/handled", {})
    assert world.ours.word in world.read("chenjing", f"/console/visits/{world.ours.things['coming']}")


FORMS = {
    "note": {"stage": "listened", "note": "问过了"},
    "take": {"person": "{zhoumin}"},
    "ask": {"person": "{liming}", "gist": "怎么回事"},
    "state": {"text": "去过了"},
    "state_for": {"person": "{person}", "text": "查过了"},
    "release": {"person": "{zhoumin}", "why": "说错了人"},
    "together": {"teams": "{west}", "plan": "一起办"},
    "agree": {},
    "object": {"why": "不归我们"},
    "arbitrate": {"leads": "{west}", "decision": "城西办"},
    "answer": {"channel": "phone", "contact": "reached", "text": "明天上午去", "result": "satisfied"},
    "next": {"next_day": "{tomorrow}", "next": "10:00"},
    "serious": {"why": "有人受伤"},
    "head": {},
    "judge": {"claim": "{claim}", "valid": "no", "why": "查无此事"},
    "mend": {"nothing": "没有要改的"},
    "close": {"how": "withdrawn", "note": "客户撤回"},
    "reopen": {"why": "客户又来电"},
}
WORDS = {"note", "gist", "text", "why", "plan", "decision", "nothing"}
UNSEEN = {
    "state": "who asks is not concerned",
    "reopen": "it is not closed",
    "release": "nobody of this name is concerned",
    "arbitrate": "no department objects",
    "object": "no department is asked",
}
A_STATEMENT = "the person concerned is asked for it, and a statement judges nothing"
ANYBODY = "anybody may say that something went wrong, and saying so judges nothing (CP-1)"
THE_DRAW = "the draw follows from the log's checkpoint, and nobody chooses (ruling 14)"
A_MAILBOX = "no complaint shows there; administrators name an address"
A_PICTURE = "a picture of who comes judges nothing, and the record names who set it"
A_SYSTEM = "a key is no person"

DOORS = [
    Door("/console/today", "GET", asks=("beside",), own=own_nowhere),
    Door(
        "/console/complaints",
        "GET",
        asks=("show", "after", "complaint"),
        own=partial(own_words, "/console/complaints"),
    ),
    Door("/console/complaints/new", "GET", asks=("visit", "customer", "phone"), own=ANYBODY),
    Door(
        "/console/complaints",
        "POST",
        "",
        {"text": "没修好", "via": "phone", "unread": "1"},
        ("text", "caller", "serious"),
        own=ANYBODY,
    ),
    # Its parts show the words only in what is read back, once everything else is known: tests/server/complaints/test_taking.py.
    Door("/console/complaints/new/draft", "POST", "", {"text": "没修好"}, own=ANYBODY),
    Door(
        "/console/complaints/<complaint_id>",
        "GET",
        "complaint",
        asks=("do", "person", "number"),
        own=partial(own_words, "/console/complaints/{own complaint}"),
    ),
    *(
        Door(
            "/console/complaints/<complaint_id>/<doing>",
            "POST",
            "complaint",
            FORMS.get(doing, {}),
            tuple(sorted(WORDS & set(FORMS.get(doing, {})))),
            UNSEEN.get(doing, ""),
            doing=doing,
            own=A_STATEMENT if doing == "state" else partial(own_complaint, doing, FORMS.get(doing, {})),
        )
        for doing in DOINGS
    ),
    Door(
        "/console/complaints/candidates/<fact_id>/decide",
        "POST",
        "candidate",
        {"is_one": "0", "reason": "点错了"},
        ("reason",),
        "why it was none is kept beside who decided, and stands on no page",
        own=own_candidate,
    ),
    Door("/console/mailbox", "GET", by="wufang", own=A_MAILBOX),
    Door(
        "/console/mailbox",
        "POST",
        "",
        {"host": "mail.example", "user": "a"},
        ("user", "folder"),
        by="wufang",
        own=A_MAILBOX,
    ),
    Door(
        "/api/v1/complaints",
        "POST",
        "",
        {"id": "1", "text": "没修好"},
        ("text", "caller"),
        by="",
        own=A_SYSTEM,
        json=True,
    ),
    Door("/t/<string:code>", "GET", "complaint code", asks=("lang", "said"), by="", own=not_linked),
    Door(
        "/t/<string:code>",
        "POST",
        "complaint code",
        {"result": "again", "text": "还没好"},
        ("text",),
        by="",
        most=20,
        own=not_linked,
    ),
    Door("/t/new/<string:code>", "GET", "receipt code", asks=("lang",), by="", own=no_earlier_words),
    Door(
        "/t/new/<string:code>",
        "POST",
        "receipt code",
        {"text": "没修好", "wants": "redo"},
        ("text", "caller", "phone"),
        by="",
        most=A_CODE_AND_DAY,
        own=ANYBODY,
    ),
    Door("/t/visit/<string:code>", "GET", "over code", asks=("lang",), by="", own=partial(not_told, "over code")),
    Door(
        "/t/visit/<string:code>",
        "POST",
        "over code",
        {"text": "没修好", "wants": "redo"},
        ("text", "caller", "phone"),
        by="",
        most=A_CODE_AND_DAY,
        own=ANYBODY,
    ),
    Door("/t/to/<string:slug>", "GET", "slug", asks=("lang",), by="", own=ANYBODY),
    Door(
        "/t/to/<string:slug>",
        "POST",
        "slug",
        {"text": "没修好", "wants": "redo"},
        ("text", "caller", "phone", "place"),
        by="",
        most=A_NETWORK,
        own=ANYBODY,
    ),
    Door("/console/callbacks", "GET", asks=("show",), own=own_call),
    Door("/console/callbacks/<call_back_id>", "GET", "call", asks=("number",), own=own_call),
    Door(
        "/console/callbacks/<call_back_id>/result",
        "POST",
        "call",
        {"result": "reached", "satisfied": "5", "words": "好"},
        ("words", "note"),
        own=own_result,
    ),
    Door(
        "/console/callbacks/projects/<plan_id>/end",
        "POST",
        "plan",
        own=partial(on_record, "call_backs_ended", "/console/callbacks/projects/{plan}/end", {}),
    ),
    Door("/console/callbacks/samples/<month>/<team_id>", "GET", "team", own=THE_DRAW),
    Door(
        "/console/customers/<customer_id>/callbacks",
        "POST",
        "customer",
        {"delivered_on": "2026-02-01"},
        ("until",),
        own=THE_DRAW,
    ),
    Door(
        "/console/customers/<customer_id>/callbacks/wish",
        "POST",
        "customer",
        {"calls": "0"},
        own=partial(on_record, "call_back_wish", "/console/customers/{customer}/callbacks/wish", {"calls": "0"}),
    ),
    Door("/b/<string:code>", "GET", "form code", asks=("lang",), by="", own=own_call),
    Door(
        "/b/<string:code>",
        "POST",
        "form code",
        {"satisfied": "2", "words": "一般"},
        ("words",),
        by="",
        most=A_FORM,
        own=partial(not_told, "form code"),
    ),
    *(
        Door(f"/console/people/<person_id>/portrait{more}", "POST", "person", by="wufang", own=A_PICTURE)
        for more in ("", "/remove")
    ),
    Door("/console/answers/<answer_id>/handled", "POST", "answer", by="chenjing", own=handled_by_name),
    *(
        Door(
            f"/v/<string:code>{rule}",
            "GET",
            "coming code",
            asks=("lang", "said"),
            by="",
            own=partial(not_told, "coming code"),
        )
        for rule in ("", "/times", "/message", "/visit.ics", "/portrait.jpg")
    ),
    *(
        Door(
            f"/v/<string:code>{rule}",
            "POST",
            "coming code",
            form,
            wordy,
            "a time is chosen, and one that is none is refused without being repeated" if rule == "/times" else "",
            by="",
            most=A_VISIT,
            own=partial(not_told, "coming code"),
        )
        for rule, form, wordy in (
            ("", {}, ()),
            ("/times", {"slot": "call"}, ("slot",)),
            ("/message", {"text": "门铃坏了"}, ("text",)),
        )
    ),
]
