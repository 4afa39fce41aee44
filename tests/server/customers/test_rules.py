"""Names, numbers and addresses: what people type is forgiven, what a screen shows is masked."""

from types import SimpleNamespace

import pytest

from server.customers import rules
from server.kernel.search import is_named
from server.kernel.text import letters, phones
from server.kernel.text.spelling import number_words


def address(**parts):
    return SimpleNamespace(**(dict.fromkeys(("district", "estate", "building", "unit", "room", "rural")) | parts))


BINJIANG = address(district="城东区", estate="滨江一号", building="2", unit="1", room="2803")
FARM = address(district="临江县", rural="石桥镇杨湾村 7 组，老粮站旁第二家")


@pytest.mark.parametrize(
    "typed",
    [
        "13800001234",
        "138 0000 1234",
        "１３８００００１２３４",
        "+86 138-0000-1234",
        "0086 138 0000 1234",
        " 138\u30000000\t1234 ",
    ],
)
def test_one_number_however_it_is_typed(typed):
    assert phones.phone_digits(typed) == "13800001234"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800001234", "138****1234"),
        ("0571-8802 6618", "0571****6618"),
        ("8802661", "88***61"),
        ("", ""),
        (None, ""),
        ("12345", "*****"),
    ],
)
def test_a_masked_number_never_shows_its_middle(number, shown):
    assert phones.masked_phone(number) == shown


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [
        ("13800001234", True),
        ("057188026618", True),
        ("+441632960123", True),
        ("110", False),
        ("", False),
        ("1" * 16, False),
    ],
)
def test_what_can_be_a_phone(digits, is_one):
    assert phones.is_phone(digits) is is_one


@pytest.mark.parametrize(
    ("name", "salutation", "language", "spoken"),
    [
        ("林静", "ms", "zh-CN", "林女士"),
        ("欧阳晨", "mr", "zh-CN", "欧阳先生"),
        ("阿依夏木·买买提", "ms", "zh-CN", "阿依夏木·买买提女士"),
        ("𠮷永强", "mr", "zh-CN", "𠮷先生"),
        ("Emma Carter", "ms", "zh-CN", "Ms Carter"),
        ("林静", "ms", "en", "Ms 林"),
        ("林静", "none", "zh-CN", "林静"),
    ],
)
def test_how_a_customer_is_spoken_of(name, salutation, language, spoken):
    assert rules.addressed_as(name, salutation, language) == spoken


def test_a_name_keeps_rare_characters_and_one_kind_of_middle_dot():
    assert letters.tidy_name("  阿依夏木 • 买买提\x00 ") == "阿依夏木·买买提"
    assert letters.tidy_name("𠮷永强") == "𠮷永强"
    assert letters.tidy_name("王\ud842芳") == "王 芳"


def test_the_line_by_which_a_place_is_known():
    assert rules.headline(BINJIANG) == "滨江一号 2-1-2803"
    assert rules.headline(FARM) == "石桥镇杨湾村 7 组，老粮站旁第二家"
    assert rules.full_address(BINJIANG) == "城东区 滨江一号 2 幢 1 单元 2803 室"
    assert rules.full_address(BINJIANG, "en") == "城东区, 滨江一号, building 2, unit 1, room 2803"
    assert rules.full_address(address(estate="幸福里", building="甲座", room="301")) == "幸福里 甲座 301 室"


def found(query, number="SM-1120-0147", name="阿依夏木·买买提", phone="138 0000 1234", place=BINJIANG):
    return is_named(
        query, [*number_words(number), *rules.customer_words(name, "none", phone, None), *rules.place_words(place)]
    )


@pytest.mark.parametrize(
    "query",
    [
        "138****1234",
        "１３８ ００００ １２３４",
        "+86 138-0000-1234",
        "00001234",
        "1234",
        "滨江 2803",
        "滨江一号2幢1单元2803室",
        "2-1-2803",
        "滨江一号2-1-2803",
        "sm-1120",
        "SM-1120-0147",
        "0147",
        "阿依夏木・买买提",
        "买买提",
        "",
    ],
)
def test_a_search_that_forgives_finds_it(query):
    assert found(query)


@pytest.mark.parametrize("query", ["139****1234", "2-1-2804", "%", "_", "林静", "SM-1121"])
def test_and_does_not_find_what_is_not_there(query):
    assert not found(query)
