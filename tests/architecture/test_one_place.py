"""One rule, one place: sets of states, outcomes and roles are written once, and each kind of fact is told and documented."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from server.app import CAPABILITIES
from server.i18n.messages import catalogue
from server.kernel.outcomes import OUTCOMES
from server.kernel.roles import ROLES
from server.standards.published import ON_SITE_WITHIN
from server.visits import rules
from server.visits.rules import STATES
from tests.architecture.sources import ROOT, files, tree

HOMES = {
    "states": (set(STATES), {"server/visits/rules.py"}),
    "outcomes": (set(OUTCOMES), {"server/kernel/outcomes.py"}),
    "roles": (set(ROLES), {"server/kernel/roles.py"}),
}
NOT_RULES = {"server/cli/organisation.py"}  # the roles of the first person of an organisation, not a set of them
PHONE_STATES = "pwa/technician/standard/states.ts"
PHONE_KINDS = "pwa/technician/storage/factKinds.ts"
PHONE_FIGURES = "pwa/technician/standard/figures.ts"
# What the phone tells of itself, without any page.
BY_THE_ENGINE = {"enrolled", "signed_out", "pin_changed", "storage_warned", "evidence_lost", "fact_lost"}


def listed(source: ast.AST, words: set[str]) -> Iterator[str]:
    """Tuples, lists and sets in Python that name at least two of these words, and nothing else; and calls that are given two of them."""
    for node in ast.walk(source):
        if isinstance(node, ast.Tuple | ast.List | ast.Set) and len(node.elts) > 1:
            named = {each.value for each in node.elts if isinstance(each, ast.Constant) and isinstance(each.value, str)}
            if len(named) == len(node.elts) and named <= words:
                yield ast.unparse(node)
        elif isinstance(node, ast.Call):
            given = [each.value for each in node.args if isinstance(each, ast.Constant) and each.value in words]
            if len(given) > 1:
                yield ast.unparse(node)


def test_sets_of_states_outcomes_and_roles_are_written_once() -> None:
    copies = [
        f"{path}: {found}"
        for path in files(".py")
        if path.startswith("server/") and path not in NOT_RULES
        for words, homes in HOMES.values()
        if path not in homes
        for found in listed(tree(path), words)
    ]
    assert copies == []


def test_a_copy_of_a_set_would_be_seen() -> None:
    assert list(listed(ast.parse('OVER = ("done", "cancelled")'), set(STATES))) == ["('done', 'cancelled')"]
    assert list(listed(ast.parse('@page("/people", "administrator", "supervisor")\ndef people(): ...'), set(ROLES)))
    assert not list(listed(ast.parse('KINDS = ("done", "else")'), set(STATES)))


def phone_sources(*, but: str) -> dict[str, str]:
    """The sources of the technician's app, without the one place that may write the list."""
    paths = [path for path in files(".ts", ".tsx") if path.startswith("pwa/technician/") and path != but]
    return {path: (ROOT / path).read_text(encoding="utf-8") for path in paths}


def copies_on_the_phone(words: set[str]) -> re.Pattern[str]:
    """A set, a list or a chain of comparisons that names two of these words."""
    word = "'(?:" + "|".join(sorted(words)) + ")'"
    listed = rf"(?:new Set\(|\b(?:const|let) \w+ = )\[\s*{word}\s*,\s*{word}"
    return re.compile(
        rf"{listed}|\[\s*{word}\s*(?:,\s*{word}\s*)+,?\s*\]\.includes\(\w*\.?(?:state|kind)\)|state === {word} \|\| [\w.]*state === {word}"
    )


def test_the_phone_writes_sets_of_states_once() -> None:
    copied = copies_on_the_phone(set(STATES))
    assert [path for path, source in phone_sources(but=PHONE_STATES).items() if copied.search(source)] == []


def test_the_phones_sets_of_states_are_the_offices() -> None:
    written = dict(
        re.findall(
            r"export const (\w+): ReadonlySet<string> = new Set\((\[[^\]]*\])\)", (ROOT / PHONE_STATES).read_text()
        )
    )
    sets = {name: set(re.findall(r"'(\w+)'", words)) for name, words in written.items()}
    assert sets["FINISHED"] == set(rules.FINISHED)
    assert sets["ENDED"] == set(rules.ENDED)
    assert sets["AT_WORK"] == set(rules.UNDER_WAY) - set(rules.BEFORE_ARRIVAL)
    assert all(words <= set(STATES) for words in sets.values())


def test_a_copy_of_a_set_on_the_phone_would_be_seen() -> None:
    copied = copies_on_the_phone(set(STATES))
    assert copied.search("const over = new Set(['done', 'not_done']);")
    assert copied.search("if (visit.state === 'done' || visit.state === 'cancelled')")
    assert copied.search("['done', 'cancelled'].includes(visit.state)")
    assert not copied.search("if (visit.state === 'done') return say.done;")


def phone_kinds() -> dict[str, set[str]]:
    """Every kind of fact in the phone's one list, with its traits, and those that capabilities add, without."""
    listed = (ROOT / PHONE_KINDS).read_text(encoding="utf-8").split("export const FACTS = {")[1].split("} as const")[0]
    return {
        kind: set(re.findall(r"(\w+): true", traits)) for kind, traits in re.findall(r"(\w+): \{([^}]*)\}", listed)
    } | {kind: set() for _, kind in added_kinds()}


def added_kinds() -> list[tuple[str, str]]:
    """(file, kind): what a page adds to the list where it reports it (`interface AddedFacts`)."""
    added = re.compile(r"interface AddedFacts \{([^}]*)\}")
    return [
        (path, kind)
        for path, source in phone_sources(but=PHONE_KINDS).items()
        for each in added.findall(source)
        for kind in re.findall(r"(\w+): true", each)
    ]


def test_the_phone_writes_sets_of_kinds_of_facts_once() -> None:
    copied = copies_on_the_phone(set(phone_kinds()))
    assert [path for path, source in phone_sources(but=PHONE_KINDS).items() if copied.search(source)] == []


def test_every_kind_that_the_phone_reports_is_received_and_belongs_to_one_capability() -> None:
    received = {
        kind
        for name in CAPABILITIES
        for kinds in import_module(f"{name}.capability").capability.facts.values()
        for kind in kinds
    }
    assert sorted(set(phone_kinds()) - received) == []
    offers = [path for path in phone_sources(but="") if path.endswith("/capability.ts")]
    claimed = [
        kind
        for path in offers
        for facts in re.findall(
            r"\n  facts: \{(.*?)\},?\n", (ROOT / path).read_text().replace("\n    ", " "), re.DOTALL
        )
        for kind in re.findall(r"(\w+): \{", facts)
    ]
    added = [kind for _, kind in added_kinds()]
    assert sorted({*claimed, *added}) == sorted(set(phone_kinds()) - BY_THE_ENGINE)
    assert len(claimed) == len(set(claimed)), "two capabilities claim one kind"
    assert len(added) == len(set(added)), "two pages add one kind"


def test_a_page_adds_a_kind_where_it_reports_it() -> None:
    assert [kind for path, kind in added_kinds() if f"'{kind}'" not in (ROOT / path).read_text(encoding="utf-8")] == []


def test_the_phones_sets_of_kinds_are_the_offices() -> None:
    with_trait = {
        trait: {kind for kind, traits in phone_kinds().items() if trait in traits} for trait in ("value", "field")
    }
    assert with_trait["value"] == {*rules.WRITES, "withdrawn"}
    assert with_trait["value"] < with_trait["field"]


def test_the_figures_that_phone_and_office_share_are_equal_and_written_once() -> None:
    figures = dict(re.findall(r"export const (\w+) = ([\d_]+);", (ROOT / PHONE_FIGURES).read_text()))
    assert int(figures["SLIP_SECONDS"]) == rules.SLIP_SECONDS.total_seconds()
    assert int(figures["ON_SITE_SECONDS"]) == ON_SITE_WITHIN["at_most"]
    copied = re.compile(r"const (?:SLIP|ON_SITE|WITHIN|LONG_WAIT)\w* = [\d_]+")
    assert [path for path, source in phone_sources(but=PHONE_FIGURES).items() if copied.search(source)] == []


def test_what_is_withdrawn_is_read_in_one_place_on_the_phone() -> None:
    by_hand = re.compile(r"filter\([^;]*kind === 'withdrawn'\)[^;]*body\.fact")
    home = "pwa/technician/standard/record.ts"
    assert [path for path, source in phone_sources(but=home).items() if by_hand.search(source)] == []


def test_the_figures_of_the_standard_are_written_in_standards_only() -> None:
    """A waiting time or a notice is read from the pinned standard, because somebody publishes another one some day."""
    figure = re.compile(r"\b(?:EARLY|WAIT|NOTICE|AT_DOOR)\w*\s*(?::[^=]+)?=\s*-?(?:5|10|120|300|600|7200)\b")
    sources = [
        path
        for path in files(".py", ".ts", ".tsx")
        if path.startswith(("server/", "pwa/technician/")) and not path.startswith("server/standards/")
    ]
    assert [path for path in sources if figure.search(Path(ROOT, path).read_text(encoding="utf-8"))] == []


def test_each_kind_of_fact_of_a_visit_is_documented() -> None:
    protocol = (ROOT / "docs" / "PROTOCOL.md").read_text(encoding="utf-8")
    kinds = {
        kind for name in CAPABILITIES for kind in import_module(f"{name}.capability").capability.facts.get("visit", {})
    }
    assert sorted(kind for kind in kinds if f"`{kind}" not in protocol) == []


def test_each_kind_of_fact_is_told_in_words() -> None:
    """By its capability's narration, else by words of its own, which must need nothing that only a narration knows.

    What is said of a phone or a day stands in no timeline, but a revoked phone's is held back, and there somebody reads what it is.
    """
    dumb = []
    for name in CAPABILITIES:
        for subject, kinds in import_module(f"{name}.capability").capability.facts.items():
            for kind, form in kinds.items():
                keys = (f"console.fact.{kind}", f"console.quarantine.record.kind.{kind}")
                words = [catalogue()[key] for key in keys if key in catalogue()]
                if form.narrate is None and not any("{" not in "".join(each.values()) for each in words):
                    dumb += [f"{subject} {kind}"]
    assert dumb == []


FIGURES = {
    120,
    300,
    600,
    7200,
}  # seconds or minutes of HV-8a, HV-8c and HV-9b; a published standard says them, and another may say others
LENGTHS = {
    "String",
    "tidy",
    "text",
    "Length",
    "text_typed",
    "Column",
}  # calls in which such a figure is a number of characters
OTHER_FIGURES = {
    "server/privacy/times.py": "months that a setting may keep something at most",
    "server/complaints/console/words.py": "minutes before which what is left is marked",
    "server/complaints/facts.py": "characters of a sentence",
    "server/complaints/ways_in.py": "characters of a place",
    "server/dispatch/intake/order_form.py": "characters of what a caller says is wrong",
    "server/backup/databases.py": "characters of a tool's last words",
    "server/customers/models.py": "minutes for which a telephone number stands unmasked",
    "server/visits/console/rules.py": "minutes before an order in which an office telephones; no clause",
    "server/webhooks/sending.py": "seconds between attempts, as Standard Webhooks proposes them",
    "server/kernel/text/positions.py": "metres in the formula by which maps are shifted",
}


def figures_in(source: str) -> Iterator[int]:
    """Lines in which a figure of the standard is written: as a number, a product of two, or minutes and hours of a span."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in LENGTHS:
            for each in ast.walk(node):
                each.length = True  # type: ignore[attr-defined]
    units = {"hours": 3600, "minutes": 60, "seconds": 1}
    for node in ast.walk(tree):
        value, unit = (node.value, units.get(node.arg or "", 0)) if isinstance(node, ast.keyword) else (node, 1)
        number = _number(value)
        if number is not None and unit and abs(number) * unit in FIGURES and not hasattr(node, "length"):
            yield getattr(value, "lineno", 0)


def _number(node: ast.AST) -> int | None:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _number(node.operand)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        left, right = _number(node.left), _number(node.right)
        return left * right if left is not None and right is not None else None
    return None


def test_no_source_writes_a_figure_of_the_standard() -> None:
    found = {
        path: list(figures_in((ROOT / path).read_text(encoding="utf-8")))
        for path in files(".py")
        if path.startswith("server/") and not path.startswith(("server/standards/", "server/demo/"))
    }
    assert {path: lines for path, lines in found.items() if lines and path not in OTHER_FIGURES} == {}
    assert [path for path in OTHER_FIGURES if not found[path]] == [], "no longer needed"


def test_no_source_of_the_phone_writes_one_either() -> None:
    """Its twin of limits.ts reads the pinned standard. A length in characters or bytes is none."""
    figure = re.compile(r"(?<![\w.#])(?:120|300|600|7_?200)(?![\w.])(?! \* 1024| KB)")
    found = [
        f"{path}: {line.strip()}"
        for path in files(".ts", ".tsx")
        if path.startswith("pwa/technician/") and "/messages/" not in path
        for line in (ROOT / path).read_text(encoding="utf-8").splitlines()
        if figure.search(line) and "maxLength" not in line
    ]
    assert found == []


def test_a_figure_would_be_seen() -> None:
    for line in ("early = 300", "later(now, minutes=5)", "notice = 2 * 60 * 60", "later(now, hours=-2)", "wait > 600"):
        assert list(figures_in(line)), line
    for line in ("name = String(120)", "tidy(value, 300)", "later(now, minutes=15)"):
        assert not list(figures_in(line)), line


def test_each_class_of_the_office_is_laid_out_in_one_stylesheet() -> None:
    """A class that two files lay out changes pages that nobody looked at, because all are one stylesheet to a browser."""
    homes: dict[str, set[str]] = {}
    for file in sorted((ROOT / "pwa/styles/office").glob("*.css")):
        for name in re.findall(r"^\.([a-z0-9-]+) \{", file.read_text("utf-8"), re.MULTILINE):
            homes.setdefault(name, set()).add(file.name)
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}
