"""M21, B27, B29 and B39: the team brings its technicians, nothing of intake lies under what is read back, labels stand level, the rail fits in English."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import cut_off
from tests.browser.test_console import row, soon
from tests.browser.test_console_forms import desk, take  # noqa: F401 - a fixture
from tests.browser.test_hands_in_the_office import at
from tests.browser.world import World
from tests.look.measures import OUT_OF_SIGHT

# Whether somebody who looks at the middle of a field sees that field, and not what lies over it.
UNCOVERED = """(name) => {
  const field = document.querySelector(`[name=${name}]`);
  field.focus();
  const {left, top, width, height} = field.getBoundingClientRect();
  const seen = document.elementFromPoint(left + width / 2, top + height / 2);
  return field.contains(seen) || seen?.closest('.field')?.contains(field) === true;
}"""
# Of the fields that stand in one row: heights of their label and of their box, as far as they differ.
UNEVEN = """() => {
  const rows = new Map();
  for (const field of document.querySelectorAll('.intake .field:has(> label):has(input:not([type=checkbox]), select)')) {
    const label = field.querySelector('label').getBoundingClientRect(), box = field.querySelector('input, select').getBoundingClientRect();
    if (!box.width) continue;
    const row = Math.round(box.top / 8);
    rows.set(row, [...(rows.get(row) ?? []), [field.querySelector('input, select').name, label.top, box.top, box.height]]);
  }
  return [...rows.values()].filter((row) => row.some((one) => [1, 2, 3].some((i) => Math.abs(one[i] - row[0][i]) > 0.5)));
}"""
# Labels of the rail that stand out of their entry or of the window; what a badge says to readers alone takes no room.
RAIL = """() => [...document.querySelectorAll('.rail a > span:not(.face)')].flatMap((label) => {
  const range = document.createRange(), {left, right, width} = label.closest('a').getBoundingClientRect();
  const said = [...label.childNodes].filter((each) => each.nodeType === Node.TEXT_NODE);
  const boxes = said.flatMap((each) => { range.selectNodeContents(each); return [...range.getClientRects()]; });
  const out = boxes.some((one) => one.left < left - 1 || one.right > right + 1 || one.right > innerWidth);
  return width && out ? [`${label.innerText} is out of its entry`] : [];
})"""


def test_M21_who_is_offered_follows_the_team(desk: Page, office: World) -> None:  # noqa: F811
    """M21: another team left the first one's technicians there, until something else was typed."""
    office.technician()
    desk.goto(f"{office.server.url}/console/intake")
    team, lead = desk.locator("[name=team]"), desk.locator("[name=lead]")
    here, there = (office.cast.teams[name] for name in ("east", "west"))
    team.focus()
    team.select_option(here)
    expect(lead).to_contain_text("李明")
    team.select_option(there)
    expect(lead).not_to_contain_text("李明")
    expect(team).to_be_focused()
    assert team.input_value() == there
    team.select_option(here)
    desk.locator("[name=agreed]").press_sequentially("15")
    expect(lead).to_contain_text("李明")
    expect(desk.locator("[name=agreed]")).to_have_value("15")


def test_B27_nothing_lies_under_what_is_read_back(desk: Page, office: World) -> None:  # noqa: F811
    """B27: the sentence lay over team and technician of a rural order at 1440 x 900."""
    desk.set_viewport_size({"width": 1440, "height": 900})
    desk.goto(f"{office.server.url}/console/intake")
    for field, value in (
        ("phone", "13922220027"),
        ("name", "万七"),
        ("rural", "石桥镇杨湾村老供销社往东第三家，门口有两棵树"),
    ):
        desk.fill(f"#f-{field}", value)
    desk.locator("[name=work]").first.check(force=True)
    desk.locator("[name=slot]:not(:disabled):not([value=now])").last.check(force=True)
    expect(desk.locator(".sentence")).to_contain_text("老供销社")
    for name in ("rural", "symptom", "day", "agreed", "team", "lead"):
        assert desk.evaluate(UNCOVERED, name), name


def test_B29_labels_and_boxes_of_a_row_stand_level(desk: Page, office: World) -> None:  # noqa: F811
    """B29: labels of selects stood two pixels off those of inputs."""
    desk.goto(f"{office.server.url}/console/intake")
    expect(desk.locator("#f-phone")).to_be_visible()
    assert desk.evaluate(UNEVEN) == []


def test_B39_the_rail_fits_in_english(office: World, new_window: Callable[..., Page]) -> None:
    """B39: in English the rail wrapped and ran out of its entries."""
    desk = at(office, new_window, office.technician("Joan Abernathy", "en", "dispatcher administrator").login)
    for width, height in ((1280, 800), (1024, 768)):
        desk.set_viewport_size({"width": width, "height": height})
        desk.goto(f"{office.server.url}/console/visits")
        expect(desk.locator(".rail")).to_contain_text("Visits")
        assert desk.evaluate(RAIL) == [], f"at {width} x {height}"
        last = desk.locator(".rail a").last
        last.scroll_into_view_if_needed()
        expect(last).to_be_in_viewport(ratio=1)


def test_B39_a_column_that_goes_in_english_makes_no_row_tall(office: World, new_window: Callable[..., Page]) -> None:
    """B39, B4: at 1280 and 1024 the customer's column goes; its words, broken after each letter, made rows 160 pixels tall."""
    desk = at(office, new_window, office.technician("Joan Abernathy", "en", "dispatcher").login)
    name = {"name": "阿依夏木·买买提明江吐尔逊"}
    visit = office.given(office.technician(), agreed_at=soon(30), home=name)
    for width, height in ((1280, 800), (1024, 768)):
        desk.set_viewport_size({"width": width, "height": height})
        desk.goto(f"{office.server.url}/console/visits")
        box = row(desk, visit).bounding_box()
        assert box and box["height"] < 70, f"{box} at {width}"


@pytest.mark.sweep
def test_K8_no_word_of_the_newer_pages_is_torn_or_cut_in_english(
    office: World, new_window: Callable[..., Page]
) -> None:
    """Kind 8: a visit's promises stood one letter a line at 1440; times of complaints and of notices broke at 390; words of the board ran out of it."""
    roles = "dispatcher administrator supervisor"
    desk = at(office, new_window, office.technician("Joan Abernathy", "en", roles).login)
    lead = office.technician("Zhao Xiaofeng", "en")
    visit = office.given(lead, agreed_at=soon(60), home={"estate": "石桥镇杨湾村老供销社往东第三家", "room": "2803"})
    office.given(lead, agreed_at=soon(200), hour="09:00")
    wrong = {}
    for name in (f"visits/{visit}?do=retime", "board", "complaints", "notices", "duty", "outages", "callbacks", "keys"):
        for width in (1280, 390):
            desk.set_viewport_size({"width": width, "height": 800})
            answer = desk.goto(f"{office.server.url}/console/{name}")
            assert answer and answer.ok, name
            found = [each for each in cut_off(desk) if not each.startswith(OUT_OF_SIGHT)]
            wrong |= {f"{name} at {width}": found} if found else {}
    assert wrong == {}
