"""What the office attaches: told by content, cleaned, counted once, taken away with a mark, and never after the visit has ended."""

from __future__ import annotations

import io
import re
from functools import partial

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from server.accounts.audit import AuditEntry
from server.attachments import actions, rules
from server.attachments.models import Attachment, AttachmentFetched
from server.evidence import uploads
from server.evidence.folder import Folder
from server.evidence.models import Stored
from server.evidence.rules import turn_of
from server.evidence.store import store
from server.kernel import clock
from server.kernel.db import db
from server.kernel.feed import Change
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.privacy import erasing
from server.visits.models import Visit
from tests.scenario import Scenario
from tests.server.attachments.conftest import PDF, SECRET, Desk, picture

pytestmark = pytest.mark.both_databases  # who may read which row, what is deleted, and who is told in which order


def fetch(desk: Desk, attachment: str, login: str = "liming", **headers: str) -> tuple[int, bytes, dict[str, str]]:
    answer = desk.scenario.cast.phone(login).client.get(f"/api/v1/attachments/{attachment}", headers=headers)
    return answer.status_code, answer.get_data(), dict(answer.headers)


def kinds(desk: Desk) -> list[str]:
    rows = desk.scenario.rows(AuditEntry, AuditEntry.organisation_id == desk.scenario.ours)
    return [row.kind for row in sorted(rows, key=lambda row: row.number) if row.kind.startswith("attachment")]


def test_several_files_are_cleaned_named_and_reach_the_phone(desk: Desk) -> None:
    """Guards: server/attachments/rules.py:prepared, server/attachments/actions.py:tell"""
    before = len(desk.scenario.rows(Change, Change.visit_id == desk.visit, Change.detail == "attachments"))
    said = desk.send(("户型图.PNG", picture("PNG")), ("letters/来函.exe", PDF), ("IMG_1.webp", picture("WEBP")))
    assert "附件加好了" in said and "户型图" in said and "来函" in said
    rows = desk.rows()
    assert [(row.title, row.type) for row in rows] == [
        ("户型图", rules.JPEG),
        ("来函", rules.PDF),
        ("IMG_1", rules.JPEG),
    ]
    for row in rows:
        status, content, headers = fetch(desk, row.id)
        assert status == 200 and content == desk.stored(row.sha256) and len(content) == row.size
        assert SECRET not in content and b"Exif" not in content and b"GPS" not in content
        assert headers["Cache-Control"] == "no-store" and headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("sandbox")
        assert headers["Content-Disposition"].startswith("attachment;")
    told = desk.scenario.rows(Change, Change.visit_id == desk.visit, Change.detail == "attachments")
    assert len(told) == before + 2  # the lead and the helper, once each
    assert kinds(desk) == ["attachment_added"] * 3
    phone = desk.scenario.phone()
    phone.sync_all()
    named = phone.visits[desk.visit]["work"]["attachments"]
    assert [each["id"] for each in named] == [row.id for row in rows]


@pytest.mark.parametrize(("turned", "place"), [(3, (320, 470)), (6, (470, 320)), (8, (10, 320))])
def test_a_picture_that_was_taken_lying_down_stands_upright(desk: Desk, turned: int, place: tuple[int, int]) -> None:
    """Guard: server/evidence/rules.py:turn_of"""
    desk.send(("a.jpg", picture(turned=turned)))
    [row] = desk.rows()
    with Image.open(io.BytesIO(desk.stored(row.sha256) or b"")) as shown:
        assert shown.getpixel(place)[0] > 200  # type: ignore[index]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "这个文件是空的"),
        (b"<html><script>alert(1)</script>%PDF-1.4 %%EOF", "不看文件名，只看内容"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "不看文件名，只看内容"),
        (b"MZ\x90\x00" + b"0" * 4000, "不看文件名，只看内容"),
        (b"PK\x03\x04" + b"0" * 4000, "不看文件名，只看内容"),
        (PDF[:40], "可能坏了"),
        (picture()[:500], "可能坏了"),
        (b"%PDF-" + b"0" * rules.LARGEST, "超过 10 MB"),
    ],
)
def test_hostile_uploads_are_refused_and_leave_nothing(desk: Desk, content: bytes, says: str) -> None:
    """Guard: server/attachments/rules.py:prepared"""
    stored = len(desk.scenario.rows(Stored))
    assert says in desk.send(("good.pdf", PDF), ("plan.pdf", content))
    assert desk.rows() == [] and len(desk.scenario.rows(Stored)) == stored  # all or nothing


def test_a_picture_that_unpacks_to_gigabytes_is_refused(desk: Desk) -> None:
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    assert "可能坏了" in desk.send(("bomb.png", out.getvalue()))


def test_a_picture_of_too_many_pixels_says_so_before_anything_is_unpacked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pillow unpacks a PNG to look for the note of how it was held. Guards: `prepared`, `turn_of`"""
    out = io.BytesIO()
    Image.new("1", (5_100, 5_100)).save(out, "PNG")
    opened: list[str] = []
    monkeypatch.setattr(PngImageFile, "load", lambda picture: opened.append(picture.format or ""))
    assert "超过 2500 万像素" in desk.send(("scan.png", out.getvalue()))
    with Image.open(io.BytesIO(out.getvalue())) as picture_of_many:
        assert turn_of(picture_of_many) == 0
    assert opened == [] and desk.rows() == []


def test_the_phones_that_have_it_are_those_of_people_who_still_go_there(desk: Desk) -> None:
    desk.send(("plan.pdf", PDF))
    [row] = desk.rows()
    assert fetch(desk, row.id)[0] == 200
    assert phones(desk, row) == 1
    desk.scenario.assign(desk.visit, "wangqiang")
    assert phones(desk, row) == 0


def phones(desk: Desk, row: Attachment) -> int:
    with desk.scenario.app.app_context():
        return actions.on_phones([row]).get(row.id, 0)


def test_what_was_replaced_meanwhile_does_not_come_back_twice(desk: Desk) -> None:
    desk.send(("plan.pdf", PDF))
    [row] = desk.rows()
    ours, by = desk.scenario.ours, desk.scenario.cast.people["chenjing"]
    with desk.scenario.app.app_context():
        write(partial(actions.remove, ours, by, desk.visit, row.id))
    desk.send(("plan.pdf", PDF))
    with desk.scenario.app.app_context(), pytest.raises(Problem) as refused:
        write(partial(actions.put_back, ours, by, desk.visit, row.id))
    assert refused.value.code == "bad_input"


def test_no_file_too_many_and_too_many_in_all_say_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "先选文件" in desk.send()
    assert "一次最多 10 个" in desk.send(*((f"{place}.pdf", PDF) for place in range(11)))
    monkeypatch.setattr(actions, "MOST", 1)
    desk.send(("a.pdf", PDF))
    assert "最多 20 个附件" in desk.send(("b.jpg", picture()))
    assert len(desk.rows()) == 1


def test_the_same_file_counts_once_however_it_comes(desk: Desk) -> None:
    """Guard: server/attachments/actions.py:add"""
    desk.send(("a.pdf", PDF), ("b.pdf", PDF))
    desk.send(("c.pdf", PDF))
    assert [row.title for row in desk.rows()] == ["a"]
    assert kinds(desk) == ["attachment_added"]


def test_other_files_under_the_same_token_are_another_form(desk: Desk) -> None:
    """A page that came back by the browser's arrow sends its token again. Guard: server/console/form.py:_content"""
    token = re.findall(r'name="once" value="([^"]+)"', desk.browser.get(desk.page).text)[0]
    desk.send(("a.pdf", PDF), once=token)
    said = desk.send(("b.jpg", picture()), once=token)
    assert len(desk.rows()) == 1 and "附件加好了" not in said


def test_titles_are_typed_numbered_or_the_files_own(desk: Desk) -> None:
    desk.send(("a.pdf", PDF), ("b.jpg", picture()), title="  图 ")
    assert [row.title for row in desk.rows()] == ["图 1", "图 2"]
    desk.send(("", PDF + b"\n%%EOF"), (".pdf", PDF + b"x%%EOF"))
    assert [row.title for row in desk.rows()][2:] == ["附件"]  # a file without a name was not chosen


def test_removed_is_marked_can_come_back_for_ten_minutes_and_then_loses_its_bytes(desk: Desk) -> None:
    """Guards: server/attachments/actions.py:may_come_back, server/attachments/actions.py:forget_removed"""
    desk.send(("来函.pdf", PDF))
    [row] = desk.rows()
    now = clock.now()
    with clock.telling(now):
        assert "删掉了" in desk.browser.post(f"{desk.page}/{row.id}/remove", follow_redirects=True).text
    assert fetch(desk, row.id)[0] == 404 and desk.browser.get(f"{desk.page}/{row.id}").status_code == 404
    phone = desk.scenario.phone()
    phone.sync_all()
    assert not phone.visits[desk.visit]["work"].get("attachments")
    with clock.telling(clock.later(now, minutes=9)):
        assert "放回去了" in desk.browser.post(f"{desk.page}/{row.id}/back", follow_redirects=True).text
        assert fetch(desk, row.id)[0] == 200
        desk.browser.post(f"{desk.page}/{row.id}/remove")
    with clock.telling(clock.later(now, minutes=20)), desk.scenario.app.app_context():
        assert actions.forget_removed(desk.scenario.ours) == 1
        assert actions.forget_removed(desk.scenario.ours) == 0
    assert desk.stored(row.sha256) is None and desk.scenario.rows(Stored, Stored.sha256 == row.sha256) == []
    with clock.telling(clock.later(now, minutes=20)):
        desk.browser.post(f"{desk.page}/{row.id}/back")
        page = desk.browser.get(desk.page).text
    assert "<s>来函</s>" in page and "陈静" in page
    assert kinds(desk) == [f"attachment_{act}" for act in ("added", "removed", "put_back", "removed")]


def test_bytes_that_another_visit_names_stay(desk: Desk) -> None:
    """Guard: server/evidence/keeping.py:let_go"""
    other = Desk(desk.scenario, desk.scenario.given("liming", days=1, hour="15:00"), desk.browser)
    desk.send(("a.pdf", PDF))
    other.send(("a.pdf", PDF))
    [mine], [theirs] = desk.rows(), other.rows()
    desk.browser.post(f"{desk.page}/{mine.id}/remove")
    with clock.telling(clock.later(clock.now(), minutes=20)), desk.scenario.app.app_context():
        actions.forget_removed(desk.scenario.ours)
    assert fetch(other, theirs.id)[:2] == (200, PDF)


def test_the_weekly_look_for_unnamed_bytes_leaves_attachments(desk: Desk) -> None:
    """Guard: server/evidence/uploads.py:forget_unnamed"""
    desk.send(("a.pdf", PDF))
    [row] = desk.rows()
    with clock.telling(clock.later(clock.now(), days=9)):
        desk.inside(partial(uploads.forget_unnamed, desk.scenario.ours))
    assert desk.stored(row.sha256) == PDF


def test_nothing_is_attached_or_removed_after_the_visit_has_ended(desk: Desk) -> None:
    """Guard: server/attachments/actions.py:_open"""
    desk.send(("a.pdf", PDF))
    [row] = desk.rows()

    desk.inside(lambda: setattr(db.session.get_one(Visit, (desk.scenario.ours, desk.visit)), "state", "done"))
    assert "附件不能再改" in desk.browser.get(desk.page).text
    desk.send(("b.jpg", picture()))
    desk.browser.post(f"{desk.page}/{row.id}/remove")
    [still] = desk.rows()
    assert still.removed_at is None


def test_after_its_end_a_supervisor_removes_what_should_not_be_there(desk: Desk) -> None:
    """Guard: server/attachments/actions.py:_open"""
    desk.send(("a.pdf", PDF))
    [row] = desk.rows()
    desk.inside(lambda: setattr(db.session.get_one(Visit, (desk.scenario.ours, desk.visit)), "state", "done"))
    assert f"/{row.id}/remove" not in desk.browser.get(desk.page).text
    supervisor = desk.scenario.cast.office("zhoumin")
    page = supervisor.get(desk.page).text
    assert f"/{row.id}/remove" in page and f"/{row.id}/title" not in page and "it is on record that you did" in page
    supervisor.post(f"{desk.page}/{row.id}/remove")
    [gone] = desk.rows()
    assert gone.removed_by == desk.scenario.cast.people["zhoumin"] and gone.removed_at
    supervisor.post(f"{desk.page}/{row.id}/back")
    assert desk.rows()[0].removed_at is None
    assert kinds(desk) == [f"attachment_{act}" for act in ("added", "removed", "put_back")]


def test_a_title_is_changed_on_the_page_on_record_and_on_the_phone(desk: Desk) -> None:
    """Guard: server/attachments/actions.py:rename"""
    desk.send(("scan0001.pdf", PDF))
    [row] = desk.rows()
    phone = desk.scenario.phone()
    phone.sync_all()
    answer = desk.browser.post(
        f"{desk.page}/{row.id}/title", data={"title": " 隔壁单元的户型图 "}, follow_redirects=True
    )
    assert "名称改好了" in answer.text and "隔壁单元的户型图" in answer.text
    phone.sync_all()
    assert [each["title"] for each in phone.visits[desk.visit]["work"]["attachments"]] == ["隔壁单元的户型图"]
    emptied = desk.browser.post(f"{desk.page}/{row.id}/title", data={"title": "  "}, follow_redirects=True)
    assert "名称改好了" not in emptied.text
    assert desk.rows()[0].title == "隔壁单元的户型图"
    assert kinds(desk) == ["attachment_added", "attachment_renamed"]


def test_bytes_of_whom_a_hold_protects_stay_until_it_is_lifted(desk: Desk) -> None:
    """Guard: server/attachments/actions.py:forget_removed"""
    ours, by = desk.scenario.ours, desk.scenario.cast.people["wufang"]
    customer = desk.scenario.visit(desk.visit).customer_id
    held = desk.inside(lambda: erasing.hold(ours, by, customer, "complaint"))
    desk.send(("a.pdf", PDF))
    [row] = desk.rows()
    desk.browser.post(f"{desk.page}/{row.id}/remove")
    later = clock.later(clock.now(), minutes=20)
    with clock.telling(later), desk.scenario.app.app_context():
        assert actions.forget_removed(ours) == 0
    assert desk.stored(row.sha256) == PDF
    with clock.telling(later):
        desk.inside(lambda: erasing.lift(ours, held))
        with desk.scenario.app.app_context():
            assert actions.forget_removed(ours) == 1
    assert desk.stored(row.sha256) is None


def test_a_part_is_read_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard: server/attachments/routes.py:file_of"""
    desk.send(("a.pdf", PDF))
    [row] = desk.rows()
    read: list[tuple[int, int]] = []
    part = Folder.part

    def watched(store: Folder, organisation: str, digest: str, begin: int, end: int) -> bytes | None:
        read.append((begin, end))
        return part(store, organisation, digest, begin, end)

    monkeypatch.setattr(Folder, "part", watched)
    monkeypatch.setattr(Folder, "read", lambda *_: pytest.fail("all of it was read"))
    assert fetch(desk, row.id, Range="bytes=3-9")[:2] == (206, PDF[3:10])
    assert fetch(desk, row.id, Range="bytes=-5")[:2] == (206, PDF[-5:])
    assert fetch(desk, row.id, Range=f"bytes={len(PDF)}-")[0] == 416
    assert fetch(desk, row.id, **{"If-None-Match": f'"{row.sha256}"'})[0] == 304
    assert read == [(3, 10), (len(PDF) - 5, len(PDF))]


def test_the_phone_gets_parts_and_the_office_sees_when_it_has_all(desk: Desk) -> None:
    """Guard: server/attachments/routes.py:_has_the_end"""
    desk.send(("a.pdf", PDF))
    [row] = desk.rows()
    status, first, headers = fetch(desk, row.id, Range="bytes=0-9")
    assert (status, first) == (206, PDF[:10]) and headers["Content-Range"] == f"bytes 0-9/{len(PDF)}"
    assert "还没到手机" in desk.browser.get(desk.page).text
    status, rest, _ = fetch(desk, row.id, Range=f"bytes=10-{len(PDF) + 500}")
    assert (status, first + rest) == (206, PDF)
    assert "已到 1 部手机" in desk.browser.get(desk.page).text
    assert [each.person_id for each in desk.scenario.rows(AttachmentFetched)] == [desk.scenario.cast.people["liming"]]


def test_only_who_goes_there_gets_the_bytes(desk: Desk) -> None:
    """Guard: server/attachments/actions.py:goes_there"""
    desk.send(("a.pdf", PDF))
    [row] = desk.rows()
    answers = {login: fetch(desk, row.id, login)[0] for login in ("liming", "ayguli", "wangqiang", "zhaolei")}
    assert answers == {"liming": 200, "ayguli": 200, "wangqiang": 404, "zhaolei": 404}
    desk.scenario.assign(desk.visit, "wangqiang")
    answers = {login: fetch(desk, row.id, login)[0] for login in ("liming", "ayguli", "wangqiang")}
    assert answers == {"liming": 404, "ayguli": 404, "wangqiang": 200}
    stranger = desk.scenario.cast.office("sunli")
    assert stranger.get(desk.page).status_code == 404 and stranger.get(f"{desk.page}/{row.id}").status_code == 404
    revoked = desk.scenario.cast.revoked_phone("wangqiang").client.get(f"/api/v1/attachments/{row.id}")
    assert revoked.status_code in (401, 403)


def test_another_visits_address_does_not_open_it(desk: Desk) -> None:
    desk.send(("a.pdf", PDF))
    [row] = desk.rows()
    other = Desk(desk.scenario, desk.scenario.given("liming", days=1, hour="15:00"), desk.browser)
    assert other.browser.get(f"{other.page}/{row.id}").status_code == 404
    other.browser.post(f"{other.page}/{row.id}/remove")
    assert desk.rows()[0].removed_at is None


def test_a_file_that_a_restored_server_lacks_can_be_attached_again(desk: Desk) -> None:
    desk.send(("a.pdf", PDF))
    [row] = desk.rows()

    desk.inside(lambda: store().forget(desk.scenario.ours, row.sha256))
    assert "文件不在了" in desk.browser.get(desk.page).text and fetch(desk, row.id)[0] == 404
    desk.send(("a.pdf", PDF))
    assert fetch(desk, row.id)[:2] == (200, PDF) and len(desk.rows()) == 1


def test_the_list_for_a_file_names_them(desk: Desk, scenario: Scenario) -> None:
    desk.send(("来函.pdf", PDF))
    answer = desk.browser.get("/console/exports/attachments.csv")
    assert answer.status_code == 200 and "来函" in answer.get_data(as_text=True)
    assert scenario.rows(Attachment)
