"""Two complaints of the demonstration: one that waits for its statement, one that was answered and did not satisfy."""

from __future__ import annotations

from server.complaints import actions, statements
from server.complaints.opening import Said, open_complaint
from server.demo.history import History
from server.kernel import clock

ANSWER = "对不起，让您多等了一天。明天上午请赵师傅带新路由器过来。"


def plan_complaints(history: History) -> None:
    """Put them on the stage; whoever is responsible acts at moments around now."""
    made: dict[str, str] = {}
    organisation, people = history.company.id, history.company.people

    def fast() -> None:
        customer, premises = history.customers["jiang"]
        said = Said(
            via="phone",
            text="师傅说少一个接头，改天再来。等了一天没人来，也没人打电话。",
            claims=("说改天再来，没人来", "没人打电话另约"),
            wants="redo",
            customer=customer,
            premises=premises,
            persons=(people["lijianguo"],),
        )
        made["first"] = open_complaint(organisation, people["chenjing"], said)

    def ask() -> None:
        actions.take(organisation, people["chenjing"], made["first"], people["suwen"])
        for stage in ("listened", "asked"):
            actions.note_stage(organisation, people["suwen"], made["first"], stage, "打电话问清了是哪一天")
        gist = "那天约好改天再来，后来没有另约，请写一写当时怎么说的。"
        statements.ask_statement(organisation, people["suwen"], made["first"], people["lijianguo"], gist, told=True)

    def slow() -> None:
        customer, premises = history.customers["wei"]
        said = Said(via="hall", text="路由器用了三天又断了。", customer=customer, premises=premises)
        made["second"] = open_complaint(organisation, people["harper"], said)
        actions.take(organisation, people["harper"], made["second"], people["suwen"])

    def answer() -> None:
        later = clock.later(clock.now(), hours=26)
        actions.answer(
            organisation,
            people["suwen"],
            made["second"],
            channel="phone",
            contact="reached",
            text=ANSWER,
            result="not_satisfied",
            next_at=later,
        )

    history.stage.at(clock.later(history.now, hours=-30), slow)
    history.stage.at(clock.later(history.now, hours=-7), answer)
    history.stage.at(history.moment(-200), fast)
    history.stage.at(history.moment(-180), ask)
