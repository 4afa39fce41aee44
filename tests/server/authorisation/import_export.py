"""Who may import and export: the dispatchers of the organisation what names customers, administrators its people, and nobody another's import."""

from __future__ import annotations

from server.import_export import acts
from server.import_export.files import read_table
from server.kernel.tables import Asker
from server.kernel.transaction import write
from tests.server.authorisation.dispatch import ADMINISTRATORS, DISPATCHERS, DONE, LEADERS, of, page
from tests.server.authorisation.dispatch import BOTH as EVERY_OFFICE
from tests.server.authorisation.table import Row, World

BOTH = DISPATCHERS | ADMINISTRATORS


def prepare(world: World) -> None:
    """An import of customers in each organisation, whose columns are to be named."""
    content = "姓名,电话\n沈月,19900001111\n".encode()
    for thing, organisation, login in (
        ("import", world.cast.ours, "chenjing"),
        ("their import", world.cast.theirs, "sunli"),
    ):
        asker = Asker(organisation, world.cast.people[login], "zh-CN", "Asia/Shanghai")
        with world.cast.app.app_context():
            world[thing] = write(
                lambda asker=asker: acts.take_file(asker, "customers", "a.csv", content, read_table(content)).id
            )


ROWS = [
    page("/imports", *BOTH),
    Row("/console/imports", "POST", "nothing handed in", BOTH, DONE),
    *of("import", "GET", "/imports/<import_id>", DISPATCHERS, (200,)),
    *(
        row
        for act in ("encoding", "columns", "confirm", "undo", "drop")
        for row in of("import", "POST", f"/imports/<import_id>/{act}", DISPATCHERS, DONE)
    ),
    *(
        Row(
            "/console/imports/<import_id>/bad.<ending>",
            "GET",
            about,
            DISPATCHERS & {asker},
            path=lambda world, thing=thing: f"/console/imports/{world[thing]}/bad.csv",
        )
        for about, thing, asker in (
            ("our import", "import", "dispatcher"),
            ("their import", "their import", "their dispatcher"),
        )
    ),
    *(
        Row(
            "/console/exports/<name>.<ending>",
            "GET",
            name,
            allowed,
            path=f"/console/exports/{name}.csv",
        )
        for name, allowed in (
            *((each, DISPATCHERS) for each in ("customers", "places", "meters")),
            *((each, EVERY_OFFICE) for each in ("visits", "matters", "commitments", "outages", "duty")),
            ("complaints", DISPATCHERS | {"supervisor", "their supervisor"}),
            ("people", LEADERS),
        )
    ),
]
