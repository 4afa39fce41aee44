"""Statements that every sync runs: worded once for each database and run on the driver itself. See docs/decisions/0037."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Dialect, Insert, String, bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles

from server.kernel.db import db

Row = tuple[Any, ...]
Worded = tuple[str, Sequence[str] | None]  # the text, and the order of its parameters where they have no names


class among(ColumnElement[Any]):  # noqa: N801, because it stands in a statement as a word
    """Whether a column is one of the values of a parameter: a list, however long, in one and the same text."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.column, self.array, self.text = column, bindparam(name, type_=_list_of(column)), bindparam(name, type_=String())


@compiles(among)
def _any(element: among, compiler: Any, **more: Any) -> str:
    return f"{compiler.process(element.column, **more)} = ANY ({compiler.process(element.array, **more)})"


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

    def _execute(self, asked: Mapping[str, Any], rows: Sequence[Mapping[str, Any]] = ()) -> Any:
        connection = db.session.connection()
        names, at_once = tuple(asked), len(rows) > 1 and connection.dialect.name == "postgresql" and isinstance(self._statement, Insert)
        text, order = self._words(connection.dialect, names, at_once)
        cursor = connection.connection.cursor()
        try:
            if at_once:
                cursor.execute(text, {name: array_of([row[name] for row in rows]) for name in names})
            elif rows:
                cursor.executemany(text, [_placed(order, row) for row in rows] if order is not None else rows)
            else:
                cursor.execute(text, asked if order is None else _placed(order, asked))
        except Exception as error:
            raise _as_sqlalchemys(connection, text, error) from error
        return cursor

    def _words(self, dialect: Dialect, names: tuple[str, ...], at_once: bool) -> Worded:
        key = (dialect.name, names, at_once)
        found = self._worded.get(key)
        if found is None:
            statement = _of_columns(self._statement.table, names) if at_once else self._statement
            compiled = statement.compile(dialect=dialect, column_keys=names)
            found = self._worded[key] = (compiled.string, compiled.positiontup)
        return found


def _of_columns(table: Any, names: Sequence[str]) -> Insert:
    """Insert rows that come as one list a column, because PostgreSQL answers once then and not once a row."""
    lists = func.unnest(*(bindparam(name, type_=_list_of(table.c[name])) for name in names)).table_valued(*names).render_derived()
    return insert(table).from_select(names, select(lists))


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
    found = DBAPIError.instance(text, None, error, driver, hide_parameters=True, connection_invalidated=gone, dialect=dialect)
    if gone:
        connection.invalidate(error)
    return found
