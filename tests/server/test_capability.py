"""There is room: a new capability is installed by its `capability.py` alone, and no other file is opened."""

from __future__ import annotations

import pytest

from server.app import CAPABILITIES
from server.cli import tick
from server.kernel import clock
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.standards.document import builtin_standard
from server.standards.publishing import publish
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture
from tests.toy import capability as toy

pytestmark = pytest.mark.both_databases  # because a whole path


@pytest.fixture
def capabilities() -> tuple[str, ...]:
    """What the product consists of, and a toy."""
    return (*CAPABILITIES, "tests.toy")


@pytest.fixture(autouse=True)
def nothing_yet() -> None:
    """Each test begins with a toy that has done nothing."""
    toy.REACTED.clear()
    toy.RUN.clear()


def test_a_capability_is_installed_by_its_own_file_alone(scenario: Scenario) -> None:
    office = scenario.cast.office("chenjing")
    page = office.get("/console/greetings")
    assert page.status_code == 200 and "大家好" in page.text
    rail = office.get("/console/visits").text
    assert 'href="/console/greetings"' in rail and "问候" in rail and 'data-live-copy="waits-greetings">3<' in rail

    visit, phone = scenario.given("liming"), scenario.phone("liming")
    assert 'id="waved"' not in office.get(f"/console/visits/{visit}").text
    phone.report("waved", {"seconds": 2}, visit=visit)
    answer = phone.sync()
    assert [each["outcome"] for each in answer["results"]] == ["applied"]
    assert len(toy.REACTED) == 1 and {"type": "greeting", "fact": toy.REACTED[0]} in answer["changes"]
    seen = office.get(f"/console/visits/{visit}").text
    assert "挥了 1 次手" in seen and "waved for 2 s" in seen

    phone.report("waved", {"seconds": "long"}, visit=visit)
    assert [each["outcome"] for each in phone.sync()["results"]] == ["quarantined"]
    with scenario.app.app_context():
        assert tick.tick()["greetings"] == len(toy.RUN) == 2, "once for each organisation"


def test_a_standard_may_ask_for_the_kinds_of_whatever_is_installed(scenario: Scenario) -> None:
    """Among them the toy's, which no list outside of its folder names; not those that are said of the record itself."""
    document = builtin_standard("home-broadband-visit")
    document["version"] = "9"

    def publish_asking(kind: str) -> None:
        document["moments"][1]["steps"][0]["when"] = {"present": {"last": kind}}
        with scenario.app.app_context():
            write(lambda: publish(scenario.ours, document, clock.now()))

    for kind in ("hummed", "looked_over", "greeted"):
        with pytest.raises(Problem) as refused:
            publish_asking(kind)
        assert refused.value.errors == {"moments[1].steps[0].when.present": ["fact_unknown"]}
    publish_asking("waved")


def test_the_same_capability_is_not_installed_twice() -> None:
    from server.kernel.registry import Registry

    with pytest.raises(ValueError, match="installed twice"):
        Registry([toy.capability, toy.capability])
