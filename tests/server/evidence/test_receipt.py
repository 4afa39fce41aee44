"""The customer's receipt: on its way, then home, in their language, with a way to say "that was not me"."""

from __future__ import annotations

import gzip
import io
import random
import re

import pytest
from PIL import Image

from server.evidence.models import Receipt
from server.kernel.chain import sha256
from server.visits.conflicts import resolve
from server.visits.conflicts.models import Conflict
from server.visits.models import Fact
from tests.server.evidence.conftest import Record, jpeg


def page(record: Record, **asked: str) -> str:
    answer = record.scenario.cast.visitor().get(f"/r/{record.code}", query_string=asked)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_receipt_says_on_its_way_until_the_record_is_home(record: Record) -> None:
    assert "记录在路上" in page(record) and "Your record is on its way" in page(record, lang="en")
    record.phone.sync_all()
    assert "记录在路上" not in page(record) and "记录已经收到" in page(record)


def test_the_receipt_says_what_was_shown_and_signed(at_home: Record) -> None:
    shown = page(at_home)
    for words in ("网速：486 Mbit/s", "没做：提醒备份资料", "李明", "0117", "翠湖花园", "林晓梅", "本人", "手写"):
        assert words in shown
    assert "<script" not in shown


def test_the_receipt_is_in_the_customers_language_unless_they_choose(at_home: Record) -> None:
    assert '<html lang="zh-CN">' in page(at_home)
    assert "Today&#39;s work is done" in page(at_home, lang="en")


def test_the_code_is_found_however_it_is_typed(at_home: Record) -> None:
    typed = f" {at_home.code[:4].lower()}-{at_home.code[4:]} "
    answer = at_home.scenario.cast.visitor().get("/r/", query_string={"code": typed})
    assert answer.status_code == 302 and answer.headers["Location"].endswith(at_home.code)


def test_whoever_guesses_codes_is_slowed_down(at_home: Record) -> None:
    guesser = at_home.scenario.cast.visitor()
    statuses = [guesser.get(f"/r/2222222{letter}").status_code for letter in "23456789ABCDEFGHJKMNPQRSTUVWXYZ"]
    assert statuses[0] == 404 and statuses[-1] == 429


def test_pictures_of_the_receipt_are_made_here_and_carry_nothing_else(at_home: Record) -> None:
    digest = next(digest for digest, (kind, _) in at_home.bytes.items() if kind == "image/jpeg")
    answer = at_home.scenario.cast.visitor().get(f"/r/{at_home.code}/pictures/{digest}")
    assert answer.status_code == 200 and answer.headers["X-Content-Type-Options"] == "nosniff"
    with Image.open(io.BytesIO(answer.data)) as picture:
        assert picture.format == "JPEG" and not picture.getexif()


def test_a_receipt_does_not_open_another_visits_pictures(at_home: Record) -> None:
    other = at_home.scenario.given()
    at_home.phone.sync_all()
    from server.kernel.chain import receipt_code

    code = receipt_code(other, at_home.phone.grant_of(other) or "")
    digest = next(iter(at_home.bytes))
    assert at_home.scenario.cast.visitor().get(f"/r/{code}/pictures/{digest}").status_code == 404


def test_that_was_not_me_opens_a_review_and_deletes_nothing(at_home: Record) -> None:
    before = at_home.scenario.log(at_home.visit)
    answer = at_home.scenario.cast.visitor().post(f"/r/{at_home.code}/objection")
    assert answer.status_code == 303
    assert at_home.scenario.log(at_home.visit) == [*before, ("objected", "applied")]
    assert at_home.scenario.visit(at_home.visit).needs_review
    assert "您说过这不是您签的" in page(at_home)


def test_S4_the_objection_button_says_what_happened(at_home: Record) -> None:
    """S-4: pressed once, pressed again, and pressed where no signature counts any more. Guard: server/evidence/pages.py:object_to"""
    visitor, place = at_home.scenario.cast.visitor(), f"/r/{at_home.code}/objection"
    for _ in range(2):
        answer = visitor.post(place, query_string={"lang": "zh-CN"}, follow_redirects=True)
        assert (
            "我们收到了：您说这不是您签的" in answer.text
            and "您说过这不是您签的" in answer.text
            and "这不是我签的</button>" not in answer.text
        )
    assert [kind for kind, _ in at_home.scenario.log(at_home.visit)].count("objected") == 1
    [conflict] = at_home.scenario.rows(Conflict, Conflict.target == "signature")
    with at_home.scenario.app.app_context():
        resolve.settle(at_home.scenario.ours, at_home.scenario.cast.people["chenjing"], conflict.id, "other")
    assert "没有算数的签名" in visitor.post(place, query_string={"lang": "zh-CN"}, follow_redirects=True).text


def test_S4_a_withdrawn_objection_still_stands_on_the_receipt(at_home: Record) -> None:
    """S-4. Guard: server/evidence/receipt.py:_facts"""
    at_home.scenario.cast.visitor().post(f"/r/{at_home.code}/objection")
    at_home.phone.sync_all()
    [objected] = [row.id for row in at_home.scenario.rows(Fact, Fact.kind == "objected")]
    at_home.phone.report("withdrawn", {"fact": objected, "reason": "slip"}, visit=at_home.visit)
    at_home.phone.sync_all()
    assert "您说过这不是您签的" in page(at_home) and "这不是我签的</button>" not in page(at_home)


def test_the_receipt_carries_every_chains_head(at_home: Record) -> None:
    [receipt] = at_home.scenario.rows(Receipt)
    assert receipt.code == at_home.code and at_home.phone.device in receipt.document


def test_the_customer_takes_the_whole_record_along(at_home: Record) -> None:
    from server.evidence.verify import verify

    answer = at_home.scenario.cast.visitor().post(f"/r/{at_home.code}/bundle.zip", data={"digits": "1234"})
    assert verify(answer.data, receipt=at_home.code).exit == 2


def test_a_second_signature_beside_the_first_is_not_shown_as_the_signature(at_home: Record) -> None:
    at_home.phone.report(
        "signed",
        {
            "way": "typed",
            "relation": "family",
            "name": "王小明",
            "shown": {"text": "别的内容", "sha256": sha256("别的内容".encode()), "language": "zh-CN"},
        },
        visit=at_home.visit,
    )
    at_home.phone.sync_all()
    shown = page(at_home)
    assert "林晓梅" in shown and "网速：486 Mbit/s" in shown
    assert "王小明" not in shown and "别的内容" not in shown


def test_S9_a_purpose_that_nobody_worded_is_a_photograph(record: Record) -> None:
    """S-9: one word of a phone does not take the customer's receipt away."""
    from tests.server.evidence.conftest import jpeg

    mention = record.take(jpeg(5), "image/jpeg")
    record.phone.report(
        "photographed",
        {"step": "photo-after", "purpose": "nobody-worded-this", "width": 64, "height": 48} | mention,
        visit=record.visit,
    )
    record.phone.sync_all()
    record.send_bytes()
    assert "照片 " in page(record) and "Photograph " in page(record, lang="en")
    assert (
        record.scenario.cast.visitor().post(f"/r/{record.code}/bundle.zip", data={"digits": "1234"}).status_code == 200
    )


def test_P19_that_was_not_me_is_asked_before_it_is_said_and_tells_the_way_back(at_home: Record) -> None:
    """P-19: one tap opened a review, without a question and without a word of how to take it back."""
    visitor = at_home.scenario.cast.visitor()
    page = visitor.get(f"/r/{at_home.code}").get_data(as_text=True)
    [closed] = re.findall(r"<details>(.*?)</details>", page, flags=re.S)
    assert page.count("<form") - closed.count("<form") == 1  # the other asks for the telephone's digits
    assert "也不是您请家人代签的？" in closed and "确定，这不是我签的" in closed and "/objection" in closed
    said = visitor.post(f"/r/{at_home.code}/objection", follow_redirects=True).get_data(as_text=True)
    assert "如果是点错了，请打" in said and "<details>" not in said


def test_P19_a_wrong_code_in_the_address_is_asked_for_again_in_a_field(at_home: Record) -> None:
    """P-19: the page said "type it again" and had nothing to type into."""
    answer = at_home.scenario.cast.visitor().get("/r/2345ABCD")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert 'name="code" value="2345ABCD"' in page and "没有找到这个码" in page
    assert (
        at_home.scenario.cast.visitor().get("/r/2345ABCD?lang=en").get_data(as_text=True).count("No receipt has") == 1
    )


def test_P25_on_its_way_does_not_blame_the_signal_alone(record: Record) -> None:
    """P-25 (a receipt that was opened while the visit went on said that the phone had no signal, though it was online)."""
    assert "这次上门还没有结束，或者师傅的手机还没有信号" in page(record)
    assert "The visit has not ended yet, or" in page(record, lang="en")


def test_M15_what_a_customer_only_added_is_not_repeated_on_the_receipt(at_home: Record) -> None:
    """M15: the receipt, which the technician opens, showed the complaint about them. Older phones put it among what was signed."""
    text = at_home.scenario.rows(Fact, Fact.kind == "signed")[0].body["shown"]["text"].split("\n")
    last = [line for line in text if line.strip()][-1]
    assert last in page(at_home)
    at_home.phone.report("commented", {"text": f"不满意\n{last}", "language": "zh-CN"}, visit=at_home.visit)
    at_home.phone.sync_all()
    assert last not in page(at_home) and "不满意" not in page(at_home)
    at_home.phone.report("commented", {"text": text[0], "language": "zh-CN", "objects": True}, visit=at_home.visit)
    at_home.phone.sync_all()
    assert text[0] in page(at_home)


def test_B38_name_and_relation_are_joined_as_the_language_joins_them(at_home: Record) -> None:
    assert "林晓梅，" in page(at_home) and "林晓梅, " not in page(at_home)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_receipt_of_a_long_day_is_small(record: Record, language: str) -> None:
    """At most 14 KB with its rules, as it travels: what one answer of a slow network carries at once."""
    words = random.Random(3)
    lines = ["".join(chr(words.randrange(0x4E00, 0x9000)) for _ in range(24)) for _ in range(40)]
    text = "\n".join(lines)
    for number in range(24):
        about = {"step": "photo-after", "purpose": "after", "width": 64, "height": 48}
        record.phone.report(
            "photographed", about | record.take(jpeg(number % 6) + bytes([number]), "image/jpeg"), visit=record.visit
        )
    record.phone.report("customer_mode_entered", {"language": language}, visit=record.visit)
    shown = {"text": text, "sha256": sha256(text.encode()), "language": language}
    said = {"way": "typed", "relation": "self", "name": "林晓梅", "shown": shown}
    record.phone.report("signed", said, visit=record.visit)
    record.phone.sync_all()
    record.send_bytes()
    visitor = record.scenario.cast.visitor()
    source = visitor.get(f"/r/{record.code}", query_string={"lang": language}).get_data(as_text=True)
    assert lines[-1] in source and source.count("<img") > 20
    [style] = re.findall(r'<link rel="stylesheet" href="([^"]+)"', source)
    size = len(gzip.compress(source.encode())) + len(gzip.compress(visitor.get(style).data))
    assert size <= 14 * 1024
