"""House numbers as people write them: 2-1-2803, 3栋2单元1201, 1258弄36号-1102, A座1501, 东户. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from server.kernel.text.letters import in_digits, plain

PIECE = r"[0-9A-Za-z甲乙丙丁东西南北]+"
WORDED = re.compile(
    rf"(?:(?P<building>(?:{PIECE}(?:弄|号院))?(?:{PIECE}[区期])?{PIECE}(?:号楼|#楼|[幢栋座楼号#]))-?)?"
    rf"(?:(?P<unit>{PIECE})(?:单元|门|梯)-?)?(?:(?P<floor>\d{{1,2}})(?:层|楼)-?)?"
    rf"(?:(?P<room>{PIECE}(?:室|户)?))?"
)
PLAIN_WORD = re.compile(r"(号楼|#楼|[幢栋楼#])$")
SPELLINGS = str.maketrans(
    {"棟": "栋", "單": "单", "號": "号", "樓": "楼", "層": "层", "戶": "户", "東": "东", "門": "门"}
)
BETWEEN = re.compile(r"(?<=[0-9A-Za-z])[~_.,、\\](?=[0-9A-Za-z])")
FLOOR_AND_ROOM = re.compile(r"(\d{1,2})楼\1\d{2}室?")
PARTED = re.compile(rf"{PIECE}(?:[-/]{PIECE}){{1,3}}")


@dataclass(frozen=True, slots=True)
class House:
    """Building, unit and room; each may be ''. `understood` is false where a part would have been lost: then all of it is the building."""

    building: str = ""
    unit: str = ""
    room: str = ""
    understood: bool = True


def read_house(text: str | None) -> House:
    """The parts of a house number. A floor is left out where the room begins with it, because it says nothing more."""
    typed = re.sub(r"-{2,}", "-", BETWEEN.sub("-", plain(text).translate(SPELLINGS)).replace(" ", "-")).strip("-/")
    if FLOOR_AND_ROOM.fullmatch(typed):  # 12楼1201 is a house without its building
        return House(typed, understood=False)
    found = _read(typed)
    if found.understood:
        return found
    spelled = _read(
        re.sub(r"([-/]\d+)[户室]$", r"\1", re.sub(r"#(?=\w+-)", "-", in_digits(typed)))
    )  # 三栋二单元五零一, 3#2-501
    return spelled if spelled.understood else found


def _read(typed: str) -> House:
    if PARTED.fullmatch(typed):
        return _parted(re.split("[-/]", typed), typed)
    found = WORDED.fullmatch(typed)
    if not typed or found is None or not (found["building"] or found["unit"] or found["floor"]):
        return House(typed, understood=bool(re.fullmatch(PIECE, typed)) or not typed)
    room = re.sub("室$", "", found["room"] or "")
    if found["floor"] and not room.startswith(found["floor"]):
        return House(typed, understood=False)
    return House(PLAIN_WORD.sub("", found["building"] or ""), found["unit"] or "", room)


def _parted(parts: list[str], typed: str) -> House:
    if len(parts) == 4:
        building, unit, floor, room = parts
        return (
            House(building, unit, room)
            if room.startswith(floor) and len(room) > len(floor)
            else House(typed, understood=False)
        )
    return House(parts[0], parts[1], parts[2]) if len(parts) == 3 else House(parts[0], "", parts[-1])
