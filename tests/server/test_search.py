"""Search: visits and customers are found by whatever a caller says first, and at 100,000 visits as quickly as at a hundred."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text

from server.customers import search as customers
from server.customers.models import Customer, Premises
from server.kernel import clock, search
from server.kernel.db import db
from server.kernel.text.pinyin import initials_of
from server.kernel.transaction import write
from server.visits import search as visits
from server.visits.models import Visit
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture
from tests.steps import steps_of

pytestmark = pytest.mark.both_databases  # because what is found, and in which order, is the database's

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def named(scenario: Scenario, name: str, phone: str | None = None, **place: str) -> str:
    """Rename the scenario's customer and place, and order a visit there; returns its id."""
    customer, premises = scenario.customers[scenario.ours]

    def change() -> None:
        who = db.session.get_one(Customer, (scenario.ours, customer))
        where = db.session.get_one(Premises, (scenario.ours, premises))
        who.name, who.phone, who.account_number = name, phone, "8800-1234"
        for part in ("district", "estate", "building", "unit", "room", "rural"):
            setattr(where, part, place.get(part))

    with scenario.app.app_context():
        write(change)
    return scenario.order()


def finds(scenario: Scenario, typed: str) -> list[str]:
    with scenario.app.app_context():
        return list(
            db.session.scalars(
                select(Visit.id).where(Visit.organisation_id == scenario.ours, *visits.search(scenario.ours, typed))
            )
        )


def finds_customers(scenario: Scenario, typed: str) -> list[str]:
    with scenario.app.app_context():
        wanted = select(Customer.name).where(
            Customer.organisation_id == scenario.ours, *customers.search(scenario.ours, typed)
        )
        return list(db.session.scalars(wanted))


def test_O18_a_visit_is_found_by_number_name_initials_telephone_and_address(scenario: Scenario) -> None:
    """O-18. Guard: server/visits/search.py:search, server/kernel/search.py:terms_of"""
    place = {"district": "江城区", "estate": "翠湖花园", "building": "12", "unit": "3", "room": "1501"}
    visit = named(scenario, "单晓梅", "13800006618", **place)
    number = scenario.visit(visit).number
    typed = ["单晓梅", "晓梅", "sxm", "DXM", "xm", "13800006618", "138****6618", "6618", "138 0000 6618"]
    typed += [
        "翠湖",
        "湖花园",
        "chhy",
        "12-3-1501",
        "12幢3单元1501室",
        "１２－３－１５０１",
        "1501",
        "12-1501",
        "翠湖12幢",
    ]
    typed += [number, number.lower(), number[5:], number[:4], "8800", "晓梅 1501", "翠湖 sxm", "江城区翠湖"[:3]]
    assert {each: finds(scenario, each) for each in typed} == {each: [visit] for each in typed}
    for each in ("王", "lxm", "13800006619", "12-4-1501", "晓梅 1502", "%", "_", "梅晓"):
        assert finds(scenario, each) == [], each


def test_O18_a_customer_is_found_by_the_same_and_by_the_new_name_at_once(scenario: Scenario) -> None:
    """O-18. Guard: server/kernel/search.py:_follow_what_is_written"""
    visit = named(scenario, "阿依夏木·买买提", "13912345678", rural="石桥镇杨湾村 7 组，老粮站旁第二家")
    for each in ("阿依夏木", "买买提", "5678", "杨湾村7组", "杨湾村 7", "老粮站"):
        assert finds_customers(scenario, each) == ["阿依夏木·买买提"] and finds(scenario, each) == [visit], each
    assert named(scenario, "Emily Carter", None, estate="滨江一号") != visit
    assert finds_customers(scenario, "carter") == ["Emily Carter"] and finds_customers(scenario, "阿依夏木") == []
    assert finds(scenario, "5678") == [] and finds_customers(scenario, "杨湾") == []


def test_O18_nobody_finds_what_belongs_to_another_organisation(scenario: Scenario) -> None:
    visit = named(scenario, "单晓梅")
    theirs = scenario.order(theirs=True)
    with scenario.app.app_context():
        wanted = select(Visit.id).where(Visit.organisation_id == scenario.cast.theirs)
        assert list(db.session.scalars(wanted)) == [theirs]
        assert list(db.session.scalars(wanted.where(*visits.search(scenario.cast.theirs, "单晓梅")))) == []
    assert finds(scenario, "sxm") == [visit]


def test_O18_what_was_written_before_the_index_is_indexed_once(scenario: Scenario) -> None:
    """O-18. Guard: server/kernel/search.py:bring_up_to_date"""
    visit = named(scenario, "单晓梅", "13800006618")
    with scenario.app.app_context():
        write(lambda: db.session.execute(delete(search.SearchTerm)))
    assert finds(scenario, "sxm") == []
    with scenario.app.app_context():
        assert search.bring_up_to_date(scenario.ours) > 0
        assert search.bring_up_to_date(scenario.ours) == 0
    assert finds(scenario, "sxm") == [visit]


def test_the_initials_of_names_that_libraries_read_wrongly() -> None:
    assert {each: "".join(sorted({way[0] for way in initials_of(each)})) for each in "单仇曾翟长"} == {
        "单": "cds",
        "仇": "cjq",
        "曾": "cz",
        "翟": "dz",
        "长": "cz",
    }
    assert "wxm" in initials_of("王小明") and initials_of("Emily") == [] and len(initials_of("单单单单")) == 27


WORDS = ("翠湖花园", "滨江一号", "幸福里", "锦绣江南", "阳光城", "学府名苑", "东方家园", "石桥新村")
NAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"


def filled(scenario: Scenario, first: int, last: int) -> None:
    """So many visits of as many customers, written by statements and then indexed."""
    visit = scenario.visit(named(scenario, "单晓梅", "13800006618"))
    columns = {column.name: getattr(visit, column.name) for column in Visit.__table__.columns}
    rows: dict[Any, list[dict[str, Any]]] = {Customer: [], Premises: [], Visit: []}
    for number in range(first, last):
        id_ = f"01900000-0000-7000-8000-{number:012d}"
        name = NAMES[0][number % 20] + NAMES[1][number // 20 % 20] + NAMES[1][number // 400 % 20]
        rows[Customer].append(
            {
                "organisation_id": scenario.ours,
                "id": id_,
                "name": name,
                "phone": f"139{number * 7919 % 100_000_000:08d}",
                "salutation": "ms",
                "language": "zh-CN",
                "hard_of_hearing": False,
                "created_at": clock.now(),
            }
        )
        rows[Premises].append(
            {
                "organisation_id": scenario.ours,
                "id": id_,
                "customer_id": id_,
                "district": "江城区",
                "estate": WORDS[number % len(WORDS)],
                "building": str(number % 40 + 1),
                "unit": str(number % 4 + 1),
                "room": f"{number % 30 + 1}0{number % 4 + 1}",
                "estimates_in_row": 0,
            }
        )
        moved = {"id": id_, "customer_id": id_, "premises_id": id_, "number": f"{number % 1000:04d}-{number:06d}"}
        rows[Visit].append(columns | moved)
    with scenario.app.app_context():
        for model, found in rows.items():
            write(lambda model=model, found=found: db.session.execute(insert(model.__table__), found))
        for model, found in rows.items():
            for start in range(0, len(found), 500):
                page = [model(**row) for row in found[start : start + 500]]
                write(lambda page=page: search.index(page, fresh=True))
        write(lambda: db.session.execute(text("ANALYZE")))


def look(scenario: Scenario, typed: str) -> None:
    wanted = select(Visit).where(Visit.organisation_id == scenario.ours, *visits.search(scenario.ours, typed))
    db.session.execute(wanted.order_by(Visit.day, Visit.due, Visit.id).limit(101)).all()
    db.session.rollback()


RARE = ("1390001583", "0777-000777", "000777", "sxm 6618", "单晓梅")


@SQLITE
def test_O18_a_search_reads_what_it_finds_and_not_every_visit(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O-18. Guard: server/visits/search.py:_finds, which goes by the index of terms, and row by row for what is common"""
    monkeypatch.setattr(search, "COMMON", 50)
    taken = []
    for first, last in ((0, 1_000), (1_000, 4_000)):
        filled(scenario, first, last)
        with scenario.app.app_context():
            asked = (*RARE, "江城区", "翠湖")
            taken.append({typed: steps_of(scenario.app, lambda typed=typed: look(scenario, typed)) for typed in asked})
    few, many = taken
    assert [typed for typed in many if many[typed] > 1.5 * few[typed] + 300] == [], taken
