"""What may come in from a table of a file and go out into one: declared by each capability, carried out by `import_export`. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.kernel.clock import local
from server.kernel.text.typed import length_trouble


@dataclass(frozen=True, slots=True)
class Column:
    """A field of an import, or a column of an export; `needed` where a row cannot be without it. Its words are `table.<name>` of the console.

    More than `longest` characters are a trouble of the row and are never cut off.
    """

    name: str
    needed: bool = False
    longest: int = 200


@dataclass(frozen=True, slots=True)
class Asker:
    """For whom rows are read or written: organisation, person, language and the organisation's time zone."""

    organisation: str
    person: str
    language: str
    zone: str


def shown(moment: str | None, zone: str) -> str:
    """2026-12-01 14:30: a moment as the organisation's clock showed it; '' for none."""
    return local(moment, zone).strftime("%Y-%m-%d %H:%M") if moment else ""


@dataclass(slots=True)
class TableRow:
    """A row of a file. `cells` are texts by field; `values`, `key` and `troubles` (field, code of `mistake.<code>`) are what was read in them.

    `known` where the organisation has it already: such a row is neither bad nor stored again.
    """

    number: int
    cells: Mapping[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    troubles: list[tuple[str, str]] = field(default_factory=list)
    known: bool = False

    @property
    def good(self) -> bool:
        """Whether it is to be stored."""
        return not self.troubles and not self.known


@dataclass(frozen=True, slots=True)
class ImportKind:
    """A list that is filled from a file. `name` is worded `table.<name>`; `roles` may import it and take an import back.

    `read(row)` understands a row by itself; `look(asker, rows)` compares good rows with what is there; `store(asker, rows)` runs inside `write` and
    returns an id for each row; `undo(asker, ids)` runs inside `write` and returns the ids that stay, because something rests on them.
    """

    name: str
    roles: tuple[str, ...]
    columns: tuple[Column, ...]
    read: Callable[[TableRow], None]
    look: Callable[[Asker, Sequence[TableRow]], None]
    store: Callable[[Asker, Sequence[TableRow]], list[str]]
    undo: Callable[[Asker, Sequence[str]], set[str]]

    def understand(self, row: TableRow) -> None:
        """Read a row; a cell that does not fit is one of its troubles, because the rest would be lost."""
        self.read(row)
        for column in self.columns:
            trouble = (column.name, length_trouble(row.cells.get(column.name), column.longest))
            if trouble[1] and trouble not in row.troubles:
                row.troubles.append(trouble)


@dataclass(frozen=True, slots=True)
class ExportList:
    """A list that is written into a file. `rows(asker)` gives texts and whole numbers in the order of `columns`; moments as the clock showed them.

    `personal`: it names customers, so each download is on record (DA-3).
    """

    name: str
    roles: tuple[str, ...]
    columns: tuple[str, ...]
    rows: Callable[[Asker], Iterator[Sequence[str | int | None]]]
    personal: bool = True
