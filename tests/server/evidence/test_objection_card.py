"""What a customer says on the receipt stands under the customer, although the server took it down."""

from __future__ import annotations

import re

from tests.server.dispatch.conftest import Page
from tests.server.evidence.conftest import Record


def test_B30_what_the_customer_objects_to_stands_under_the_customer(at_home: Record) -> None:
    cast = at_home.scenario.cast
    cast.visitor().post(f"/r/{at_home.code}/objection")
    page = Page(cast.office("zhoumin").get(f"/console/visits/{at_home.visit}"))
    [sides] = re.findall(r'<div class="sides">(.*?)</div>', page.source, flags=re.S)
    heads = re.findall(r"<h3>(.*?)</h3>", sides)
    assert heads == ["Customer", "Customer"]  # who signed, and who says that it was somebody else
