"""Who may ask what: one table a capability, in a module of its name with `ROWS` and, where objects are needed, `prepare(world)`.

A route of the app without a row here fails `tests/server/test_authorisation.py`. To add one:

    ROWS = [
        Row("/console/visits/<visit>", "GET", "own visit", allowed=OFFICE, path=lambda world: f"/console/visits/{world['visit']}"),
        Row("/console/visits/<visit>", "GET", "their visit", allowed=set(), path=lambda world: f"/console/visits/{world['their visit']}"),
    ]

    def prepare(world):  # once, outside any app context, because a request inside one would share its `g`
        world["visit"] = …
        world.secrets.append("name that no stranger may read")
"""
