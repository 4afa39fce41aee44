"""The databases of the tests: real, separate for each test, and as durable in manner as those of an installation."""

import psycopg
import sqlalchemy
from sqlalchemy import text

from tests.postgres import Postgres


def test_a_copy_of_a_template_is_a_database_of_its_own(postgres: Postgres) -> None:
    template = postgres.create()
    with connect(postgres, template) as connection:
        connection.execute(b"CREATE TABLE visit (number int)")
    first, second = postgres.create(template), postgres.create(template)
    with connect(postgres, first) as connection:
        connection.execute(b"INSERT INTO visit VALUES (1)")
    with connect(postgres, second) as connection:
        assert connection.execute(b"SELECT count(*) FROM visit").fetchone() == (0,)
    for name in (first, second, template):
        postgres.drop(name)


def test_its_address_serves_sqlalchemy(postgres: Postgres) -> None:
    engine = sqlalchemy.create_engine(postgres.address("postgres"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT '猫眼看不清'")).scalar() == "猫眼看不清"
    engine.dispose()


def connect(postgres: Postgres, name: str) -> psycopg.Connection:
    return psycopg.connect(host=str(postgres.folder), user="postgres", dbname=name, autocommit=True)
