"""Which functions of the server the product can get to: from its routes, pages, jobs, reactions and commands, by name, from call to call."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator, Mapping

from tests.architecture.sources import files, text

Place = tuple[str, str]  # (module, name at its top); the name '' is what runs when the module is loaded
PAGES = {"page", "form"}  # decorators of the console; those of a blueprint are attributes of it


@functools.cache
def reached() -> frozenset[Place]:
    """All that the server's own entries lead to."""
    sources = {
        path.removesuffix(".py").replace("/", ".").removesuffix(".__init__"): text(path)
        for path in files(".py")
        if path.startswith("server/")
    }
    return reachable(sources)


def reachable(sources: Mapping[str, str]) -> frozenset[Place]:
    """Module → source: every place that an entry leads to. A name counts as reached where it is mentioned, called or not."""
    graph: dict[Place, set[Place]] = {}
    entries: set[Place] = set()
    for module, source in sources.items():
        tree = ast.parse(source)
        known = dict(_imports(tree, module, sources))
        for statement in tree.body:
            for name in _defined(statement):
                known[name] = (module, name)
        for statement in tree.body:
            mentioned = set(_mentioned(statement, known))
            for name in _defined(statement) or [""]:
                graph.setdefault((module, name), set()).update(mentioned | {(module, "")})
            if _is_entry(module, statement):
                entries |= {(module, name) for name in _defined(statement)}
    return frozenset(_closure(graph, entries))


def _is_entry(module: str, statement: ast.stmt) -> bool:
    """Whether the product begins here: wiring, a command, or a function that a route or a page decorates."""
    if module.endswith((".capability", ".app")) or ".cli" in module:
        return True
    decorators = getattr(statement, "decorator_list", [])
    called = [each.func if isinstance(each, ast.Call) else each for each in decorators]
    return any(
        isinstance(each, ast.Attribute)
        and getattr(each.value, "id", "").endswith("blueprint")
        or isinstance(each, ast.Name)
        and each.id in PAGES
        for each in called
    )


def _imports(tree: ast.Module, module: str, sources: Mapping[str, str]) -> Iterator[tuple[str, Place]]:
    """Name in this module → what it stands for; of a whole module the name is '*'. Imports inside functions count, too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            base = ".".join(module.split(".")[: -node.level]) if node.level else ""
            source = ".".join(part for part in (base, node.module or "") if part)
            for each in node.names:
                whole = f"{source}.{each.name}"
                yield each.asname or each.name, (whole, "*") if whole in sources else (source, each.name)


def _defined(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [statement.name]
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return [
        each.id for target in targets if target is not None for each in ast.walk(target) if isinstance(each, ast.Name)
    ]


def _mentioned(statement: ast.stmt, known: Mapping[str, Place]) -> Iterator[Place]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and node.id in known and known[node.id][1] != "*":
            yield known[node.id]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            place = known.get(node.value.id)
            if place is not None and place[1] == "*":
                yield place[0], node.attr


def _closure(graph: Mapping[Place, set[Place]], entries: set[Place]) -> set[Place]:
    found, waiting = set(entries), list(entries)
    while waiting:
        fresh = graph.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return found
