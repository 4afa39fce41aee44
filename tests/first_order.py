"""What a new installation must be able to do, over HTTP alone: its administrator chooses a password, signs in, and takes the first order."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

from tests.patience import SECONDS

PASSWORD = "three words and a door"
ORDER = {
    "phone": "199 0000 3907",
    "name": "施慧",
    "salutation": "ms",
    "language": "zh-CN",
    "district": "城东区",
    "estate": "阳光里",
    "building": "6",
    "unit": "1",
    "room": "1802",
    "work": "meter-repair",
    "symptom": "没人用水，表还在走",
    "same_matter": "new",
}


def take_first_order(base: str, login: str, printed: str) -> str:
    """With the one-time link that `create-organisation` printed; returns the page of visits, on which the order stands."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def ask(path: str, form: dict[str, str] | None = None) -> str:
        data = urlencode(form).encode() if form is not None else None
        with opener.open(f"{base}{path}", data, timeout=SECONDS) as answer:
            return str(answer.read().decode())

    [link] = re.findall(r"https?://\S+/password/\S+", printed)
    ask(urlsplit(link).path, {"password": PASSWORD})
    ask("/signin", {"login": login, "password": PASSWORD})
    day = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    typed = ORDER | {"slot": f"{day} 15:00-17:00"}
    read = json.loads(ask("/console/intake/draft", typed))["read"]
    aloud = {name: html.unescape(words) for name, words in re.findall(r'name="(read_\w+)" value="([^"]*)"', read)}
    ask("/console/intake", typed | aloud)
    return ask(f"/console/visits?day={day}")
