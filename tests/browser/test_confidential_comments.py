"""Ruling 12: what a customer writes for the company alone leaves the technician's phone as soon as it is home and in a backup."""

from pathlib import Path

from tests.browser.driving import until_here
from tests.browser.phone import Phone
from tests.browser.record import facts_of
from tests.browser.technician import App, Customer
from tests.browser.walks import at_the_customers_turn
from tests.browser.world import World

PLANTED = "紫薇鹦鹉"  # stands nowhere else
HOLDING = """async (word) => {
  const found = [];
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((yes, no) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => yes(asked.result);
      asked.onerror = () => no(asked.error);
    });
    for (const store of db.objectStoreNames) {
      const rows = await new Promise((yes) => {
        const asked = db.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => yes(asked.result);
      });
      if (JSON.stringify(rows).includes(word)) found.push(store);
    }
    db.close();
  }
  return found;
}"""


def where_it_lies(app: App) -> list[str]:
    """The stores of the phone's databases that hold the planted word."""
    found: list[str] = app.page.evaluate(HOLDING, PLANTED)
    return found


def test_ruling_12_a_comment_stays_only_until_it_is_in_a_backup(office: World, phone: Phone, tmp_path: Path) -> None:
    """Outbox offline, journal once sent, nowhere once backed up; the office has it. Guards: confidential.ts, log/confidential.py"""
    app, visit = at_the_customers_turn(office, phone)
    phone.context.set_offline(True)  # type: ignore[union-attr]
    customer = Customer(app)
    customer.read()
    customer.survey("很满意", "穿了", "没有")
    customer.comment(f"师傅不耐烦{PLANTED}")
    customer.is_oneself()
    app.wait_for_drafts(lambda drafts: PLANTED not in str(drafts))
    assert where_it_lies(app) == ["outbox"]

    phone.context.set_offline(False)  # type: ignore[union-attr]
    app.page.reload()
    until_here(app.page, lambda: where_it_lies(app) == ["journal"], lambda: str(where_it_lies(app)))

    assert office.command("backup", str(tmp_path / "all.zip"))[0] == 0
    app.page.reload()
    until_here(app.page, lambda: where_it_lies(app) == [], lambda: str(where_it_lies(app)))
    assert any(PLANTED in str(fact["body"]) for fact in facts_of(office, visit) if fact["kind"] == "commented")
