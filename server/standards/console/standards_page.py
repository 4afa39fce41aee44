"""The standards in force: kinds of visit, steps with their clauses, inputs, ends and limits, version and since when. To read and to search, never to change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import request, url_for

from server.console.layout import listed, render, t
from server.console.page import page
from server.console.view import ViewContext, clock_of, view_of
from server.i18n import dates
from server.kernel.authorise import current
from server.kernel.text.letters import plain
from server.standards.declarations import EARLIER
from server.standards.limit_table import clauses_of
from server.standards.models import StandardVersion
from server.standards.published import document, versions_in_force, versions_to_come

CLAUSE = re.compile(r"[a-z]{2}-[0-9]+[a-z]?")
LONGEST = 80  # letters that are searched for
Plain = Mapping[str, Any]


@page("/standards", "administrator")
def standards() -> Any:
    """Each standard that new orders pin, and what comes into force later. A search leaves the steps, inputs, ends and limits that have every word."""
    organisation, reader = current().organisation.id, view_of(current())
    query = plain(request.args.get("q"))[:LONGEST]
    words = query.casefold().split()
    measured = clauses_of(organisation, reader.now)
    shown = [_standard(row, words, measured, reader) for row in versions_in_force(organisation, reader.today)]
    later = [
        t("standards.later", title=document(row)["title"][reader.language], version=row.version, day=row.effective_from)
        for row in versions_to_come(organisation, reader.today)
    ]
    found = [each for each in shown if each["count"] or not words]
    return render(
        "standards/standards",
        "settings",
        standards=found,
        count=sum(each["count"] for each in found),
        later=later,
        query=query,
        clock=clock_of(reader),
    )


def settings_section(_organisation: Any) -> dict[str, Any]:
    """Where administrators read what technicians are asked."""
    return {"url": url_for("console.standards")}


def _standard(row: StandardVersion, words: list[str], measured: frozenset[str], reader: ViewContext) -> dict[str, Any]:
    found, language = document(row), reader.language
    kinds = {each["id"]: each["title"][language] for each in found["kinds_of_work"]}
    inputs = [_input(each, kinds, reader) for each in found.get("inputs", []) if _has(each, words)]
    ends = [_end(each, reader) for each in found.get("outcomes", []) if _has(each, words)]
    limits = [_limit(each, measured, reader) for each in found["limits"] if _has(each, words)]
    moments = [
        {
            "title": each["title"][language],
            "side": each["path"] == "side",
            "steps": [_step(step, reader) for step in each["steps"] if _has(step, words)],
        }
        for each in found["moments"]
    ]
    moments = [each for each in moments if each["steps"]]
    return {
        "id": row.id,
        "title": found["title"][language],
        "version": row.version,
        "since": row.effective_from,
        "published": dates.moment_short(row.published_at, reader.today, reader.zone),
        "language": found["language"],
        "hash": row.hash,
        "kinds": [{"id": name, "title": title} for name, title in kinds.items()],
        "inputs": inputs,
        "ends": ends,
        "limits": limits,
        "moments": moments,
        "count": len(inputs) + len(ends) + len(limits) + sum(len(each["steps"]) for each in moments),
        "open": bool(words),
    }


def _step(step: Plain, reader: ViewContext) -> dict[str, Any]:
    answer = step["answer"]
    details = [t(f"standards.answer.{answer['kind']}"), "" if step.get("required", True) else t("layout.optional")]
    details += [_good(answer["good"], answer["unit"][reader.language])] if "good" in answer else []
    details += [t("standards.promise")] if step.get("promise") else []
    details += [_opens(step["opens"], reader)] if "opens" in step else []
    return {
        "id": step["id"],
        "text": step["text"][reader.language],
        "grounds": _grounds(step),
        "details": " · ".join(each for each in details if each),
    }


def _input(each: Plain, kinds: Mapping[str, str], reader: ViewContext) -> dict[str, Any]:
    unit = each["unit"][reader.language] if "unit" in each else ""
    origin = t("standards.earlier") if each["origin"] == EARLIER else ""
    details = [t(f"standards.type.{each['type']}"), unit, origin, listed(kinds[kind] for kind in each.get("for", []))]
    return {
        "id": each["id"],
        "title": each["title"][reader.language],
        "details": " · ".join(part for part in details if part),
    }


def _end(each: Plain, reader: ViewContext) -> dict[str, Any]:
    details = [t(f"standards.counts_as.{each['counts_as']}"), _opens(each["opens"], reader) if "opens" in each else ""]
    return {
        "id": each["id"],
        "title": each["title"][reader.language],
        "details": " · ".join(part for part in details if part),
    }


def _limit(each: Plain, measured: frozenset[str], reader: ViewContext) -> dict[str, Any]:
    figure, word = (
        (each["at_least"], "standards.at_least")
        if "at_least" in each
        else (each.get("at_most", 0), "standards.at_most")
    )
    details = [t(word, span=dates.span(figure // 60, reader.language))] if figure >= 60 else []
    details += [t("standards.by_table")] if each["clause"] in measured else []
    return {
        "id": each["id"],
        "title": each["title"][reader.language],
        "grounds": _grounds(each),
        "details": " · ".join(details),
    }


def _good(bounds: Plain, unit: str) -> str:
    """≥ order.speed Mbit/s: a figure, or the name of the input from which it comes."""
    signs = (("least", "≥"), ("most", "≤"))
    values = ((sign, bounds[name]) for name, sign in signs if name in bounds)
    return " ".join(f"{sign} {each['input'] if isinstance(each, dict) else each} {unit}" for sign, each in values)


def _opens(opens: Plain, reader: ViewContext) -> str:
    return t("standards.opens", title=opens["title"][reader.language])


def _grounds(entry: Plain) -> list[str]:
    """The clauses that an entry serves, and the organisation's own rule."""
    clause = entry.get("clause", [])
    return [*([clause] if isinstance(clause, str) else clause), *([entry["rule"]] if "rule" in entry else [])]


def _has(entry: Plain, words: Iterable[str]) -> bool:
    """Whether an entry of the document has every word, in either language, in its id or in its clauses; FT-1 does not find FT-14."""
    texts = [each.casefold() for each in _texts(entry)]
    return all(word in texts if CLAUSE.fullmatch(word) else any(word in each for each in texts) for word in words)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
