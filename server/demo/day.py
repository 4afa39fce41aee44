"""The visits of the demonstration: for whom, what, when (minutes from now), who goes, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Order:
    """A visit of the demonstration.

    `at` is the agreed time or the window's start in minutes from now, `ahead` days from today (then `at` is minutes after
    midnight), `window` its length in minutes (0: agreed). `story` says what happens, `late` how late the technician arrives.
    """

    customer: str
    work: str
    at: int
    story: str = "planned"
    lead: str = ""
    window: int = 0
    ahead: int = 0
    helpers: tuple[str, ...] = ()
    words: str = ""
    late: int = -6
    odd: dict[str, Any] = field(default_factory=dict)


BACKUP = {
    "backup": ("deviated", "customer-no-need", "客户说电脑里没有要备份的"),
    "comment": "师傅讲得很清楚，鞋柜也放回去了。",
}
TODAY = (
    Order("jiang", "repair", -390, "done", "lijianguo", odd={"comment": "很快就修好了。"}),
    Order(
        "lin",
        "install",
        -330,
        "conflict",
        "lijianguo",
        window=120,
        words="鞋柜后面的弱电箱，客户自己挪不动",
        odd=BACKUP,
    ),
    Order("wei", "install", -380, "done", "zhoumin", window=120),
    Order("zhu", "repair", -250, "done", "zhoumin"),
    Order("gulmira", "meter-repair", -370, "done", "gulnar"),
    Order("long", "meter-replacement", -300, "done", "xudayong", window=120),
    Order("tashi", "meter-repair", -220, "nobody_home", "xudayong"),
    Order("ren", "repair", -180, "cancelled", "zhaoxiaofeng", words="客户说自己修好了"),
    Order(
        "carter",
        "repair",
        -75,
        "working",
        "zhoumin",
        helpers=("lijianguo",),
        words="Please ring reception, they call up.",
    ),
    Order("qian", "meter-repair", -55, "working", "gulnar"),
    Order("luo", "repair", -30, "at_the_door", "pengjun", window=120),
    Order("yu", "move", -14, "knocking", "lijianguo"),
    Order("ayxem", "meter-repair", 15, "on_the_way", "gulnar", window=60),
    Order("cao", "repair", -20, "late", "xudayong"),
    Order("shen", "install", -6, "silent", "zhaoxiaofeng", window=120, words="客户要走线到书房"),
    Order("bai", "repair", 24, "unseen", "pengjun"),
    Order("pan", "meter-repair", 0, "at_once", "", words="表前漏水，已经关了总阀"),
    Order("shi", "meter-repair", 60, "planned", "gulnar", window=120, words="没人用水，进门的表还在走。表后阀拧不紧。"),
    Order("cui", "repair", 75, "planned", "lijianguo", words="路由器红灯一直闪"),
    Order("xia", "install", 95, "planned", "zhoumin"),
    Order("yangwan", "meter-replacement", 120, "planned", "xudayong", window=120, words="家里没有电话，村口小店能捎话"),
)
AHEAD = (
    Order("du", "meter-repair", 9 * 60, "planned", "gulnar", window=120, ahead=1),
    Order("yu", "inspection", 10 * 60 + 30, "planned", "lijianguo", ahead=1),
    Order("okafor", "install", 14 * 60, "planned", "zhoumin", window=120, ahead=1),
    Order("yoshi", "meter-repair", 15 * 60, "unassigned", "", window=120, ahead=1),
    Order("gao", "repair", 16 * 60, "planned", "zhaoxiaofeng", ahead=1, words="婴儿在睡觉，别按门铃"),
    Order("wugu", "meter-repair", 9 * 60, "planned", "pengjun", window=120, ahead=2, words="听力不太好，说慢一点"),
    Order("menghe", "install", 10 * 60, "planned", "lijianguo", window=120, ahead=2),
    Order("chenjia", "meter-replacement", 13 * 60, "planned", "xudayong", window=120, ahead=2),
    Order("feng", "meter-repair", 15 * 60, "unassigned", "", window=120, ahead=2),
    Order("zhou", "move", 16 * 60 + 30, "planned", "zhoumin", ahead=2),
)
# Before today: so that a customer who calls has been visited before.
BEFORE = (
    Order("shi", "meter-replacement", 10 * 60, "done", "xudayong", ahead=-5),
    Order("lin", "repair", 14 * 60, "done", "lijianguo", ahead=-4),
    Order("carter", "install", 9 * 60, "done", "zhoumin", window=120, ahead=-3),
)
PHONES = {
    "lijianguo": "OPPO A2",
    "zhaoxiaofeng": "华为 Mate 60",
    "zhoumin": "小米 13",
    "gulnar": "iPhone 15",
    "xudayong": "荣耀 90",
    "pengjun": "红米 Note 13",
}
