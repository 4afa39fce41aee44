"""P-7, P-8, P-9: what must be done at once looks like it, midnight takes no visit away, and a wrong clock does not empty the day."""

from playwright.sync_api import expect

from tests.browser.driving import comes_to
from tests.browser.test_pages_of_the_day import Open

FELT = "navigator.vibrate = (pattern) => { globalThis.felt = (globalThis.felt ?? 0) + 1; return true; }; 0"
# A visit that the office has just given: one of which this page has not told before.
ARRIVES = """phone.setVisits([...phone.visits.value,
  { ...held, slot: { ...held.slot, id: "v99" }, bundle: { ...held.bundle, id: "v99" } }])"""
TAKEN_AWAY = "globalThis.held = phone.visits.value.find(({ slot }) => slot.id === 'v8'); phone.setVisits(phone.visits.value.filter((each) => each !== held))"
OVERLAP = """() => [...document.querySelectorAll('.row')].filter((row) => {
  const [at, text] = [row.querySelector('.at'), row.querySelector('.where-at')];
  if (!at || !text || at.getBoundingClientRect().bottom <= text.getBoundingClientRect().top) return false;
  return at.scrollWidth > at.clientWidth + 1;
}).map((row) => row.textContent)"""


def test_P7_an_urgent_order_is_first_says_so_and_names_its_limit(open_page: Open) -> None:
    """P-7: "no time yet, customer confirms", last of the day, behind a visit at 17:50."""
    page = open_page("?case=urgent")
    expect(page.locator(".next h2")).to_have_text("三墩雅苑 9栋1单元 204")
    expect(page.locator(".next .when")).to_contain_text("马上")
    expect(page.locator(".next .when")).to_contain_text("11:20\u00a0前到")
    expect(page.locator(".next .when")).to_contain_text("急")
    expect(page.locator("body")).not_to_contain_text("等客户定时间")


def test_P7_it_is_told_on_every_page_until_it_is_opened_and_once_by_vibration(open_page: Open) -> None:
    """P-7: on a visit's page a new urgent order changed nothing; opening it, which tells the office that it was seen, ends the banner."""
    page = open_page("settings?case=urgent")
    page.mouse.click(5, 700)
    page.evaluate(FELT)
    page.evaluate(TAKEN_AWAY)
    expect(page.locator(".urgent-news")).to_have_count(0)
    page.evaluate(ARRIVES)
    banner = page.get_by_role("alert").get_by_role("link")
    expect(banner).to_contain_text("急 马上")
    expect(banner).to_contain_text("11:20")
    comes_to(page, "globalThis.felt", 1)
    page.evaluate("phone.setVisits([...phone.visits.value])")
    assert (banner.get_attribute("href") or "").endswith("/visit/v99")
    page.evaluate("phone.report({ type: 'visit', id: 'v99' }, 'opened', {})")
    expect(banner).to_have_count(0)
    comes_to(page, "globalThis.felt", 1)


def test_P7_no_time_yet_does_not_run_into_the_address(open_page: Open) -> None:
    """P-7: the words in the column of times lay over the address."""
    page = open_page("", viewport={"width": 320, "height": 2000})
    page.evaluate("""phone.setVisits(phone.visits.value.map((visit) => {
      const { agreed_at, window, ...work } = visit.bundle.work;
      return { ...visit, bundle: { ...visit.bundle, work } };
    }))""")
    expect(page.locator(".row .at .open").first).to_be_visible()
    assert page.evaluate(OVERLAP) == []


def test_P8_a_visit_that_is_under_way_at_midnight_stays_on_today(open_page: Open) -> None:
    """P-8: five minutes after midnight Today said that there were no visits, and the shift could be ended."""
    page = open_page("?case=midnight")
    expect(page.locator("h1")).to_have_text("今天 1 单")
    expect(page.locator(".primary")).to_contain_text("回到 1502")
    page = open_page("end?case=midnight")
    expect(page.locator("main")).to_contain_text("翠湖花园")


def test_P9_a_clock_that_is_a_day_off_is_said_on_today(open_page: Open) -> None:
    """P-9: Today showed no visits and no word of why."""
    page = open_page("?case=fast")
    expect(page.get_by_text("手机的钟快了")).to_contain_text("26")
