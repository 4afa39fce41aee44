"""Fifty thousand customers out of a file, as the job takes them in: seconds from the file to the last row, and the memory of the process."""

from __future__ import annotations

import io
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select

from server.app import create_app
from server.config import Settings
from server.customers.models import Customer
from server.import_export import acts, running
from server.import_export.files import read_table
from server.import_export.models import ImportRun
from server.import_export.xlsx_files import write_xlsx
from server.kernel.db import db
from server.kernel.tables import Asker
from server.kernel.transaction import write
from tests.beginnings import make_tables
from tests.bench.rush import machine
from tests.cast import bring_on
from tests.reaper import folder_prefix
from tests.scenario import set_the_scene

COUNT = 50_000
SECONDS, MEGABYTES = 60, 300  # the aims
SURNAMES, NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂"
HEADINGS = ("姓名", "手机号", "户号", "称呼", "区", "小区", "楼栋", "进门说明")


def report() -> Iterator[str]:
    """CSV and XLSX of the same rows, each into an empty database."""
    rows = [_row(number) for number in range(COUNT)]
    yield f"{COUNT} customers with their places, SQLite; {machine()}"
    text = "\n".join(",".join(row) for row in (HEADINGS, *rows)).encode("gb18030")
    packed = io.BytesIO()
    write_xlsx(packed, HEADINGS, rows)
    for name, content in (("CSV", text), ("XLSX", packed.getvalue())):
        yield _line(name, *_imported(content))


def _line(name: str, wall: float, processor: float, grown: float, stored: int) -> str:
    whole = "all" if stored == COUNT else f"NOT all: {stored}"
    return (
        f"{name}: {wall:.0f} s (aim {SECONDS}), {processor:.0f} s CPU, "
        f"at most {grown:.0f} MB more than before (aim {MEGABYTES}), {whole}"
    )


def _imported(content: bytes) -> tuple[float, float, float, int]:
    """(seconds of wall, of CPU, megabytes that the process grew by at most, customers stored)."""
    with tempfile.TemporaryDirectory(prefix=folder_prefix()) as folder:
        settings = Settings(data_dir=Path(folder) / "data", testing=True)
        make_tables(settings)
        scenario = set_the_scene(bring_on(create_app(settings)))
        asker = Asker(scenario.ours, scenario.cast.people["chenjing"], "zh-CN", scenario.zone)
        with scenario.app.app_context(), Memory() as memory:
            wall, processor = time.perf_counter(), time.process_time()
            table = read_table(content)
            run = write(lambda: acts.take_file(asker, "customers", "", content, table).id)
            for act in (_map, _confirm):
                write(lambda act=act: act(asker, run))  # type: ignore[misc]
                running.advance(scenario.ours)
            wall, processor = time.perf_counter() - wall, time.process_time() - processor
            stored = db.session.scalar(select(func.count()).where(Customer.organisation_id == scenario.ours)) or 0
        return wall, processor, memory.grown, stored - 1


def _map(asker: Asker, run: str) -> None:
    columns = ["name", "phone", "account", "salutation", "district", "estate", "building", "gate_note"]
    acts.map_columns(asker, _of(asker, run), columns)


def _confirm(asker: Asker, run: str) -> None:
    acts.confirm(asker, _of(asker, run), str(_of(asker, run).version), False)


def _of(asker: Asker, run: str) -> ImportRun:
    return db.session.get_one(ImportRun, (asker.organisation, run))


def _row(number: int) -> tuple[str, ...]:
    name = SURNAMES[number % 20] + NAMES[number // 20 % 23] + NAMES[number // 460 % 23]
    house = f"{number % 40 + 1}-{number // 40 % 3 + 1}-{number // 120 % 30 + 1:02d}01"
    estate = ("翠湖花园", "滨江一号", "阳光里", "书香苑", "老街")[number // 3600 % 5] + str(number // 18000)
    return (name, f"138{number:08d}", f"H-{number:06d}", "女士" if number % 2 else "", "江城区", estate, house, "")


class Memory:
    """How many megabytes of resident memory this process has grown by at most, looked at ten times a second."""

    def __enter__(self) -> Memory:
        self.before, self.grown, self.ended = _resident(), 0.0, threading.Event()
        self.looking = threading.Thread(target=self._look)
        self.looking.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.looking.join()

    def _look(self) -> None:
        while not self.ended.wait(0.1):
            self.grown = max(self.grown, _resident() - self.before)


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6
