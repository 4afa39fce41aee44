"""What every test may ask for: an app on a fresh database, once on SQLite and once on a real PostgreSQL."""

import gc
import logging
import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from flask import Flask
from hypothesis import HealthCheck
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

from server.config import Settings
from tests import reaper
from tests.beginnings import CAST, EMPTY, SCENE, VISIT, PostgresBeginnings, SqliteBeginnings, make_tables
from tests.cast import cast  # noqa: F401 - a fixture
from tests.in_memory import write_to_memory
from tests.patience import SECONDS
from tests.postgres import Postgres, running_postgres
from tests.scenario import Scenario

HERE = Path(__file__).parent
# What takes seconds comes before the two thousand tests that take none, so that at the end no process waits for another one's last.
SLOW = ("test_commands.py", "browser", "simulate", "kills", "proof", "architecture", "pwa", "sync")
KINDS = ["sqlite", "postgresql"]
DATABASES = "DOORSTEP_TEST_DATABASES"
ZONES = (ZoneInfo("UTC"), ZoneInfo("Asia/Shanghai"))
# No property fails because a machine is busy: the time that an example takes, or that drawing one takes, is no verdict.
# Fixtures are shared by the examples of a property, because an application for each would take minutes.
NO_VERDICTS = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=NO_VERDICTS, print_blob=True)
hypothesis.settings.load_profile("house")


def pytest_configure() -> None:
    """Where tests write; and whatever they start ends with them."""
    write_to_memory()
    reaper.start()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On SQLite; on PostgreSQL, too, what asks a database: marked `both_databases`, or everything where the environment wants that."""
    marks = metafunc.definition.iter_markers("parametrize")
    if "database_url" in metafunc.fixturenames and not any("database_url" in mark.args[0] for mark in marks):
        both = metafunc.definition.get_closest_marker("both_databases") or os.environ.get(DATABASES) == "both"
        metafunc.parametrize("database_url", KINDS if both else KINDS[:1], indirect=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share something go to one process, because two would make it twice. Slow folders first, then those, each in its own order."""
    shared = set()
    for item in items:
        if name := shares(item):
            item.add_marker(pytest.mark.xdist_group(name))
            shared.add(item)
    items.sort(
        key=lambda item: (SLOW.index(folder) if (folder := folder_of(item)) in SLOW else len(SLOW), item not in shared)
    )


def folder_of(item: pytest.Item) -> str:
    return item.path.relative_to(HERE).parts[0]


def shares(item: pytest.Item) -> str | None:
    """The name of what this test of the server or of the house shares with others of its file or folder."""
    if folder_of(item) == "architecture":
        return "sources"  # which are read and parsed once
    if folder_of(item) != "server" or item.get_closest_marker("xdist_group") or not isinstance(item, pytest.Function):
        return None
    known = item._fixtureinfo.name2fixturedefs
    modules = [name for name in item.fixturenames if name in known and known[name][-1].scope == "module"]
    chosen = [
        str(item.callspec.params[name])
        for name in modules
        if hasattr(item, "callspec") and name in item.callspec.params
    ]
    return " ".join([item.path.name, *chosen]) if modules else None


def pytest_sessionfinish() -> None:
    """Nothing is looked through again: pytest collects five times after the last test, and execnet sends a worker that needs more than five
    seconds for it a SIGINT, which is seen as a KeyboardInterrupt in whatever runs then."""
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test says *today* more than once and means one day: what would meet midnight on its way begins after it."""
    needs = timedelta(seconds=3 * SECONDS if item.get_closest_marker("browser") else SECONDS / 2)
    for zone in ZONES:
        today = datetime.now(zone).date()
        if (datetime.now(zone) + needs).date() != today:
            while datetime.now(zone).date() == today:
                time.sleep(0.1)


@pytest.fixture(scope="session", autouse=True)
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every test has an application of its own; its templates and addresses are compiled once for all of them."""
    before, compiled = Flask.jinja_options, Rule._compile_builder
    Flask.jinja_options = before | {
        "bytecode_cache": FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    }
    Rule._compile_builder = once_for_each_rule(compiled)  # type: ignore[method-assign]
    gc.set_threshold(
        50_000, 20, 20
    )  # because an application is a hundred thousand objects, and looking through them finds nothing
    yield
    Flask.jinja_options, Rule._compile_builder = before, compiled  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    """A command sends the log to the stderr of its test, which is closed afterwards: no later test hears of that."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
    for handler in set(handlers) - set(root.handlers):
        root.addHandler(handler)
    root.setLevel(level)


def once_for_each_rule(compiled: Callable[..., Any]) -> Callable[..., Any]:
    """The builder of an address depends on nothing but its pattern, its defaults and the kinds of its parts."""
    known: dict[Any, Any] = {}

    def builder(rule: Rule, append_unknown: bool = True) -> Any:
        kinds = tuple((name, type(each)) for name, each in sorted(rule._converters.items()))
        pattern = (rule.rule, rule.subdomain, rule.host, str(rule.defaults), kinds, append_unknown)
        if pattern not in known:
            known[pattern] = compiled(rule, append_unknown)
        return known[pattern]

    return builder


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL for all tests of this process."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the private keys of all installations lie that begin with the cast; each is found by its id."""
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="session")
def sqlite_beginnings(tmp_path_factory: pytest.TempPathFactory, keys_folder: Path) -> SqliteBeginnings:
    """SQLite files that tests begin with."""
    return SqliteBeginnings(tmp_path_factory.mktemp("template"), keys_folder)


@pytest.fixture(scope="session")
def sqlite_template(sqlite_beginnings: SqliteBeginnings) -> Path:
    """An SQLite file with all tables and no rows."""
    return sqlite_beginnings.empty


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database with all tables and no rows."""
    name = postgres.create()
    folder = tmp_path_factory.mktemp("template")
    make_tables(Settings(data_dir=folder, database_url=postgres.address(name), testing=True))
    return name


@pytest.fixture(scope="session")
def postgres_beginnings(
    postgres: Postgres,
    postgres_template: str,
    tmp_path_factory: pytest.TempPathFactory,
    keys_folder: Path,
) -> Iterator[PostgresBeginnings]:
    """The PostgreSQL database that tests begin with."""
    beginnings = PostgresBeginnings(postgres, postgres_template, tmp_path_factory.mktemp("beginnings"), keys_folder)
    yield beginnings
    beginnings.close()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database with all tables and the rows that a test asks for; nobody else uses it meanwhile."""
    if request.param == "sqlite":
        return request.getfixturevalue("sqlite_beginnings").fresh(tmp_path, begins_with(request))
    return request.getfixturevalue("postgres_beginnings").fresh(begins_with(request))


def begins_with(request: pytest.FixtureRequest) -> str:
    names = request.fixturenames
    return VISIT if "given_visit" in names else SCENE if "scenario" in names else CAST if "cast" in names else EMPTY


@pytest.fixture
def beginning(app: Flask, request: pytest.FixtureRequest) -> Scenario:
    """Who and what is in the database from its beginning."""
    kind = "sqlite" if app.config["DOORSTEP"].database.startswith("sqlite") else "postgres"
    found: Scenario = request.getfixturevalue(f"{kind}_beginnings").scene(begins_with(request), app)
    return found


@pytest.fixture
def settings(database_url: str, tmp_path: Path, keys_folder: Path) -> Settings:
    """Settings of an installation of its own, on each kind of database in turn."""
    return Settings(
        data_dir=tmp_path, database_url=database_url, keys_dir=keys_folder, testing=True, enrolments_a_day=1000
    )


@pytest.fixture
def capabilities() -> tuple[str, ...]:
    """What the application consists of; a test module may replace it."""
    from server.app import CAPABILITIES

    return CAPABILITIES


@pytest.fixture(scope="session")
def kept_apps() -> Any:
    """Applications that are used again."""
    from tests.kept_apps import KeptApps

    return KeptApps()


@pytest.fixture
def app(settings: Settings, capabilities: tuple[str, ...], kept_apps: Any) -> Iterator[Flask]:
    """The whole application on `settings`."""
    from server.kernel.db import db
    from server.visits import standard

    standard._known.cache_clear()  # because the cast's organisations are the same ones in every test
    app = kept_apps.lend(settings, capabilities)
    yield app
    with app.app_context():
        db.engine.dispose()
