"""What people write is read rightly or refused in words; nothing is dropped in silence."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kernel.text.addresses import House, read_house
from server.kernel.text.days import read_day
from server.kernel.text.letters import is_named, name_key, tidy, tidy_name
from server.kernel.text.numbers import read_count
from server.kernel.text.phones import masked_phone, read_phone, spaced_phone
from server.kernel.text.times import read_end, read_time, read_window

HALVES = {"上午": (1, 11), "下午": (12, 23), "晚上": (18, 23)}


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("14:30", "14:30"),
        ("1430", "14:30"),
        ("14：30", "14:30"),
        ("14.30", "14:30"),
        ("930", "09:30"),
        ("14:30:00", "14:30"),
        ("15点", "15:00"),
        ("下午3点", "15:00"),
        ("下午三点半", "15:30"),
        ("晚上八点一刻", "20:15"),
        ("上午十点二十分", "10:20"),
        ("９点", "09:00"),
        ("十二点三十", "12:30"),
        ("3:30 pm", "15:30"),
        ("3PM", "15:00"),
        ("12 am", "00:00"),
        ("中午12点", "12:00"),
        ("0:30", "00:30"),
        ("夜里2点", "02:00"),
        ("夜里十点", "22:00"),
        ("半夜1点半", "01:30"),
        ("中午", "12:00"),
        ("noon", "12:00"),
        ("half past 3 pm", "15:30"),
        ("quarter to one pm", "12:45"),
        ("quarter past ten", "10:15"),
        ("八点钟", "08:00"),
        ("下午三點", "15:00"),
        ("18時", "18:00"),
        ("午后2点", "14:00"),
        ("3:30下午", "15:30"),
        ("1300 hours", "13:00"),
        ("14∶30", "14:30"),
        ("", ""),
    ],
)
def test_F7_a_time_of_day_is_read_as_people_write_it(typed: str, clock: str) -> None:
    assert read_time(typed) == (clock, "")


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ("24:00", "time"),
        ("25:00", "time"),
        ("x", "time"),
        ("14:30:15", "time"),
        ("上午15点", "time"),
        ("晚上12点", "time"),  # midnight, of which day it does not say
        ("晚上1点", "time"),
        ("夜里7点", "time"),
        ("午夜", "time"),
        ("half to 5", "time"),
        ("half past 3", "which_half"),
        ("3点半", "which_half"),
        ("5", "which_half"),
    ],
)
def test_F7_a_time_that_is_not_understood_is_said(typed: str, trouble: str) -> None:
    assert read_time(typed) == ("", trouble)


@given(st.integers(0, 23), st.integers(0, 59))
def test_F7_every_time_of_the_clock_is_read_back_the_same(hour: int, minute: int) -> None:
    clock = f"{hour:02d}:{minute:02d}"
    assert {
        read_time(text) for text in (clock, f"{hour}:{minute:02d}", f"{hour}：{minute:02d}", f"{hour:02d}{minute:02d}")
    } == {(clock, "")}
    for half, (first, last) in HALVES.items():
        if first <= hour <= last:
            assert read_time(f"{half}{hour if hour <= 12 else hour - 12}点{minute:02d}分") == (clock, "")


@given(st.text(max_size=12))
def test_F7_whatever_is_typed_is_a_time_or_a_trouble(text: str) -> None:
    clock, trouble = read_time(text)
    assert bool(clock) != bool(trouble) or not tidy(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0571-88026618-802", "057188026618,802"),
        ("0571-88026618 ext 12", "057188026618,12"),
        ("0571-88026618转802", "057188026618,802"),
        ("\u202a+852 9123 4567\u202c", "+85291234567"),
        ("+86 0571 88026618", "057188026618"),
        ("+86 571 88026618", "057188026618"),
        ("+86 138-1234-1234", "13812341234"),
        ("0086 13812341234", "13812341234"),
        ("8613812341234", "13812341234"),
        ("１３８ １２３４ １２３４", "13812341234"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("00852 91234567", "+85291234567"),
        ("+1 (212) 555-0100 x123", "+12125550100,123"),
        ("400-820-8820", "4008208820"),
        ("88026618", "88026618"),
        ("013812341234", "13812341234"),
        ("+86 013812341234", "13812341234"),
        ("电话：138 1234 1234", "13812341234"),
        ("Tel. 010-62345678", "01062345678"),
        ("021-62345678", "02162345678"),
        ("021-62345678*8", "02162345678,8"),
        ("13812341234,,12", "13812341234,12"),
        ("+44 020 7946 0958", "+442079460958"),
        ("+39 06 698 12345", "+390669812345"),
    ],
)
def test_F9_F11_B14_a_telephone_number_is_read_with_extension_and_country(typed: str, kept: str) -> None:
    phone = read_phone(typed)
    assert (phone.kept, phone.trouble) == (kept, "")
    assert read_phone(phone.kept).kept == kept  # what is kept is read again the same


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ("8802661 8802662", "two_phones"),
        ("13812341234/13912341234", "two_phones"),
        ("13812341234、13912341235", "two_phones"),
        ("(212) 555-0100", "phone_country"),
        ("123456789012345", "phone_country"),
        ("1381234123", "phone_country"),
        ("01381234567", "phone_country"),  # a mobile number without one of its digits; no area begins with 013
        ("12", "phone"),
        ("abc", "phone"),
        ("138****1234", "phone"),
        ("+12", "phone"),
    ],
)
def test_F10_B14_what_is_no_one_number_is_said(typed: str, trouble: str) -> None:
    assert read_phone(typed).trouble == trouble


GAPS, BEFORE = st.sampled_from(["", " ", "-", "\u200b", "\u2011"]), st.sampled_from(["", "+86 ", "0086", "\u202a"])


@given(st.integers(13000000000, 19999999999).map(str), GAPS, BEFORE)
def test_F11_a_mobile_number_survives_any_spelling(number: str, gap: str, before: str) -> None:
    assert read_phone(before + gap.join((number[:3], number[3:7], number[7:]))).kept == number


@pytest.mark.parametrize("typed", ["24:00", "晚上12点", "夜里十二点", "午夜", "midnight"])
def test_F7_a_window_may_end_at_midnight_in_any_words(typed: str) -> None:
    assert read_end(typed) == ("00:00", "")


def test_F9_an_extension_is_read_aloud_and_masked_with_its_number() -> None:
    assert spaced_phone("4008208820") == "400 820 8820"
    assert (
        spaced_phone("057188026618,802") == "0571 88026618 转 802"
        and spaced_phone("057188026618,802", "en") == "0571 88026618 ext. 802"
    )
    assert masked_phone("057188026618,802") == "0571****6618,802"


@pytest.mark.parametrize(
    ("typed", "house"),
    [
        ("3-2-12-1201", ("3", "2", "1201")),
        ("1258弄36号-1102", ("1258弄36号", "", "1102")),
        ("1258弄36号1102室", ("1258弄36号", "", "1102")),
        ("3栋2单元1201", ("3", "2", "1201")),
        ("３－２－１２０１", ("3", "2", "1201")),
        ("3—2—1201", ("3", "2", "1201")),
        ("A座1501", ("A座", "", "1501")),
        ("2幢1单元2803室", ("2", "1", "2803")),
        ("2#2803", ("2", "", "2803")),
        ("2-1-2803", ("2", "1", "2803")),
        ("5栋东户", ("5", "", "东户")),
        ("三栋二单元五零一", ("3", "2", "501")),
        ("十二号楼一单元1502", ("12", "1", "1502")),
        ("3#2-501", ("3", "2", "501")),
        ("10-1-1001户", ("10", "1", "1001")),
        ("6", ("6", "", "")),
        ("3棟2單元1201", ("3", "2", "1201")),
        ("3座2梯1201", ("3座", "2", "1201")),
        ("3期5栋201", ("3期5", "", "201")),
        ("5号院3号楼2单元301", ("5号院3", "2", "301")),
        ("10#楼2单元1201", ("10", "2", "1201")),
        ("3、2、1201", ("3", "2", "1201")),
        ("3～2～1201", ("3", "2", "1201")),
        ("3-2-1201室", ("3", "2", "1201")),
    ],
)
def test_F12_a_house_number_is_split_without_losing_a_part(typed: str, house: tuple[str, str, str]) -> None:
    found = read_house(typed)
    assert (found.building, found.unit, found.room, found.understood) == (*house, True)


@pytest.mark.parametrize("typed", ["12楼1201", "1201室", "12层"])
def test_F12_a_floor_or_a_room_is_not_taken_for_the_building(typed: str) -> None:
    assert read_house(typed) == House(typed, understood=False)


@given(st.text(alphabet="0123456789-弄号栋座单元室 户东A#、.~期区院梯", max_size=16))
def test_F12_no_digit_of_a_house_number_is_ever_lost(text: str) -> None:
    found = read_house(text)
    digits = [letter for letter in unicodedata.normalize("NFKC", text) if letter.isdigit()]
    kept = [letter for letter in found.building + found.unit + found.room if letter.isdigit()]
    floor = len(digits) - len(kept)
    assert digits == kept or (
        found.understood
        and 0 < floor <= 2
        and found.room.startswith("".join(digits[len(digits) - len(found.room) - floor :][:floor]))
    )


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("\u202e张三", "张三"),
        ("\ufeff李四", "李四"),
        ("王\u200b五", "王五"),
        ("阿依夏木•买买提", "阿依夏木·买买提"),
        ("买买提.艾力", "买买提·艾力"),
        ("J.R. Smith", "J.R. Smith"),
        ("ＥＭＭＡ　Ｃａｒｔｅｒ", "EMMA Carter"),
        ("𠮷田", "𠮷田"),
        ("a\u0301", "á"),
    ],
)
def test_F22_a_name_has_no_letters_that_nobody_sees(typed: str, name: str) -> None:
    assert tidy_name(typed) == name


@given(st.text(max_size=100))
def test_F22_nothing_unseen_is_kept_and_tidying_twice_changes_nothing(text: str) -> None:
    name = tidy_name(text)
    assert not [letter for letter in name if unicodedata.category(letter) in ("Cf", "Cc")] and tidy_name(name) == name
    assert tidy(tidy(text)) == tidy(text)


@given(
    st.text(st.characters(categories=("L", "N", "M", "Co", "Zs", "Pd", "Po")), min_size=1, max_size=12),
    st.lists(st.sampled_from(" \t·•‧・.-'’\u3000\u200b\u2060\ufe00\u00ad"), max_size=12),
    st.randoms(use_true_random=False),
)
def test_S10_no_dot_space_mark_or_case_between_the_letters_makes_another_name(
    name: str, between: list[str], chance: random.Random
) -> None:
    hidden = list(unicodedata.normalize("NFC", name))
    for mark in between:
        place = chance.randrange(len(hidden) + 1)
        # because a mark of writing belongs to the letter before it, nobody can set anything between the two
        if place == len(hidden) or not unicodedata.category(hidden[place]).startswith("M"):
            hidden.insert(place, mark)
    assert name_key("".join(hidden)) == name_key(name)
    assert is_named("".join(hidden), [name]) is (name_key(name) != "")


@pytest.mark.parametrize(
    ("typed", "window"),
    [
        ("9:00-11:00", ("09:00", "11:00", "")),
        ("下午2点到4点", ("14:00", "16:00", "")),
        ("2-4 pm", ("14:00", "16:00", "")),
        ("上午9点至11点半", ("09:00", "11:30", "")),
        ("２２:００～２４:００", ("22:00", "00:00", "")),
        ("9 to 11", ("09:00", "11:00", "")),
        ("2-4", ("", "", "which_half")),
        ("上午", ("", "", "time")),
        ("9:00-", ("", "", "time")),
    ],
)
def test_K5_a_window_is_read_as_people_say_it(typed: str, window: tuple[str, str, str]) -> None:
    assert read_window(typed) == window


@pytest.mark.parametrize(
    "typed",
    [
        "2026-12-01",
        "2026/12/1",
        "2026年12月1号",
        "20261201",
        "２０２６－１２－０１",
        "1 Dec 2026",
        "Dec 1, 2026",
        "2026-12-01 00:00:00",
        "2026-12-01T00:00",
    ],
)
def test_K5_a_day_is_read_as_people_write_it(typed: str) -> None:
    assert read_day(typed) == ("2026-12-01", "")


@pytest.mark.parametrize("typed", ["2026-02-29", "12/01/2026", "1 Foo 2026", "今天", "2026-13-01"])
def test_K5_a_day_that_may_be_another_is_said(typed: str) -> None:
    assert read_day(typed) == ("", "day")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12),
        ("１２", 12),
        ("1 200", 1200),
        ("十二", 12),
        ("1,200", None),
        ("1.5", None),
        ("-1", None),
        ("9" * 5000, None),
    ],
)
def test_K5_a_whole_number_is_read_or_said(typed: str, number: int | None) -> None:
    assert read_count(typed, 10_000) == number
