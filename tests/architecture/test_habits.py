"""No test passes or fails by how quick a machine is: nothing waits for luck, and no time is a verdict."""

import re
from pathlib import Path

import hypothesis

from tests.architecture.sources import files, text

ROOT = Path(__file__).resolve().parents[2]

# A pause, or a limit of its own, in place of waiting for what should happen.
PAUSE = re.compile(
    r"time\.sleep\(|wait_for_timeout\(|\.(?:join|wait)\([\d.]+\)|(?<!_)timeout[=(]\d|deadline=(?!None)|setTimeout\([^)\n]*, \d{2,}\)"
)
BY_HAND = ("tests/bench/", "tests/mutation/", "tests/sync/guards.py")  # they measure, or run what is broken on purpose
# Where a pause is right, and why.
PAUSES = {
    "tests/conftest.py": "until midnight is over",
    "tests/bucket.py": "between two looks at a server that starts",
    "tests/browser/driving.py": "between two looks at a page",
    "tests/browser/server_process.py": "between two looks at a server that starts",
    "tests/browser/test_nothing_stays.py": "between two looks at the processes of the machine",
    "tests/kills/browser_kills.py": "a kill at a moment of chance",
    "tests/kills/inspection.py": "between two looks at a server that starts",
    "tests/kills/phone.py": "between two tries of a phone whose server is gone",
    "tests/kills/test_two_servers.py": "between two looks at a server that starts",
    "tests/server/complaints/mailbox.py": "between two looks at a server that starts",
    "tests/kills/power_cuts.py": "a power cut at a moment of chance",
    "tests/kills/server_kills.py": "a kill at a moment of chance",
}
STARTS_NOTHING = (
    "tests/architecture/test_habits.py",
    "tests/forking.py",  # what it forks belongs to the run that started it
    "tests/mutation/describe.py",
    "tests/reaper.py",
    "tests/style/__main__.py",
    "tests/sync/writer.py",
)


def pauses() -> dict[str, list[str]]:
    """The lines with pauses of each file of tests."""
    ours = [
        path
        for path in files(".py", ".ts", ".tsx")
        if path.startswith("tests/") and not path.startswith((*BY_HAND, "tests/architecture/test_habits"))
    ]
    found = {path: [line.strip() for line in text(path).splitlines() if PAUSE.search(line)] for path in ours}
    return {path: lines for path, lines in found.items() if lines}


def test_no_test_waits_for_luck() -> None:
    assert {path: lines for path, lines in pauses().items() if path not in PAUSES} == {}


def test_the_list_of_pauses_is_true() -> None:
    assert [path for path in PAUSES if path not in pauses()] == []


def test_a_pause_would_be_seen() -> None:
    for line in (
        "time.sleep(0.3)",
        "writer.join(0.3)",
        "page.wait_for_timeout(300)",
        "@settings(deadline=200)",
        "@pytest.mark.timeout(60)",
        "await new Promise((done) => setTimeout(done, 300));",
        "subprocess.run(command, timeout=120)",
    ):
        assert PAUSE.search(line), line


def test_each_command_ends_with_all_that_it_has_started() -> None:
    """One that starts servers and browsers makes itself a run first (tests/reaper.py)."""
    commands = [path for path in files(".py") if path.startswith("tests/") and '__name__ == "__main__":' in text(path)]
    assert [path for path in commands if "    reaper.start()\n" not in text(path)] == [*STARTS_NOTHING]


def test_no_property_fails_on_a_busy_machine() -> None:
    assert hypothesis.settings.default.deadline is None
    assert hypothesis.HealthCheck.too_slow in hypothesis.settings.default.suppress_health_check


def test_no_page_shows_a_method_of_a_dictionary() -> None:
    """`one.keys` in a template is the dictionary's method where nothing of that name is in it: `one["keys"]`."""
    method = re.compile(r"\.(?:keys|items|values|get|pop|copy|update|clear|setdefault)\b(?!\s*\()")
    found = [
        f"{file.relative_to(ROOT)}: {place}"
        for file in sorted((ROOT / "server").rglob("*.html"))
        for place in re.findall(r"\{[{%].*?[%}]\}", file.read_text("utf-8"), re.DOTALL)
        if method.search(re.sub(r"\"[^\"]*\"|'[^']*'", '""', place))
    ]
    assert found == []
