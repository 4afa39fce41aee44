"""An organisation's working days: the week, and of imported years the holidays and make-up days that differ from it (K3)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts import audit
from server.accounts.models import Organisation
from server.kernel import clock
from server.kernel.db import Id, Model, Moment, OfOrganisation, db
from server.kernel.deadlines import Calendar
from server.kernel.problem import Problem
from server.kernel.text.days import read_day
from server.kernel.text.letters import NO, YES

MOST_DAYS = 200
LONGEST_NAME = 40  # of a day
WORKS, RESTS = (*YES, "班", "上班"), (*NO, "休", "放假")


class CalendarDay(OfOrganisation, Model):
    """A day that differs from the ordinary week: a holiday, or a Saturday on which people work."""

    __tablename__ = "calendar_day"
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    works: Mapped[bool]
    name: Mapped[str] = mapped_column(String(40), default="")


class CalendarYear(OfOrganisation, Model):
    """A year whose decreed days were imported; dates in any other year say that nobody has checked them."""

    __tablename__ = "calendar_year"
    year: Mapped[int] = mapped_column(primary_key=True)
    imported_at: Mapped[str] = mapped_column(Moment)
    imported_by: Mapped[str] = mapped_column(Id)


def calendar_of(organisation: str) -> Calendar:
    """The organisation's calendar as it stands."""
    zone = db.session.scalar(select(Organisation.time_zone).where(Organisation.id == organisation)) or "UTC"
    days = db.session.execute(
        select(CalendarDay.day, CalendarDay.works).where(CalendarDay.organisation_id == organisation)
    )
    years = db.session.scalars(select(CalendarYear.year).where(CalendarYear.organisation_id == organisation))
    return Calendar(zone, {row.day: row.works for row in days}, frozenset(years))


def imported_years(organisation: str) -> list[tuple[int, int]]:
    """(year, how many of its days differ from the week) of each year that was imported."""
    years = db.session.scalars(
        select(CalendarYear.year).where(CalendarYear.organisation_id == organisation).order_by(CalendarYear.year)
    ).all()
    days = db.session.scalars(select(CalendarDay.day).where(CalendarDay.organisation_id == organisation)).all()
    return [(year, sum(day.startswith(str(year)) for day in days)) for year in years]


def read_days(text: str, year: int) -> list[tuple[str, bool, str]]:
    """(day, works, name) of each line `day, works, name` of a CSV; `bad_input` names the first line that cannot be."""
    found: dict[str, tuple[str, bool, str]] = {}
    for number, cells in enumerate(_lines(text), 1):
        typed, works, *words = [cell.strip() for cell in [*cells, "", "", ""]]
        name = " ".join(each for each in words if each)  # because a name may have a comma in it
        day = read_day(typed)[0]
        if not any(cells) or (number == 1 and not typed[:1].isdigit()):
            continue  # an empty line, or the heading
        if (
            not day
            or int(day[:4]) != year
            or works.lower() not in (*WORKS, *RESTS)
            or len(found) >= MOST_DAYS
            or len(name) > LONGEST_NAME
        ):
            raise Problem("calendar_line", {"days": [f"line:{number}"]})
        found[day] = (day, works.lower() in WORKS, name)
    return list(found.values())


def _lines(text: str) -> list[list[str]]:
    """The cells of each line; `bad_input` names the line that a CSV cannot have."""
    reader, found = csv.reader(io.StringIO(text.lstrip("﻿").replace("，", ","))), []
    try:
        for cells in reader:
            found.append(cells)
    except csv.Error:
        raise Problem("calendar_line", {"days": [f"line:{len(found) + 1}"]}) from None
    return found


def import_year(organisation: str, by: str, year: int, days: Iterable[tuple[str, bool, str]]) -> None:
    """Inside `write`: replace the year's days; from now on dates in it are no longer provisional."""
    db.session.execute(
        delete(CalendarDay).where(
            CalendarDay.organisation_id == organisation, CalendarDay.day.between(f"{year}-01-01", f"{year}-12-31")
        )
    )
    db.session.add_all(
        CalendarDay(organisation_id=organisation, day=day, works=works, name=name) for day, works, name in days
    )
    row = db.session.get(CalendarYear, (organisation, year)) or CalendarYear(organisation_id=organisation, year=year)
    row.imported_at, row.imported_by = clock.now(), by
    db.session.add(row)
    audit.note(organisation, "calendar_imported", by=by, year=year)
