"""The organisation's list of forbidden phrases: one a line, checked before anything goes out to a customer (administrators)."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from server.console.form import back_to, typed_again
from server.console.layout import render
from server.console.page import form, page
from server.kernel.authorise import current
from server.kernel.text.letters import tidy
from server.matters.wording_on_phones import publish
from server.standards.wording import hits
from server.standards.wording_list import phrases_of

SEPARATOR = "|"


@page("/wording", "administrator")
def wording_list() -> Any:
    """The list as it counts now, and a text to try it with."""
    phrases = phrases_of(current().organisation.id)
    lines = "\n".join(f" {SEPARATOR} ".join((each.needle, each.clause, each.advice)) for each in phrases)
    tried = request.args.get("try", "")[:2000]
    return render(
        "matters/wording",
        "settings",
        typed={"entries": lines} | typed_again().to_dict(),
        count=len(phrases),
        tried=tried,
        hits=[
            {"words": hit.words, "clause": hit.phrase.clause, "advice": hit.phrase.advice}
            for hit in hits(tried, phrases)
        ],
    )


@form("/wording", "administrator", at=lambda: url_for("console.wording_list"))
def save_wording() -> str:
    """The next version of the list; an empty one checks nothing."""
    who, entries = current(), list[dict[str, Any]]()
    for line in request.form.get("entries", "").splitlines():
        if tidy(line):
            needle, clause, advice = (
                *(part.strip() for part in line.replace("｜", SEPARATOR).split(SEPARATOR, 2)),
                "",
                "",
            )[:3]
            entries.append({"needle": needle, "clause": clause, "advice": advice})
    publish(who.organisation.id, who.person.id, entries)
    return back_to(url_for("console.wording_list"), done="wording")
