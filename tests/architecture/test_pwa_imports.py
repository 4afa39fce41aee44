"""Who may import whom in the technician's app: capabilities, the shell, the engine, then sync, storage and standard. Types may be shared."""

import posixpath
import re

from tests.architecture.sources import ROOT, typescript

APP = "pwa/technician/"
# Each of these may import itself and what stands behind it.
GROUND = {
    "apart": set(),  # programs of their own, which other parts only fetch
    "standard": set(),
    "storage": set(),
    "sync": {"storage", "standard"},
    "accounts": {"sync", "storage", "standard"},
    "evidence": {"sync", "storage", "standard"},
    "phone": {"accounts", "evidence", "sync", "storage", "standard"},
    "shell": {"sync", "storage", "standard"},
}
# Capabilities, each with those whose rules it may use; whatever else one shows of another goes through the shell (shell/capability.ts).
CAPABILITIES = {
    "today": set(),
    "slips": set(),
    "matters": {"today"},
    "attachments": set(),
    "duty": {"today"},
    "outages": set(),
    "statements": set(),
    "trip": set(),
    "visits": {"today"},
    "start": {"today"},
    "delivery": {"today", "start", "accounts"},
    "customer-mode": {"visits", "start"},
}


def imports() -> list[tuple[str, str]]:
    """(importing file, imported path or package) of the app, types left out because they vanish in the build."""
    found = []
    for path, survey in typescript().items():
        if path.startswith(APP):
            for taken in survey["imports"]:
                if not taken["type"]:
                    found.append((path, _whole(path, taken["name"])))
    return found


def _whole(path: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) if name.startswith(".") else name


def folder(path: str) -> str:
    """The capability of a file; a file directly in the app stands for itself."""
    return path.removeprefix(APP).split("/")[0]


def test_the_ground_knows_nothing_of_what_stands_on_it() -> None:
    wrong = []
    for importer, imported in imports():
        here, there = folder(importer), folder(imported)
        if here in GROUND and imported.startswith(APP) and there not in GROUND[here] | {here}:
            wrong.append((importer, imported))
    assert wrong == []


def test_a_capability_uses_the_shell_the_ground_and_what_is_named_here() -> None:
    wrong = []
    for importer, imported in imports():
        here, there = folder(importer), folder(imported)
        allowed = CAPABILITIES.get(here, set()) | {here, "shell", "sync", "storage", "standard"}
        if here in CAPABILITIES and imported.startswith(APP) and there not in allowed:
            wrong.append((importer, imported))
    assert wrong == []


def test_every_folder_is_ground_or_a_capability_that_is_installed() -> None:
    named = {*GROUND, *CAPABILITIES, "app", "main.tsx", "sw.ts"}
    assert {folder(path) for path in typescript() if path.startswith(APP)} <= named
    listed = {imported for importer, imported in imports() if importer == APP + "app/capabilities.ts"}
    assert {folder(each) for each in listed - {APP + "app/beside.ts"}} == set(CAPABILITIES)


def test_only_the_list_reads_what_capabilities_offer() -> None:
    """Their pages and sheets come as parts of the program; Today alone is drawn at once."""
    offers = {f"{APP}{name}/capability.ts" for name in CAPABILITIES}
    assert {importer for importer, imported in imports() if imported in offers} == {APP + "app/capabilities.ts"}
    at_once = re.compile(r"^import \{[^}]*\} from '(\./\S+\.tsx)'", re.MULTILINE)
    assert {each for path in offers for each in at_once.findall((ROOT / path).read_text())} == {"./TodayPage.tsx"}


def test_only_the_beginning_knows_the_engine() -> None:
    """All others see of it what phone/interface.ts says, which are types."""
    assert {importer for importer, imported in imports() if folder(imported) == "phone" != folder(importer)} == {
        APP + "main.tsx"
    }


def test_the_standard_needs_no_package() -> None:
    assert [pair for pair in imports() if folder(pair[0]) == "standard" and not pair[1].startswith(APP)] == []


def test_the_service_worker_knows_no_domain() -> None:
    assert [pair for pair in imports() if folder(pair[0]) == "sw.ts" and not pair[1].startswith(APP + "worker/")] == []


def test_nobody_imports_an_entry_point() -> None:
    assert [pair for pair in imports() if folder(pair[1]) in {"main", "main.tsx", "sw", "sw.ts"}] == []


def test_capabilities_do_not_import_each_other_in_a_circle() -> None:
    ahead: dict[str, set[str]] = {}
    for importer, imported in imports():
        if imported.startswith(APP) and folder(importer) != folder(imported):
            ahead.setdefault(folder(importer), set()).add(folder(imported))
    assert circles(ahead) == []


def test_no_file_of_any_page_imports_itself_on_a_way_round() -> None:
    """The app, the office's scripts and the customer's pages; of two files in a circle neither can be read, or loaded, by itself."""
    ahead: dict[str, set[str]] = {}
    for path, survey in typescript().items():
        if path.startswith("pwa/"):
            ahead[path] = {_whole(path, each["name"]) for each in survey["imports"] if not each["type"]}
    assert circles(ahead) == []


def test_a_circle_would_be_seen_and_a_shared_type_is_none() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"d"}, "e": {"a"}}) == ["b", "c", "d"]
    survey = typescript()["pwa/console/board/inHand.ts"]
    assert survey["imports"] == [{"name": "./costs.ts", "type": True}]  # and costs.ts imports inHand.ts


def circles(ahead: dict[str, set[str]]) -> list[str]:
    """What is reached again from where it stands."""
    return sorted(name for name in ahead if name in _reachable(ahead, name))


def _reachable(ahead: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    todo = list(ahead.get(start, ()))
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += ahead.get(name, ())
    return seen
