"""docs/PROTOCOL.md is compared, member by member, with the documents that the product writes and the requests that it takes."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest
from marshmallow import Schema, fields

from server.accounts import keys
from server.app import CAPABILITIES, capability_of
from server.evidence.bundle import export
from server.evidence.destruction import enter_destruction
from server.evidence.record import INTERNAL
from server.i18n.messages import catalogue
from server.kernel import clock
from server.kernel.problem import entries
from server.kernel.transaction import write
from server.sync.schemas import SyncAnswer, SyncRequest
from tests.architecture.sources import files, text
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture
from tests.server.evidence.conftest import Record
from tests.server.protocol_page import Seen, Shape, optional_members, page, shape_after

pytestmark = pytest.mark.both_databases  # because a whole path


@pytest.fixture
def done(scenario: Scenario) -> dict[str, Any]:  # noqa: F811
    """What the wire carried while a visit with everything was given, changed, worked on and brought home; and its bundle."""
    visit = scenario.given("liming", "wangqiang", instructions="带上备用光猫", window=None)
    phone = scenario.phone()
    record = Record(scenario, phone, visit)
    helper = scenario.phone("wangqiang")
    helper.report("answered", {"step": "symptoms", "value": "slow"}, visit=visit, base=helper.cursor)
    helper.sync_all()
    phone.report("answered", {"step": "symptoms", "value": "offline"}, visit=visit, base=0)
    phone.report("levitated", visit=visit)
    record.work()
    answers = [phone.sync(told={"unsent": 12, "free": 5, "quota": 9, "persisted": True, "now": phone.now()})]
    record.send_bytes()
    phone.sync_all()
    helper.sync_all()
    with scenario.app.app_context():
        bundle = zipfile.ZipFile(io.BytesIO(export(scenario.ours, visit)))
        subject = ("visit", visit)
        gone, took_back = ["0" * 64], {"0" * 64: visit}
        destruction = write(
            lambda: enter_destruction(scenario.ours, subject, bodies=gone, withdrew=took_back, ground="erased")
        )
        keys.rotate()
        rotations = [each["rotation"] for each in keys.published() if "rotation" in each]
    members = {name: json.loads(bundle.read(name)) for name in bundle.namelist() if name.endswith(".json")}
    changes = [*phone.changes, *helper.changes]
    return {
        "certificate": members["certificates.json"],
        "grant": [change["visit"]["grant"] for change in changes if change["type"] == "grant"],
        "countersignature": phone.countersignatures,
        "receipt": members["receipt.json"],
        "rotation": rotations,
        "destruction": destruction,
        "manifest": members["manifest.json"],
        "fact": [document for name, document in members.items() if name.startswith("facts/")],
        "bundle": [change["visit"] for change in changes if change["type"] == "grant"],
        "answer": answers,
        "conflict": [change["conflict"] for change in changes if change["type"] == "conflict"],
        "names": sorted(members),
        "all": bundle.namelist(),
    }


# The words before each document on the page; members that this visit has no reason to carry, and why.
PLACES = {
    "fact": "## A fact\n",
    "certificate": "certificate      ",
    "grant": "grant            ",
    "countersignature": "\ncountersignature ",
    "receipt": "receipt          ",
    "rotation": "key-rotation     ",
    "destruction": "destruction      ",
    "manifest": "`manifest.json ",
    "bundle": "### Bundle\n",
    "answer": "\n← ",
    "conflict": "visit: id, conflict: ",
}
NOT_HERE = {
    "fact": {"grant", "base"},  # seen on some facts only; asserted below on those of the phone
    "grant": {"receipt"},
    "countersignature": {"facts.code", "facts.subject", "released_at"},
    "answer": {"results.id", "results.next", "as_of", "expected_seq", "revoked", "backed_up_seq"},
    "conflict": {"base", "choice", "settled", "settled.by", "settled.at", "sides.mine.by", "sides.theirs.by"},
    "bundle": {
        "work.window",
        "work.agreed_at",
        "work.lead",
        "work.same_address",
        "work.history",  # tests/server/visits/test_history.py
        "work.history.serials",
        "work.attachments",  # tests/server/attachments/test_attachments.py
        "work.bring.reused",
        *(f"place.{name}" for name in ("rural", "datum", "lat", "lon")),
        "customer.no_phone",
        "people",
    },
}


@pytest.mark.parametrize("name", list(PLACES))
def test_the_page_names_the_members_that_the_product_writes(name: str, done: dict[str, Any]) -> None:
    shape, seen = shape_after(PLACES[name]), Seen()
    seen.look(done[name], shape)
    assert seen.unknown == set(), "written, and not on the page"
    assert seen.missing == set(), "on the page, and not written"
    assert optional_members(shape) - seen.names <= NOT_HERE.get(name, set()), (
        "said to be written sometimes, and never seen"
    )


def test_the_bundle_has_the_members_that_the_page_lists(done: dict[str, Any]) -> None:
    section = page().partition("## Bundle for export")[2].partition("Bundles of the form `v:1`")[0]
    for name in done["all"]:
        shown = name if "/" not in name else name.partition("/")[0] + "/<"
        assert f"`{shown}" in section.replace("`manifest.json {", "`manifest.json` {"), name


def asked(schema: Schema, path: str = "") -> tuple[set[str], set[str]]:
    """(every member, the optional ones) of a schema."""
    every: set[str] = set()
    optional: set[str] = set()
    for field, form in schema.fields.items():
        name = form.data_key or field
        every.add(path + name)
        if not form.required:
            optional.add(path + name)
        if isinstance(form, fields.Nested):
            inner = asked(form.schema, f"{path}{name}.")
            every, optional = every | inner[0], optional | inner[1]
    return every, optional


def named(shape: Shape, path: str = "") -> set[str]:
    found = {path + name for name in shape.members}
    for name, inner in shape.members.items():
        found |= named(inner, f"{path}{name}.") if inner is not None else set()
    return found


def test_the_page_names_the_members_that_a_sync_request_may_have() -> None:
    shape = shape_after("\n→ ")
    every, optional = asked(SyncRequest())
    assert named(shape) == every and optional_members(shape) == optional


def test_the_page_names_the_members_of_the_described_answer() -> None:
    every, optional = asked(SyncAnswer())
    shape = shape_after("\n← ")
    second = {"changes", "columns"}  # of the two forms one is there; the page tells the second by itself (0177)
    outer = {name for name in every if "." not in name} - {"columns"}
    assert set(shape.members) == outer
    assert shape.optional == {name for name in optional if "." not in name} - second


def test_the_page_knows_each_kind_of_fact_and_each_member_of_its_body() -> None:
    """A body's row: `| kind | {member, …} | from |`; a member that is nested is asked for by its own name, too."""
    rows = {
        line.split("|")[1].strip().strip("`"): line
        for line in reversed(page().partition("### Kinds")[2].partition("Other subjects:")[0].splitlines())
        if line.startswith("| `")
    }
    lines = page().splitlines()
    wrong = []
    for capability in map(capability_of, CAPABILITIES):
        for subject, kinds in capability.facts.items():
            for kind, form in kinds.items():
                of_others = (" ".join(lines[at : at + 2]) for at, line in enumerate(lines) if f"`{kind}" in line)
                said = rows.get(kind, "") if subject == "visit" else " ".join(of_others)
                every, _ = asked(form.schema)
                wrong += [f"{subject} {kind}.{name}" for name in every if name.split(".")[-1] not in said]
                wrong += [f"{subject} {kind}"] if f"`{kind}" not in said else []
    assert wrong == []


def test_a_member_that_differs_would_be_seen() -> None:
    shape = Shape({"code"}, {"head": None, "chains": Shape(set(), {"seq": None}), "code": None})
    seen = Seen()
    seen.look({"head": "h", "facts": 3, "chains": [{"seq": 1}, {}]}, shape)
    assert (seen.unknown, seen.missing) == ({"facts"}, {"chains.seq"})
    assert optional_members(shape) - seen.names == {"code"}
    assert clock.MOMENT.fullmatch("2026-11-30T00:00:00.000Z"), "moments are text on the wire"


def heads_of_the_export() -> dict[str, set[str]]:
    """Type of a record → the members that the app declares for its head (the unsent file, which goes into quarantine's import)."""
    [source] = [text(path) for path in files(".ts") if path.startswith("pwa/") and "interface AboutPhone" in text(path)]
    about = re.search(r"interface AboutPhone \{(.*?)\n\}", source, flags=re.S)
    parts = re.findall(r"\{ (type: '\w+'[^}]*) \}", source)
    declared = [about.group(1) if about else "", *parts]
    return {
        re.search(r"type: '(\w+)'", each).group(1): set(re.findall(r"(\w+)\??:", each))  # type: ignore[union-attr]
        for each in declared
    }


def test_the_page_names_the_members_of_each_record_of_an_unsent_file() -> None:
    section = page().partition("## Export file")[2].partition("## Receipt")[0]
    rows = re.findall(r"\| `\{type: (\w+)([^}]*)\}`", section)
    written = {name: {"type", *re.findall(r", (\w+)", rest)} for name, rest in rows}
    assert written == heads_of_the_export() and len(written) == 5


def test_the_page_lists_the_kinds_that_are_kept_back_from_the_customer() -> None:
    listed = page().partition("keeps back the bodies of ")[2].partition(", and of `arrived`")[0]
    assert set(re.findall(r"`(\w+)`", listed)) == set(INTERNAL)


def test_the_page_explains_each_doubt_and_each_code_of_an_outcome() -> None:
    marks = page().partition("| mark | of | when |")[2].partition("\n\n")[0]
    doubts = {key.rpartition(".")[2] for key in catalogue() if key.startswith("console.doubt.")}
    assert set(re.findall(r"^\| `(\w+)`", marks, flags=re.M)) == doubts
    table = page().partition("| outcome | codes |")[2].partition("\n\n")[0]
    codes = {code for line in table.splitlines()[2:] for code in re.findall(r"`(\w+)`", line)[1:]} - {"ended"}
    assert codes - set(entries()) == set(), "a code without a title and a next step"
