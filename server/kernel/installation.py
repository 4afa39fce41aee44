"""The mark that ties a database and its data folder together, so that a disk that was not mounted, or another host's folder, is noticed."""

from __future__ import annotations

from pathlib import Path

from server.kernel import marks
from server.kernel.folders import put
from server.kernel.ids import new_id
from server.kernel.problem import Problem
from server.kernel.transaction import write

FILE = "installation"
NAME, ALL, EVER = "installation", "", ""  # the mark of the whole installation, of no moment


def tie(data: Path, *, anew: bool = False, evidence_elsewhere: bool = False) -> None:
    """In an app context, before serving: make the mark in both where neither has one; `data_folder_strange` where they differ.

    `anew` after a restore: database and folder have just been put side by side. `evidence_elsewhere`: it lies in a bucket, so that a folder without
    a mark is a further server's.
    """
    there, here = of_database(), of_folder(data)
    if there is not None and there == here:
        return
    if there is not None and not anew and (here is not None or not (evidence_elsewhere or _is_first(data))):
        raise Problem("data_folder_strange", {str(data): [f"has {here or 'no mark'}, the database {there}."]})
    mark = new_id() if there is None or anew else there
    # The folder first, because a folder that alone is marked is marked anew at the next start.
    put(data / FILE, f"{mark}\n".encode())
    if mark != there:
        write(lambda: marks.leave(ALL, NAME, EVER, mark))


def is_tied(data: Path) -> bool:
    """Whether both carry the same mark, or neither has one yet."""
    return of_database() == of_folder(data)


def of_database() -> str | None:
    """The database's mark."""
    mark = marks.at(ALL, NAME, EVER)
    return mark.value if mark else None


def of_folder(data: Path) -> str | None:
    """The folder's."""
    file = data / FILE
    return file.read_text().strip() if file.is_file() else None


def _is_first(data: Path) -> bool:
    """Whether the folder could be one that lost nothing but its mark: it holds evidence."""
    return any((data / "evidence").glob("*/*/*"))
