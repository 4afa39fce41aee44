"""No page is left out of what `make look` looks at."""

from __future__ import annotations

import inspect
import re
from collections import defaultdict

from flask import Flask

from tests.cast import Cast
from tests.look import places
from tests.look.places import office_places

LEADS_ON = {
    "home",
    "service_report",
    "board_costs",
    "export",
    "bad_rows_file",
    "show_attachment",
}  # which show no page of their own

OF_CUSTOMERS = {"visit_page", "complaint_pages", "call_back_pages"}
FILES = {"/v/<>/visit.ics", "/v/<>/portrait.jpg"}


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


def test_every_page_that_customers_open_by_a_link_is_looked_at(cast: Cast) -> None:
    """Read from the source of the list, because the list itself needs the demonstration."""
    links = {
        rule.rule
        for rule in cast.app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in OF_CUSTOMERS and "GET" in (rule.methods or ())
    }
    source = inspect.getsource(places.public_places)
    named = {re.sub(r"\{\w+\}", "<>", address) for address in re.findall(r'f?"(/[^"]*)"', source)}
    assert {re.sub(r"<[^>]+>", "<>", rule) for rule in links} - named - FILES == set()
