"""Statements that every sync runs: worded once for each database and run on the driver itself. See docs/decisions/0037."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Insert, String, bindparam, event, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles

from server.kernel.db import db

Row = tuple[Any, ...]
Worded = tuple[
    str, Sequence[str] | None, bool
]  # the text, the order of its parameters where they have no names, and whether it takes all rows at once
LAST = "doorstep.last"  # where a connection keeps what goes with the COMMIT


class among(ColumnElement[Any]):  # noqa: N801, because it stands in a statement as a word
    """Whether a column is one of the values of a parameter: a list, however long, in one and the same text."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.column, self.array, self.text = (
            column,
            bindparam(name, type_=_list_of(column)),
            bindparam(name, type_=String()),
        )


@compiles(among)
def _any(element: among, compiler: Any, **more: Any) -> str:
    """As a list that a query gives, because PostgreSQL counts the elements of a parameter: for one or two it would plan each time anew."""
    return f"{compiler.process(element.column, **more)} = ANY (ARRAY (SELECT unnest({compiler.process(element.array, **more)})))"


@compiles(among, "sqlite")
def _of_json(element: among, compiler: Any, **more: Any) -> str:
    return f"{compiler.process(element.column, **more)} IN (SELECT value FROM json_each({compiler.process(element.text, **more)}))"


class Prepared:
    """A statement of SQLAlchemy's Core on texts, whole numbers, truth values and bytes, which both drivers take and give as they are.

    It is run inside the session's transaction. Rows are plain tuples; errors are SQLAlchemy's, without the parameters.
    """

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._worded: dict[tuple[str, tuple[str, ...], bool], Worded] = {}

    def all(self, asked: Mapping[str, Any]) -> list[Row]:
        """Every row."""
        rows: list[Row] = self._execute(asked).fetchall()
        return rows

    def first(self, asked: Mapping[str, Any]) -> Row | None:
        """The first row, if there is one."""
        row: Row | None = self._execute(asked).fetchone()
        return row

    def one(self, asked: Mapping[str, Any]) -> Row:
        """The row that is there."""
        row = self.first(asked)
        if row is None:
            raise LookupError("no row")
        return row

    def run(self, given: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
        """Change something; with several sets of the same parameters once for each."""
        if isinstance(given, Mapping):
            self._execute(given)
        elif given:
            self._execute(given[0], given)

    def run_last(self, given: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
        """The same, but PostgreSQL is told together with the COMMIT that comes next.

        For what is done under a lock that everybody waits for: it is held no longer than the database works, however busy this process is.
        """
        connection = _connection()
        rows = [given] if isinstance(given, Mapping) else given
        if connection.dialect.name != "postgresql":
            self.run(rows)
        elif rows:
            text, _, at_once = self._words(connection.dialect, rows)
            connection.info.setdefault(LAST, []).extend(
                (text, each) for each in ([_in_lists(rows)] if at_once else rows)
            )

    def _execute(self, asked: Mapping[str, Any], rows: Sequence[Mapping[str, Any]] = ()) -> Any:
        connection = _connection()
        text, order, at_once = self._words(connection.dialect, rows or (asked,))
        cursor = connection.connection.cursor()
        try:
            if at_once:
                cursor.execute(text, _in_lists(rows))
            elif rows:
                cursor.executemany(text, [_placed(order, row) for row in rows] if order is not None else rows)
            else:
                cursor.execute(text, asked if order is None else _placed(order, asked))
        except Exception as error:
            raise _as_sqlalchemys(connection, text, error) from error
        return cursor

    def _words(self, dialect: Dialect, rows: Sequence[Mapping[str, Any]]) -> Worded:
        names, at_once = (
            tuple(rows[0]),
            len(rows) > 1 and dialect.name == "postgresql" and isinstance(self._statement, Insert),
        )
        key = (dialect.name, names, at_once)
        found = self._worded.get(key)
        if found is None:
            statement = _of_columns(self._statement.table, names) if at_once else self._statement
            compiled = statement.compile(dialect=dialect, column_keys=names)
            found = self._worded[key] = (compiled.string, compiled.positiontup, at_once)
        return found


def _connection() -> Connection:
    """The session's, within the transaction or savepoint that is open; asked for once in each, because the session takes as long to tell as a statement."""
    session = db.session()
    known, inner = session.info.get("connected"), session.get_nested_transaction() or session.get_transaction()
    if known and known[0] is inner and inner.is_active:
        found: Connection = known[1]
        return found
    connection = session.connection()
    session.info["connected"] = (session.get_nested_transaction() or session.get_transaction(), connection)
    return connection


def _of_columns(table: Any, names: Sequence[str]) -> Insert:
    """Insert rows that come as one list a column, because PostgreSQL answers once then and not once a row."""
    lists = (
        func.unnest(*(bindparam(name, type_=_list_of(table.c[name])) for name in names))
        .table_valued(*names)
        .render_derived()
    )
    return insert(table).from_select(names, select(lists))


@event.listens_for(Engine, "begin")
def _nothing_is_last_yet(connection: Connection) -> None:
    connection.info.pop(LAST, None)  # because the transaction that it was meant for was not committed


@event.listens_for(Engine, "commit")
def _send_what_is_last(connection: Connection) -> None:
    """The statements and the COMMIT in one piece, answered in one; what is wrong with any of them is raised, and then nothing is kept."""
    calls = connection.info.pop(LAST, ())
    driver = connection.connection.driver_connection
    if not calls or driver is None:
        return
    try:
        with driver.pipeline():
            for text, given in calls:
                driver.execute(text, given)
            driver.commit()
    except Exception as error:
        raise _as_sqlalchemys(connection, calls[-1][0], error) from error


def _in_lists(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {name: array_of([row[name] for row in rows]) for name in rows[0]}


def array_of(values: Sequence[Any]) -> str:
    """Texts, whole numbers, truth values and bytes as PostgreSQL reads an array; the driver stops at every quotation mark, and facts are full of them."""
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    return "NULL" if value is None else str(value)


def _list_of(column: ColumnElement[Any]) -> ARRAY[Any]:
    """Texts without their length, because a cast to a length cuts off what is longer and says nothing."""
    return ARRAY(String() if isinstance(column.type, String) else column.type)


def _placed(order: Sequence[str], values: Mapping[str, Any]) -> list[Any]:
    return [json.dumps(value) if type(value) is list else value for value in map(values.__getitem__, order)]


def _as_sqlalchemys(connection: Connection, text: str, error: Exception) -> BaseException:
    """What SQLAlchemy would have raised, because `kernel.transaction` asks it whether another try may help; a dead connection is given up."""
    dialect = connection.dialect
    driver = dialect.loaded_dbapi.Error
    if not isinstance(error, driver):
        return error
    gone = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    found = DBAPIError.instance(
        text, None, error, driver, hide_parameters=True, connection_invalidated=gone, dialect=dialect
    )
    if gone:
        connection.invalidate(error)
    return found
