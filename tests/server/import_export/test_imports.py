"""Importing customers, places and meters through the console: columns, bad rows with their reasons, all or only the good ones, and taking it back."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from server.accounts.audit import AuditEntry
from server.cli import tick
from server.customers.changing import change_customer
from server.customers.models import AccessRecord, Customer, Meter, Premises
from server.import_export import acts, running
from server.import_export.csv_files import read_csv
from server.import_export.models import ImportBadRow, ImportedRow, ImportFile, ImportRun
from server.kernel.db import db
from server.kernel.registry import installed
from server.kernel.search import SearchTerm
from server.kernel.transaction import write
from tests.scenario import Scenario
from tests.server.console.desk import Desk, Page
from tests.server.import_export.handing_in import confirmed, hand_in, id_of, imported, mapped, run_jobs, the_run

pytestmark = pytest.mark.both_databases  # because what is found, written in parts and removed again differs

HEAD = "姓名,手机号,户号,小区,楼栋,备用\n"
THREE = (
    HEAD
    + "施慧,138 1234 0001,A-1,翠湖花园,3栋2单元1201,x\n𠮷野,13812340002,A-2,翠湖花园,4-1-101,\n阿依夏木·买买提,,A-3,滨江一号,2,\n"
)
MIXED = (
    HEAD
    + "施慧,13812340001,A-1,翠湖花园,3-2-1201,\n,13812340002,A-2,翠湖花园,1-1-1,\n王伟,12,A-3,翠湖花园,1-1-2,\n施慧,,A-1,翠湖花园,9,\n"
)


def names(scenario: Scenario) -> list[str]:
    return sorted(row.name for row in scenario.rows(Customer, Customer.organisation_id == scenario.ours))


def test_three_customers_come_in_with_their_places_and_are_found(desk: Desk, scenario: Scenario) -> None:
    page = mapped(desk, hand_in(desk, THREE))
    assert "等您确认" in page and "全部导入（3 行）" in page
    assert names(scenario) == ["林晓梅"]
    done = confirmed(desk, page)
    assert "已导入 3 条" in done
    assert names(scenario) == sorted(["林晓梅", "施慧", "𠮷野", "阿依夏木·买买提"])
    place = next(row for row in scenario.rows(Premises) if row.building == "3")
    assert (place.estate, place.unit, place.room) == ("翠湖花园", "2", "1201")
    assert "施慧" in desk.get("/console/customers?q=sh") and "施慧" in desk.get("/console/customers?q=0001")
    assert scenario.rows(ImportFile) == []
    kinds = [row.kind for row in scenario.rows(AuditEntry)]
    assert kinds.count("imported") == 1


def test_columns_are_recognised_and_the_way_they_were_mapped_is_remembered(desk: Desk, scenario: Scenario) -> None:
    page = hand_in(desk, THREE)
    assert 'name="column5"' in page.source
    mapped(desk, page, column5="gate_note", column4="building")
    again = hand_in(desk, THREE)
    chosen = again.source.partition('name="column5"')[2]
    assert 'value="gate_note" selected' in chosen.partition("</select>")[0]


def test_D4_1_each_bad_row_is_shown_with_number_column_and_reason(desk: Desk, scenario: Scenario) -> None:
    page = mapped(desk, hand_in(desk, MIXED))
    assert "姓名：写上姓名。" in page and "电话：号码不全" in page and "和第 2 行是同一个" in page
    assert [row.number for row in scenario.rows(ImportBadRow)] == [3, 4, 5]
    file = desk.client.get(f"/console/imports/{id_of(page)}/bad.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(file.data)).worksheets[0]
    found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert found[0] == ["姓名", "电话", "户号", "小区或路", "幢", "行号", "为什么不行"]
    assert found[2][0] == "王伟" and found[2][5] == 4 and "电话" in found[2][6]
    text = desk.client.get(f"/console/imports/{id_of(page)}/bad.csv").data
    assert len(list(read_csv(text, "utf-8"))) == 4


def test_the_bad_rows_once_mended_come_in_from_the_very_file_that_was_downloaded(
    desk: Desk, scenario: Scenario
) -> None:
    page = mapped(desk, hand_in(desk, MIXED))
    text = desk.client.get(f"/console/imports/{id_of(page)}/bad.csv").data.decode("utf-8-sig")
    mended = text.replace("\n,", "\n林梅,", 1).replace(",12,", ",13812340012,").splitlines()[:3]
    done = imported(desk, "\n".join(mended) + "\n")
    assert "已导入 2 条" in done and {"林梅", "王伟"} <= set(names(scenario))


def test_all_or_nothing_or_only_the_good_ones(desk: Desk, scenario: Scenario) -> None:
    page = mapped(desk, hand_in(desk, MIXED))
    refused = confirmed(desk, page)
    assert refused.code == "import_has_bad_rows" and names(scenario) == ["林晓梅"]
    assert "已导入 1 条" in confirmed(desk, page, only_good="1")
    assert names(scenario) == sorted(["林晓梅", "施慧"])


def test_D4_3_the_same_file_again_makes_nobody_twice(desk: Desk, scenario: Scenario) -> None:
    """josvegit #23. Guard: `Whose.same`."""
    imported(desk, THREE)
    page = mapped(desk, hand_in(desk, THREE))
    assert "没有可以导入的行" in page and the_run(scenario).known == 3
    assert confirmed(desk, page).status == 200 and len(names(scenario)) == 4


def test_D4_11_what_is_confirmed_is_what_was_shown(desk: Desk, scenario: Scenario) -> None:
    """Guard: the version in `confirm`."""
    page = hand_in(desk, THREE)
    shown = mapped(desk, page)
    mapped(desk, page, column1="", column0="name")
    answer = confirmed(desk, shown)
    assert answer.code == "import_changed" and names(scenario) == ["林晓梅"]


def test_all_or_nothing_holds_when_somebody_was_quicker(desk: Desk, scenario: Scenario, monkeypatch) -> None:
    """A row that can no longer be taken while the others are stored takes everything back. Guard: `_store_batch`."""
    monkeypatch.setattr(acts, "SMALL", 0)
    monkeypatch.setattr(running, "AT_ONCE", 1)
    page = mapped(desk, hand_in(desk, HEAD.replace("备用", "表号") + "施慧,,A-1,翠湖花园,1,\n王伟,,A-2,翠湖花园,2,\n"))
    run_jobs(scenario)
    page = desk.get(page.address)
    page.address = f"/console/imports/{the_run(scenario).id}"
    read = running._understand

    def late(asker, kind, batch, seen) -> None:
        read(asker, kind, batch, seen)
        if batch[0].number == 3:
            batch[0].troubles.append(("name", "name"))

    confirmed(desk, page)
    monkeypatch.setattr(running, "_understand", late)
    run_jobs(scenario)
    assert names(scenario) == ["林晓梅"]
    assert the_run(scenario).state == "stopped" and scenario.rows(ImportedRow) == []
    assert "检查之后有变化，所以一行也没存" in desk.get(page.address)


def test_an_import_is_taken_back_but_for_what_is_in_use(desk: Desk, scenario: Scenario) -> None:
    """Guard: `in_use`."""
    page = imported(desk, THREE)
    with scenario.app.app_context():
        used = db.session.scalars(select(Customer).where(Customer.name == "施慧")).one()
        write(lambda: change_customer(scenario.ours, scenario.cast.people["chenjing"], used, {"salutation": "ms"}))
    answer = desk.client.post(f"{page.address}/undo", data={})
    shown = desk.get(answer.headers["Location"])
    assert "已撤销，1 条已经用上，留着" in shown
    assert names(scenario) == sorted(["林晓梅", "施慧"])
    assert len(scenario.rows(Premises, Premises.organisation_id == scenario.ours)) == 2
    assert "𠮷野" not in desk.get("/console/customers?q=A-2") and "施慧" in desk.get("/console/customers?q=A-1")
    gone = {row.subject_id for row in scenario.rows(SearchTerm, SearchTerm.term == "a-2")}
    assert gone == set()


def test_D4_13_the_job_goes_on_where_a_browser_was_closed(desk: Desk, scenario: Scenario, monkeypatch) -> None:
    monkeypatch.setattr(acts, "SMALL", 0)
    rows = "".join(f"客户{number},,B-{number},翠湖花园,{number}\n" for number in range(1200))
    page = mapped(desk, hand_in(desk, "姓名,电话,户号,小区,楼栋\n" + rows))
    assert "正在检查" in page and "<progress" in page.source
    assert run_jobs(scenario) == 1200
    page = desk.get(page.address)
    page.address = f"/console/imports/{the_run(scenario).id}"
    assert "正在导入" in confirmed(desk, page)
    assert run_jobs(scenario) == 1200 and the_run(scenario).state == "done"
    assert len(names(scenario)) == 1201 and "已导入 1200 条" in desk.get("/console/imports")


def test_D4_13_a_process_that_dies_while_importing_leaves_no_row_twice_and_none_out(
    desk: Desk, scenario: Scenario, monkeypatch
) -> None:
    """Guard: `done`, which is written with the rows."""
    monkeypatch.setattr(acts, "SMALL", 0)
    monkeypatch.setattr(running, "AT_ONCE", 2)
    rows = "".join(f"客户{number},,C-{number},翠湖花园,{number}\n" for number in range(7))
    page = mapped(desk, hand_in(desk, "姓名,电话,户号,小区,楼栋\n" + rows))
    run_jobs(scenario)
    page = desk.get(page.address)
    page.address = f"/console/imports/{the_run(scenario).id}"
    confirmed(desk, page)
    whole, times = running._store_batch, []

    def dies(*given) -> bool:
        times.append(1)
        if len(times) == 3:
            raise KeyboardInterrupt
        return whole(*given)

    monkeypatch.setattr(running, "_store_batch", dies)
    with pytest.raises(KeyboardInterrupt):
        run_jobs(scenario)
    assert len(names(scenario)) == 5
    monkeypatch.setattr(running, "_store_batch", whole)
    run_jobs(scenario)
    assert len(names(scenario)) == 8 and len(scenario.rows(ImportedRow)) == 7


def test_D4_13_a_process_that_dies_while_taking_back_counts_what_stayed_once(
    desk: Desk, scenario: Scenario, monkeypatch
) -> None:
    """Guard: `_take_back`, which counts what stayed at its end."""
    page = imported(desk, THREE)
    with scenario.app.app_context():
        used = db.session.scalars(select(Customer).where(Customer.name == "施慧")).one()
        write(lambda: change_customer(scenario.ours, scenario.cast.people["chenjing"], used, {"salutation": "ms"}))
    monkeypatch.setattr(acts, "AT_ONCE", 0)
    monkeypatch.setattr(running, "AT_ONCE", 1)
    desk.client.post(f"{page.address}/undo", data={})
    whole, times = running.alone_in_this_write, []

    def dies(what: str) -> None:
        times.append(1)
        if len(times) == 3:
            raise KeyboardInterrupt
        whole(what)

    monkeypatch.setattr(running, "alone_in_this_write", dies)
    with pytest.raises(KeyboardInterrupt):
        run_jobs(scenario)
    run_jobs(scenario)
    assert (the_run(scenario).state, the_run(scenario).kept) == ("undone", 1)


def test_two_workers_do_not_import_the_same_rows_at_once(desk: Desk, scenario: Scenario, monkeypatch) -> None:
    """A lease of the job may run out under a long import. Guard: `alone` in `work`."""
    monkeypatch.setattr(acts, "SMALL", 0)
    monkeypatch.setattr(running, "AT_ONCE", 20)
    rows = "".join(f"客户{number},,D-{number},翠湖花园,{number}\n" for number in range(200))
    page = mapped(desk, hand_in(desk, "姓名,电话,户号,小区,楼栋\n" + rows))
    run_jobs(scenario)
    page = desk.get(page.address)
    page.address = f"/console/imports/{the_run(scenario).id}"
    confirmed(desk, page)
    with ThreadPoolExecutor(2) as both:
        done = list(both.map(lambda _: run_jobs(scenario), range(2)))
    assert (the_run(scenario).made, the_run(scenario).done) == (200, 200) and sorted(done) == [0, 200]
    assert len(scenario.rows(ImportedRow)) == 200


def test_D4_12_two_who_import_the_same_at_once_make_nobody_twice(desk: Desk, scenario: Scenario) -> None:
    """Guard: the lock of `_store_batch`."""
    pages = [mapped(desk, hand_in(desk, THREE)) for _ in range(2)]
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda page: confirmed(Desk(scenario.cast.office("chenjing")), page), pages))
    assert len(names(scenario)) == 4


def test_places_and_meters_find_their_customer(desk: Desk, scenario: Scenario) -> None:
    imported(desk, THREE)
    places = "户号,电话,小区,楼栋\nA-2,,滨江一号,7-1-701\n,13812340001,滨江一号,8-1-801\n,13900000000,滨江一号,9\n"
    page = mapped(desk, hand_in(desk, places, "places"))
    assert "没有这位客户" in page and "已导入 2 条" in confirmed(desk, page, only_good="1")
    meters = (
        "表号,表类型,户号,小区,楼栋\nsb 77,水表,A-3,,\nQ-1,燃气,A-2,,\nQ-2,燃气,A-2,滨江一号,7-1-701\nQ-2,燃气,A-3,,\n"
    )
    page = mapped(desk, hand_in(desk, meters, "meters"))
    assert "有几处地址" in page and "和第 4 行是同一个" in page
    confirmed(desk, page, only_good="1")
    assert [(row.number, row.measures) for row in scenario.rows(Meter)] == [("SB77", "water"), ("Q-2", "gas")]
    imported_meters = the_run(scenario)
    desk.client.post(f"/console/imports/{imported_meters.id}/undo", data={})
    assert scenario.rows(Meter) == [] and the_run(scenario).state == "undone"


def test_a_file_in_the_wrong_encoding_is_read_again(desk: Desk, scenario: Scenario) -> None:
    big5 = "姓名,電話\n林曉梅,13812340009\n".encode("big5")
    page = hand_in(desk, big5)
    answer = desk.client.post(f"{page.address}/encoding", data={"encoding": "big5"})
    again = desk.get(answer.headers["Location"])
    assert "林曉梅" in again
    answer = desk.client.post(f"{page.address}/encoding", data={"encoding": "klingon"})
    assert "refused=" in answer.headers["Location"]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "bad_input"), (b"PK\x03\x04 no", "import_file"), ("姓名\n".encode(), "import_empty")],
    ids=["nothing", "no workbook", "no rows"],
)
def test_what_is_no_table_is_refused_in_words_and_nothing_is_kept(
    content: bytes, code: str, desk: Desk, scenario: Scenario
) -> None:
    page = hand_in(desk, content)
    assert page.code == code and scenario.rows(ImportRun) == []


def test_a_column_that_is_needed_or_chosen_twice_is_asked_for(desk: Desk, scenario: Scenario) -> None:
    page = hand_in(desk, THREE)
    twice = mapped(desk, page, column1="name")
    assert twice.code == "bad_input" and "选了两次" in twice
    none = mapped(desk, page, column0="", column1="")
    assert "哪一列是姓名" in none and the_run(scenario).state == "mapping"


def test_a_file_that_is_not_wanted_leaves_nothing(desk: Desk, scenario: Scenario) -> None:
    page = mapped(desk, hand_in(desk, MIXED))
    answer = desk.client.post(f"/console/imports/{id_of(page)}/drop", data={})
    assert "不导入了" in Page(desk.client.get(answer.headers["Location"]))
    assert scenario.rows(ImportFile) == [] and scenario.rows(ImportBadRow) == []
    late = desk.client.post(f"/console/imports/{id_of(page)}/confirm", data={"version": "2"})
    assert "refused=" in late.headers["Location"] and names(scenario) == ["林晓梅"]


def test_every_list_opens_as_csv_and_xlsx_and_each_download_is_on_record(desk: Desk, scenario: Scenario) -> None:
    imported(desk, THREE.replace("施慧", '"=HYPERLINK(""x"")"'))
    text = desk.client.get("/console/exports/customers.csv")
    rows = [cells for _, cells in read_csv(text.data, "utf-8")]
    assert rows[0][:3] == ["户号", "姓名", "电话"] and ["A-2", "𠮷野", "13812340002"] in [row[:3] for row in rows]
    assert "'=HYPERLINK" in text.data.decode() and "attachment" in text.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(desk.client.get("/console/exports/customers.xlsx").data))
    cells = [[cell.value for cell in row][:3] for row in book.worksheets[0].iter_rows()]
    assert cells == [row[:3] or None for row in [[cell or None for cell in row] for row in rows]]
    looks = [row for row in scenario.rows(AccessRecord) if row.what == "export"]
    assert [row.count for row in looks] == [4]  # the second file of the same list within two minutes is the same look
    assert [row.kind for row in scenario.rows(AuditEntry)].count("exported") == 2
    assert desk.client.get("/console/exports/customers.doc").status_code == 404
    assert scenario.cast.office("wufang").get("/console/exports/customers.csv").status_code == 403


def test_what_was_exported_is_known_when_it_comes_back(desk: Desk, scenario: Scenario) -> None:
    imported(desk, THREE)
    content = desk.client.get("/console/exports/customers.xlsx").data
    page = mapped(desk, hand_in(desk, content, name="客户.xlsx"))
    assert the_run(scenario).known == 4 and "没有可以导入的行" in page


def test_a_large_file_waits_for_no_minute_between_its_steps_because_its_job_is_called(
    desk: Desk, scenario: Scenario
) -> None:
    """Guard: `call_job` in server/import_export/acts.py"""
    lines = [
        "姓名,手机号,户号,小区,楼栋",
        *(f"客户{n},139{n:08d},,翠湖花园很长的一个小区名字,3-2-{n}" for n in range(1500)),
    ]
    page = mapped(desk, hand_in(desk, "\n".join(lines)))

    def called() -> str:
        with scenario.app.app_context():
            assert "imports" in tick.tick_called()
        return the_run(scenario).state

    assert the_run(scenario).state == "checking" and called() == "checked"
    confirmed(desk, _again(desk, page))
    assert called() == "done" and the_run(scenario).made == 1500


def _again(desk: Desk, page: Page) -> Page:
    found = desk.get(page.address)
    found.address = page.address
    return found


def test_every_list_that_goes_out_is_opened_by_another_library(scenario: Scenario) -> None:
    """XLSX by calamine, CSV by the reader of the language; both say the same."""
    visit = scenario.given()
    assert visit
    with scenario.app.app_context():
        lists = installed().exports()
    for name, one in lists.items():
        role = "chenjing" if "dispatcher" in one.roles else "zhoumin" if "supervisor" in one.roles else "wufang"
        office = scenario.cast.office(role)
        file, text = (office.get(f"/console/exports/{name}.{ending}") for ending in ("xlsx", "csv"))
        assert (file.status_code, text.status_code) == (200, 200), name
        rows = CalamineWorkbook.from_filelike(io.BytesIO(file.data)).get_sheet_by_index(0).to_python()
        lines = list(csv.reader(io.StringIO(text.data.decode("utf-8-sig"))))
        assert len(rows) == len(lines) and rows[0] == lines[0] and len(rows[0]) == len(one.columns), name
