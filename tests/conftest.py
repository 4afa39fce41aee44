"""What every test may ask for: an app on a fresh database, once on SQLite and once on a real PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from server.config import Settings
from tests.cast import cast  # noqa: F401 - a fixture
from tests.postgres import Postgres, running_postgres


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every test has an application of its own; its templates are compiled once for all of them."""
    before = Flask.jinja_options
    Flask.jinja_options = before | {"bytecode_cache": FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))}
    yield
    Flask.jinja_options = before


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL for all tests of this process."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and no rows."""
    folder = tmp_path_factory.mktemp("template")
    make_tables(Settings(data_dir=folder, database_url=f"sqlite:///{folder / 'empty.sqlite3'}", testing=True))
    return folder / "empty.sqlite3"


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database with all tables and no rows."""
    name = postgres.create()
    folder = tmp_path_factory.mktemp("template")
    make_tables(Settings(data_dir=folder, database_url=postgres.address(name), testing=True))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database with all tables and no rows, which nobody else uses."""
    if request.param == "sqlite":
        fresh = tmp_path / "doorstep.sqlite3"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), fresh)
        yield f"sqlite:///{fresh}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.create(request.getfixturevalue("postgres_template"))
    yield postgres.address(name)
    postgres.drop(name)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of an installation of its own, on each kind of database in turn."""
    return Settings(data_dir=tmp_path, database_url=database_url, testing=True)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The whole application on `settings`."""
    from server.app import create_app
    from server.kernel.db import db

    app = create_app(settings)
    yield app
    with app.app_context():
        db.engine.dispose()


def make_tables(settings: Settings) -> None:
    """Make all tables from the models; a test of migrations proves that those make the same."""
    from server.app import create_app
    from server.kernel.db import db

    app = create_app(settings)
    with app.app_context():
        db.create_all()
        db.session.remove()
        db.engine.dispose()
