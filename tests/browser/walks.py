"""Ways through the shipped standards as a technician goes them, for journeys whose point is elsewhere."""

from __future__ import annotations

from tests.browser.phone import Phone
from tests.browser.technician import App, Customer
from tests.browser.world import World


def to_the_door(app: App, visit: str) -> None:
    """Pack, on my way, arrive: ends in front of the door."""
    app.visit(visit)
    app.answer("五样东西和料都带上", "都带齐了")
    app.go_on("我出发了")
    app.title("在路上")
    app.go_on("我到了")
    app.title("到门口")


def go_in(app: App) -> None:
    """Knock and enter."""
    app.answer("轻按门铃，等一等", "按过了")
    app.go_on("已请我进门")
    app.title("进门")


def inside(app: App, trouble: tuple[str, str]) -> None:
    """Shoe covers, explanation, what is wrong: ends at the work."""
    app.answers({"穿好鞋套": "穿好了", "说清收费和今天的活，交调查表": "说清了", trouble[0]: trouble[1]})
    app.go_on("下一段：作业")
    app.title("作业")


def repair_broadband(app: App) -> None:
    """The shortest whole repair of a connection, two photographs; ends before show and clean."""
    app.answer("要挪东西，先问客户", "不用挪")
    repair_without_moving(app)


def repair_without_moving(app: App) -> None:
    """The same once it is clear what may be moved."""
    app.answer("作业处铺垫布", "铺好了")
    app.photograph("作业前照片")
    app.answer("会断网或有风险，先说清", "没有影响")
    app.type("测光功率", "-21.5")
    app.answers({"故障原因": "光纤接头", "怎么修的": "重做接头", "固定光猫，把线理好": "理好了"})
    app.type("测网速", "486")
    app.photograph("作业后照片")


def show_and_clean(app: App) -> None:
    """Demonstrate, clean up, name the charge; ends before the customer's turn."""
    app.go_on("下一段：演示和清洁")
    app.answers({"演示、讲保养，请客户试用": "试过，满意", "擦净设备，垃圾装袋带走": "收拾好了", "今天收费": "不收费"})


def at_the_customers_turn(office: World, phone: Phone) -> tuple[App, str]:
    """A technician whose work is done hands the phone over; ends on the customer's first page, with the network there."""
    who = office.technician()
    visit = office.given(who, hour="09:00")
    office.walked(visit, who, "show-and-clean")
    app = App(phone, office, who)
    app.begin()
    app.visit(visit)
    app.go_on("请客户看和签")
    return app, visit


def customers_turn(app: App, title: str = "今天做了这些") -> None:
    """The customer reads, answers, signs by hand and gives the phone back; ends before leaving."""
    app.go_on("请客户看和签")
    customer = Customer(app)
    customer.read(title=title)
    customer.survey("很满意", "穿了", "没有")
    customer.comment()
    customer.sign()
    customer.give_back()
    app.title("告辞")


def leave(app: App) -> str:
    """Card, goodbye, end; returns the receipt code."""
    app.answer("服务卡写上回执码，交给客户", "交了")
    app.go_on("离开，结束这一单")
    app.title("这一单完成了")
    return app.receipt()


def whole_repair(app: App, visit: str) -> str:
    """A whole visit that repairs broadband; returns the receipt code."""
    to_the_door(app, visit)
    go_in(app)
    inside(app, ("问清故障", "上不了网"))
    repair_broadband(app)
    return after_the_work(app)


def after_the_work(app: App) -> str:
    """Show, clean, sign, leave; returns the receipt code."""
    show_and_clean(app)
    customers_turn(app)
    return leave(app)
