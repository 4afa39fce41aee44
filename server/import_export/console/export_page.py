"""Every list as a file: who may, and on record where it names customers (DA-3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from server.accounts import audit
from server.console.layout import t
from server.console.page import page
from server.console.view import view_of
from server.customers.access import saw
from server.import_export.console.downloads import attachment
from server.kernel.authorise import current
from server.kernel.problem import Problem
from server.kernel.rate_limit import count_try
from server.kernel.registry import installed
from server.kernel.tables import Asker
from server.kernel.transaction import write

MOST = 60  # downloads of one person in 15 minutes


@page("/exports/<name>.<ending>")
def export(name: str, ending: str) -> Any:
    """One list of the caller's organisation; `not_allowed` for a list that is not their role's."""
    who, reader, found = current(), view_of(current()), installed().exports().get(name)
    if found is None:
        raise Problem("not_found")
    if not who.person.has_role(*found.roles):
        raise Problem("not_allowed")
    count_try(f"export\n{who.person.id}", MOST)
    asker = Asker(who.organisation.id, who.person.id, who.person.language, who.organisation.time_zone)
    count = 0

    def rows() -> Iterator[Sequence[str | int | None]]:
        nonlocal count
        for each in found.rows(asker):
            count += 1
            yield each

    headings = [t(f"table.{each}") for each in found.columns]
    answer = attachment(f"{t(f'table.{name}')}-{reader.today}", ending, headings, rows())
    if found.personal:
        saw(who, "export", count=count)
    write(lambda: audit.note(who.organisation.id, "exported", by=who.person.id, list=name, rows=count))
    return answer
