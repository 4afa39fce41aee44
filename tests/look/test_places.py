"""No page is left out of what `make look` looks at."""

from __future__ import annotations

from collections import defaultdict

from flask import Flask

from tests.cast import Cast
from tests.look.places import office_places

LEADS_ON = {"home", "service_report", "board_costs", "export", "bad_rows_file"}  # which show no page of their own


def pages(app: Flask) -> set[str]:
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("console.") and "GET" in (rule.methods or ())
    ]
    return {rule.endpoint.removeprefix("console.") for rule in rules} - LEADS_ON


def test_every_page_of_the_console_is_looked_at(cast: Cast) -> None:
    looked_at = {place.name.partition(":")[0] for place in office_places(defaultdict(lambda: "x"))}
    assert looked_at == pages(cast.app)
