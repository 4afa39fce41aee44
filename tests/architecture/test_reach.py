"""What the product can get to is found by names, through modules, constants and imports inside functions."""

from tests.architecture.reach import reachable, reached

SOURCES = {
    "server.toy.capability": "from server.toy import jobs\ncapability = Capability(jobs=(jobs.run,))",
    "server.toy.jobs": """
from server.toy.rules import judge
TABLE = {"late": judge}
def run():
    from server.toy import lists
    return TABLE, lists.shown()
def forgotten():
    return judge()
""",
    "server.toy.rules": "def judge():\n    return figure()\ndef figure():\n    return 5\ndef dead():\n    return dead()",
    "server.toy.lists": "def shown():\n    return 1\ndef hidden():\n    return 2",
    "server.toy.routes": "@blueprint.get('/x')\ndef x():\n    return helper()\ndef helper():\n    return 3",
    "server.toy.console": "@page('/y')\ndef y():\n    return 4\n@cache\ndef z():\n    return 5",
}


def test_what_an_entry_leads_to_is_reached_and_nothing_else() -> None:
    found = {f"{module.removeprefix('server.toy.')}.{name}" for module, name in reachable(SOURCES) if name}
    assert found == {
        "capability.capability",
        "jobs.run",
        "jobs.TABLE",
        "rules.judge",
        "rules.figure",
        "lists.shown",
        "routes.x",
        "routes.helper",
        "console.y",
    }


def test_the_servers_own_entries_lead_to_its_rules() -> None:
    assert ("server.standards.limits", "judge") in reached()
    assert ("server.visits.rules", "judge") in reached()
    assert ("server.quarantine.release", "release_granted") in reached(), "a reaction that only a capability names"
