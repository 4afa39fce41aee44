"""Who may import whom on the server: the contracts of pyproject.toml, and what they cannot say."""

import functools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp

from server.app import CAPABILITIES, capability_of
from tests.architecture.sources import ROOT
from tests.architecture.test_pwa_imports import circles

FREE = {"app", "cli", "config", "demo", "web", "kernel", "i18n", "console"}
# What stays inside a capability: its routes, pages and wiring. Others take its models, rules, actions and sections.
INSIDE = {"routes", "pages", "schemas", "facts", "capability"}
PURE = ("flask", "flask_smorest", "flask_sqlalchemy", "sqlalchemy", "time", "datetime.now")


@functools.cache
def imports() -> list[tuple[str, str]]:
    """(importer, imported) of every import in the server, outside packages by their first name."""
    graph = grimp.build_graph("server", include_external_packages=True, cache_dir=None)
    return [
        (module, other) for module in sorted(graph.modules) for other in graph.find_modules_directly_imported_by(module)
    ]


def inside() -> Iterator[tuple[list[str], list[str]]]:
    """Imports within the server as names without `server.`: (["visits", "routes"], ["accounts", "models"])."""
    for importer, imported in imports():
        if importer.startswith("server.") and imported.startswith("server."):
            yield importer.split(".")[1:], imported.split(".")[1:]


def test_no_module_imports_itself_on_a_way_round() -> None:
    """Of two modules in a circle neither can be read, or imported first, by itself."""
    ahead: dict[str, set[str]] = {}
    for importer, imported in imports():
        if imported.startswith("server."):
            ahead.setdefault(importer, set()).add(imported)
    assert circles(ahead) == []


def test_the_contracts_hold() -> None:
    # in a process of its own, because import-linter switches off the loggers of the one that it runs in
    linter = [
        str(Path(sys.executable).with_name("lint-imports")),
        "--config",
        str(ROOT / "pyproject.toml"),
        "--no-cache",
    ]
    done = subprocess.run(linter, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_nobody_imports_the_routes_pages_or_wiring_of_another_capability() -> None:
    wrong = []
    for importer, imported in inside():
        if importer[0] != imported[0] and importer[0] not in FREE and len(imported) > 1 and imported[-1] in INSIDE:
            wrong.append((importer, imported))
    assert wrong == []


def test_nobody_imports_another_capabilitys_console_pages() -> None:
    pages = {module.__name__ for name in CAPABILITIES for module in capability_of(name).console}
    wrong = [
        (who, what)
        for who, what in imports()
        if what in pages and not who.startswith(what.rsplit(".console.", 1)[0] + ".")
    ]
    assert [
        pair
        for pair in wrong
        if not pair[0].startswith("server.dispatch.") or not pair[1].startswith("server.dispatch.")
    ] == []


def test_no_capability_but_quarantine_and_devices_imports_sync() -> None:
    assert [
        pair
        for pair in inside()
        if pair[1][0] == "sync" and pair[0][0] not in {"sync", "app", "housekeeping", "cli", "quarantine", "devices"}
    ] == []


def test_sync_knows_the_accounts_models_and_no_other_capability() -> None:
    wrong = [pair for pair in inside() if pair[0][0] == "sync" and pair[1][0] not in {"sync", "kernel"}]
    assert [pair for pair in wrong if pair[1] not in (["accounts"], ["accounts", "models"])] == []


def test_the_kernel_knows_nothing_of_ours() -> None:
    assert [pair for pair in inside() if pair[0][0] == "kernel" and pair[1][0] != "kernel"] == []


def test_rules_know_neither_flask_nor_the_database_nor_a_clock() -> None:
    pure = [(who, what) for who, what in imports() if who.endswith((".rules", ".evaluate", ".chain", ".canonical"))]
    assert [pair for pair in pure if pair[1].startswith((*PURE, "server.kernel.db", "server.kernel.clock"))] == []
    assert [pair for pair in pure if pair[1].endswith(".models")] == []
