"""Turn TypeScript and CSS into hashed files: a webassets bundle is an entry point, its one filter calls esbuild.

Runs before serving, and again in development when a source changed; pages ask `assets`, never this module.
"""

import contextlib
import fcntl
import hashlib
import json
import logging
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import zopfli.gzip
from webassets import Bundle, Environment
from webassets.filter import Filter

from server.web.built import BUILT, MANIFEST, URL

log = logging.getLogger("doorstep.assets")
HERE = Path(__file__).resolve().parent
PWA = HERE.parent.parent / "pwa"
PUBLIC = PWA / "technician" / "public"
SHELL = ["/app/", "/app/manifest.webmanifest"]
# Members that a package calls private by a leading underscore get short names, because nobody outside of it asks for them by name.
PRIVATE = "--mangle-props=^_[a-z][A-Za-z]{2,}$"
# What a phone asks for while the app is put on its home screen, which takes a network: it need not lie in the store (0128).
ONLY_TO_INSTALL = ("public/icon-",)
# The words of the language that a phone does not begin in: stored in a cache of their own after the first start (0170).
WORDS_APART = re.compile(r"/messages/en(\.\w+)?\.ts$")
# Browsers of the last years, because cheap phones keep an old one.
TARGET = "es2021,chrome96,safari15.4,firefox100"

# What a program's parts import along, though they ask for little of it: it is there before any of them, and in this way it is
# one file that packs well, not a dozen that each cost a cheap phone a request at every start. Such a file itself must not ask
# for `__LAZY__`, because esbuild cannot inject constants into what it injects.
SHARED_BY_PARTS = {"technician.js": "technician/main.tsx"}
ONLY_IMPORT = re.compile(r'import"\./(part-\w+\.js)";')  # all that is left of an entry whose code went into one part
# Said to Chromium of what a program cannot start without: all its functions are compiled while the file is read, beside the page's
# own thread, because a cheap phone otherwise stands still for each of 300 of them before it shows anything.
COMPILE_EAGERLY = b"//# allFunctionsCalledOnLoad\n"


@dataclass
class Built:
    """What one build made: file by asset name, its gzip size in bytes, the parts that it cannot start without, and those of words alone."""

    files: dict[str, str] = field(default_factory=dict)
    gzip: dict[str, int] = field(default_factory=dict)
    preload: dict[str, list[str]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)

    def keep(self, name: str, stored: str) -> None:
        content = (BUILT / stored).read_bytes()
        packed = zopfli.gzip.compress(
            content
        )  # the same format in 3 % fewer bytes, for half a second of a build (0170)
        (BUILT / f"{stored}.gz").write_bytes(packed)
        self.files[name], self.gzip[name] = stored, len(packed)

    def urls(self, *prefixes: str) -> list[str]:
        return [URL + stored for name, stored in sorted(self.files.items()) if name.startswith(prefixes)]


def build(production: bool) -> dict[str, Any]:
    """Build every entry point that exists, clear out what older builds left, and return the manifest.

    The manifest: {version, production, assets: {name: stored}, precache: [url], words: [url], gzip: {name: bytes}, preload: {name: [name of part]}}.
    """
    with alone():
        return _build(production)


def _build(production: bool) -> dict[str, Any]:
    built, environment, points = Built(), bundles_environment(), entry_points()
    for name, stored in copy_public_files():
        built.keep(name, stored)
    for name, source in points.items():
        defines: dict[str, Any] = {"__LAZY__": lazy_urls(built)} if name == "technician.js" else {}
        compile_entry(environment, name, source, defines, production, built)
    words = sorted(URL + built.files[name] for name in built.words)
    left_out = {*built.urls(*ONLY_TO_INSTALL), *words}
    precache = SHELL + [url for url in built.urls("technician.", "lazy/", "public/") if url not in left_out]
    version = version_of(precache + words)
    if (worker := PWA / "technician" / "sw.ts").is_file():
        defines = {"__PRECACHE__": precache, "__WORDS__": words, "__VERSION__": version}
        compile_entry(environment, "sw.js", worker, defines, production, built)
    manifest = {"version": version, "production": production, "assets": built.files, "precache": precache}
    manifest["words"] = words
    manifest |= {"gzip": built.gzip, "preload": built.preload}
    write_manifest(manifest)
    clear_out(set(built.files.values()))
    return manifest


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One build at a time, because a second one would clear out what the first has just made."""
    (BUILT / "inputs").mkdir(parents=True, exist_ok=True)
    with (BUILT / "inputs" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def entry_points() -> dict[str, Path]:
    """Asset name → source of every bundle but the service worker; lazy ones first, because the app names their URLs."""
    found = {}
    for folder, prefix in (
        ("technician/lazy", "lazy"),
        ("technician/apart", "apart"),  # outside of the precache: a phone that needs it stores it by itself
        ("console", "console"),
        ("customer", "customer"),
    ):
        for source in sorted((PWA / folder).glob("*.ts*")):
            if not source.name.endswith(".d.ts"):
                found[f"{prefix}/{source.stem}.js"] = source
    for style in ("pages", "visits", "customer-mode"):  # what Today never shows comes after the first load
        found[f"lazy/{style}.css"] = PWA / "styles" / f"{style}.css"
    found["technician.js"] = PWA / "technician" / "main.tsx"
    for style in ("technician", "console", "customer", "front"):
        found[f"{style}.css"] = PWA / "styles" / f"{style}.css"
    for name in [name for name, source in found.items() if not source.is_file()]:
        log.info("%s is left out: %s does not exist yet", name, found.pop(name).relative_to(PWA.parent))
    return found


def lazy_urls(built: Built) -> dict[str, str]:
    """Name of a lazy feature → its URL, as the app gets it in `__LAZY__`."""
    lazy = {name: stored for name, stored in built.files.items() if name.startswith(("lazy/", "apart/"))}
    return {Path(name).stem: URL + stored for name, stored in lazy.items()}


def compile_entry(
    environment: Environment, name: str, source: Path, defines: dict[str, Any], production: bool, built: Built
) -> None:
    entry = EntryPoint(name, source, Esbuild(name, defines, production))
    environment.register(name, entry)
    entry.build(force=True, disable_cache=True)
    built.keep(name, entry.resolve_output().removeprefix(f"{BUILT}/"))
    keep_parts(name, built)


def keep_parts(name: str, built: Built) -> None:
    """Put the parts that esbuild split off (for `import()`, or shared with those) beside their program, which names them so."""
    named = {}
    outputs = {Path(path).name: each for path, each in json.loads(metafile_of(name).read_text())["outputs"].items()}
    needed = static_parts(outputs, Path(name).with_stem("entry").name)
    apart = words_apart(outputs)
    for part in sorted(drafts_of(name).glob("part-*.js")):
        stored = str(Path(name).with_name(part.name))
        (BUILT / stored).write_bytes((COMPILE_EAGERLY if part.name in needed else b"") + part.read_bytes())
        named[part.name] = f"{name.removesuffix('.js')}.{part.name}"
        built.keep(named[part.name], stored)
        if part.name in apart:
            built.words.add(named[part.name])
    built.preload[name] = [named[each] for each in sorted(needed)]
    only = ONLY_IMPORT.fullmatch((BUILT / built.files[name]).read_text(encoding="utf-8").strip())
    if only and only[1] in named:  # the page asks for what matters at once, not for a file that names it
        built.files[name] = built.files.pop(named[only[1]])
        built.gzip[name] = built.gzip.pop(named[only[1]])
        built.preload[name].remove(named[only[1]])


def words_apart(outputs: dict[str, Any]) -> set[str]:
    """File names of the parts of words alone that no other part needs before it runs, because one such would not open without them."""
    words = {name for name, each in outputs.items() if holds_only_words(each)}
    return words.difference(*(static_parts(outputs, name) for name in outputs if name not in words))


def holds_only_words(output: dict[str, Any]) -> bool:
    """Whether a part is made of messages in the second language and of nothing else."""
    sources = [path for path, each in output["inputs"].items() if each["bytesInOutput"]]
    return bool(sources) and all(WORDS_APART.search(path) for path in sources)


def static_parts(outputs: dict[str, Any], start: str) -> set[str]:
    """File names of the parts that *start* imports before it runs, and those that they import."""
    found: set[str] = set()
    todo = [start]
    while todo:
        imports = outputs.get(todo.pop(), {}).get("imports", [])
        fresh = {Path(each["path"]).name for each in imports if each["kind"] == "import-statement"} - found
        found |= fresh
        todo += fresh
    return found


class EntryPoint(Bundle):
    """A bundle of one source, which depends on every file that esbuild read for it."""

    def __init__(self, name: str, source: Path, esbuild: "Esbuild") -> None:
        stem, _, kind = name.rpartition(".")
        super().__init__(str(source), filters=esbuild, output=f"{stem}.%(version)s.{kind}")
        self.asset = name

    def resolve_depends(self, ctx: Any) -> list[str]:
        """The inputs of esbuild's metafile, because globs with `**` miss files silently."""
        metafile = metafile_of(self.asset)
        if not metafile.is_file():
            return []
        inputs = json.loads(metafile.read_text())["inputs"]
        return [str(PWA / path) for path in inputs if not path.startswith("<")]  # because constants count as inputs


class Esbuild(Filter):
    """Bundle one entry point; `defines` become constants of the program."""

    name: str = "esbuild"  # type: ignore[assignment]  # webassets says that None is the only name
    max_debug_level: bool | None = None  # type: ignore[assignment]  # nor that None is one

    def __init__(self, asset: str, defines: dict[str, Any], production: bool) -> None:
        super().__init__()
        self.asset, self.defines, self.production = asset, defines, production

    def open(self, out: TextIO, source_path: str, **_: Any) -> None:
        shutil.rmtree(drafts_of(self.asset), ignore_errors=True)
        metafile_of(self.asset).parent.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [program(), source_path, *self.arguments()], cwd=PWA, capture_output=True, encoding="utf-8"
        )
        if done.returncode:
            raise SystemExit(f"esbuild could not build {self.asset}:\n{done.stderr}")
        out.write((drafts_of(self.asset) / Path(self.asset).with_stem("entry").name).read_text(encoding="utf-8"))

    def arguments(self) -> list[str]:
        """A service worker is a classic script, because module workers came late to phones."""
        kind = ["--format=iife"] if self.asset == "sw.js" else ["--format=esm", "--splitting"]
        options = [
            "--bundle",
            *kind,
            "--entry-names=entry",
            "--chunk-names=part-[hash]",
            f"--target={TARGET}",
            "--charset=utf8",
            "--log-level=warning",
        ]
        options += ["--jsx=automatic", "--jsx-import-source=preact", "--legal-comments=none", "--loader:.svg=dataurl"]
        if self.asset in SHARED_BY_PARTS:
            options.append(f"--inject:{SHARED_BY_PARTS[self.asset]}")
        options += [f"--metafile={metafile_of(self.asset)}", f"--outdir={drafts_of(self.asset)}"]
        options += [f"--define:{name}={json.dumps(value)}" for name, value in self.defines.items()]
        return options + (["--minify", PRIVATE] if self.production else ["--sourcemap=inline"])


def program() -> str:
    """The esbuild of this platform, called without Node; SystemExit when the packages are not installed."""
    found = sorted((PWA / "node_modules" / "@esbuild").glob("*/bin/esbuild"))
    if not found:
        raise SystemExit("esbuild is not installed: run `make venv` first.")
    return str(found[0])


def drafts_of(name: str) -> Path:
    """Where esbuild writes the program and its parts, before they get their lasting names."""
    return BUILT / "inputs" / f"{name}.parts"


def metafile_of(name: str) -> Path:
    return BUILT / "inputs" / f"{name}.json"


def bundles_environment() -> Environment:
    environment = Environment(str(BUILT), "/", manifest=f"json:{BUILT}/versions.json", versions="hash")
    environment.config["cache"] = False
    return environment


def copy_public_files() -> list[tuple[str, str]]:
    """Icons and other files that need no compiling, under hashed names: [(asset name, stored)]."""
    copied = []
    for source in sorted(path for path in PUBLIC.rglob("*") if path.is_file()):
        name = f"public/{source.relative_to(PUBLIC).as_posix()}"
        content = source.read_bytes()
        stem, _, kind = name.rpartition(".")
        stored = f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}.{kind}"
        (BUILT / stored).parent.mkdir(parents=True, exist_ok=True)
        (BUILT / stored).write_bytes(content)
        copied.append((name, stored))
    return copied


def version_of(precache: list[str]) -> str:
    """Changes with any precached file and with the page shell, so that phones fetch the new set as one."""
    digest = hashlib.sha256("\n".join(precache).encode())
    for template in sorted((HERE / "templates").rglob("*")):
        if template.is_file():
            digest.update(template.read_bytes())
    return digest.hexdigest()[:12]


def write_manifest(manifest: dict[str, Any]) -> None:
    """Replace the manifest in one step, because a server may be reading it."""
    draft = MANIFEST.with_suffix(".new")
    draft.write_text(json.dumps(manifest, indent=1))
    draft.replace(MANIFEST)


def clear_out(kept: set[str]) -> None:
    """Remove what earlier builds left: hashed files that the manifest does not name any more."""
    for path in BUILT.rglob("*"):
        relative = path.relative_to(BUILT).as_posix()
        own = relative.startswith("inputs/") or relative in (MANIFEST.name, "versions.json")
        if path.is_file() and not own and relative.removesuffix(".gz") not in kept:
            path.unlink()


def stale() -> bool:
    """Whether any source is newer than what was built from it, or an entry point came or went."""
    if not MANIFEST.is_file():
        return True
    made = MANIFEST.stat().st_mtime
    points = entry_points() | {"sw.js": PWA / "technician" / "sw.ts"}
    inputs = {str(path) for path in PUBLIC.rglob("*")} | {str(source) for source in points.values()}
    for name, source in points.items():
        inputs.update(EntryPoint(name, source, Esbuild(name, {}, False)).resolve_depends(None))
    return any(not Path(path).exists() or Path(path).stat().st_mtime > made for path in inputs)
