"""An order as it is typed: forgiven on the way in, and said back as one calm sentence (FT-16)."""

import pytest

from server.dispatch.intake import order_form

TODAY = "2026-11-20"
TYPED = {
    "phone": "１９９ ００００-3907",
    "name": "施慧",
    "salutation": "ms",
    "district": "城东区",
    "estate": "阳光里",
    "building": "6-1-1802",
    "work": "meter-repair",
    "slot": "2026-11-20 15:00-17:00",
    "symptom": "没人用水，\n进门的表还在走",
}


def test_what_was_typed_is_understood():
    found = order_form.order_of(TYPED)
    assert (found.phone, found.building, found.unit, found.room) == ("19900003907", "6", "1", "1802")
    assert (found.day, found.start, found.end, found.symptom) == (
        "2026-11-20",
        "15:00",
        "17:00",
        "没人用水， 进门的表还在走",
    )
    assert found.moments("Asia/Shanghai") == (("2026-11-20T07:00:00.000Z", "2026-11-20T09:00:00.000Z"), None)


def test_the_sentence_that_is_read_back():
    said = order_form.said(order_form.order_of(TYPED), {"zh-CN": "修水表", "en": "repair your water meter"}, TODAY)
    assert said == {
        "name": "您是施慧，施女士，",
        "phone": "电话 199 0000 3907，",
        "place": "地址城东区阳光里6幢1单元1802室，",
        "time": "我们今天下午 3 点到 5 点来修水表。",
    }


def test_an_english_customer_hears_english():
    said = order_form.said(
        order_form.order_of(TYPED | {"language": "en", "name": "Emma Carter"}), {"en": "repair your water meter"}, TODAY
    )
    assert (
        said["name"] == "You are Emma Carter,"
        and said["time"] == "we come today, 15:00 to 17:00 to repair your water meter."
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"phone": "123"}, "phone"),
        ({"name": " "}, "name"),
        ({"estate": ""}, "estate"),
        ({"work": "nothing"}, "work"),
        ({"slot": ""}, "slot"),
        ({"slot": "2026-11-19 15:00-17:00"}, "day"),
        ({"slot": "", "day": "2099-11-20", "agreed": "15:00"}, "day"),
        ({"agreed": "3点半"}, "agreed"),
        ({"agreed": "x"}, "agreed"),
        ({"agreed": "19:30"}, "agreed"),
        ({"building": "3-2-11-1201", "unit": "", "room": ""}, "building"),
        ({"phone": "8802661 8802662"}, "phone"),
        ({"phone": "212 555 0100"}, "phone"),
        ({"slot": "2026-11-20 25:00-99:00"}, "slot"),
    ],
)
def test_what_is_missing_is_named_by_its_field(change, field):
    assert list(order_form.mistakes_in(order_form.order_of(TYPED | change), {"meter-repair": 1}, TODAY)) == [field]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"phone": "", "no_phone": "1"},
        {"estate": "", "rural": "石桥镇杨湾村 7 组"},
        {"slot": "now"},
        {"slot": "", "day": TODAY, "agreed": "1430"},
    ],
)
def test_somebody_without_a_phone_or_an_estate_is_served_too(change):
    assert order_form.mistakes_in(order_form.order_of(TYPED | change), {"meter-repair": 1}, TODAY) == {}
