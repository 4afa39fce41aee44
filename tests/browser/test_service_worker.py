"""The app opens from cold without a server, and a new version never breaks into a visit (fault 12)."""

from playwright.sync_api import Page, expect

from tests.browser.driving import until
from tests.browser.phone import Phone
from tests.browser.server_process import free_port
from tests.browser.worker_site import Published, worker_site

UPDATE = "navigator.serviceWorker.getRegistration('/app/').then((each) => each.update()).catch(() => undefined)"
WAITS = "navigator.serviceWorker.getRegistration('/app/').then((each) => each.waiting !== null)"


def opened(phone: Phone, url: str) -> Page:
    page = phone.start()
    page.goto(f"{url}/app/")
    page.wait_for_function("!!navigator.serviceWorker.controller")
    return page


def is_version(page: Page, version: str) -> None:
    expect(page.locator("#version")).to_have_text(version)


def test_opens_from_cold_without_a_server_also_deep_inside(phone: Phone) -> None:
    published, port = Published(), free_port()
    published.publish("one")
    with worker_site(port, published) as url:
        opened(phone, url)
    phone.pull_battery()
    page = phone.start()
    page.goto(f"{url}/app/visit/01980000?x=1")
    expect(page.locator("h1")).to_have_text("今天")
    is_version(page, "one")


def test_touches_neither_the_api_nor_other_pages_nor_what_is_no_get(phone: Phone) -> None:
    published = Published()
    published.publish("one")
    with worker_site(free_port(), published) as url:
        page = opened(phone, url)
        published.asked.clear()
        page.evaluate(
            "Promise.all([fetch('/api/v1/keys'), fetch('/assets/version.txt', { method: 'POST' }), fetch('/assets/page.js')])"
        )
        # Chromium looks for a newer worker by itself, a moment after the page was loaded.
        assert sorted(set(published.asked) - {"/app/sw.js"}) == ["/api/v1/keys", "/assets/version.txt"]
        page.goto(f"{url}/r/CODE")
        assert "/r/CODE" in published.asked


def test_fault_12_a_new_version_waits_until_no_visit_is_open(phone: Phone) -> None:
    """Guard: pwa/technician/shell/install.ts:installApp"""
    published = Published()
    published.publish("one")
    with worker_site(free_port(), published) as url:
        page = opened(phone, url)
        page.evaluate("localStorage.setItem('visit', 'open')")
        published.publish("two")
        page.evaluate(UPDATE)
        until(page, WAITS)
        page.reload()
        is_version(page, "one")
        page.evaluate("localStorage.removeItem('visit'); document.dispatchEvent(new Event('visibilitychange'))")
        is_version(page, "two")


def test_fault_12_half_a_version_is_none(phone: Phone) -> None:
    """Guard: pwa/technician/sw.ts:storeAll"""
    published, port = Published(), free_port()
    published.publish("one")
    with worker_site(port, published) as url:
        page = opened(phone, url)
        published.publish("two")
        published.portal = True
        page.evaluate(UPDATE)
        until(
            page, "navigator.serviceWorker.getRegistration('/app/').then((each) => !each.installing && !each.waiting)"
        )
    page.reload()
    is_version(page, "one")
    assert page.evaluate("caches.keys().then((names) => names.length)") == 1


def test_P12_what_only_some_phones_need_outlives_an_update_and_is_served_from_its_own_store(phone: Phone) -> None:
    """Guard: pwa/technician/sw.ts:takeOver"""
    published = Published()
    published.publish("one")
    with worker_site(free_port(), published) as url:
        page = opened(phone, url)
        page.evaluate(
            "caches.open('doorstep-apart').then((cache) => cache.put('/assets/apart/tool.js', new Response('tool')))"
        )
        published.publish("two")
        page.evaluate(UPDATE)
        is_version(page, "two")
        assert page.evaluate("fetch('/assets/apart/tool.js').then((answer) => answer.text())") == "tool"
        assert "/assets/apart/tool.js" not in published.asked


WORDS = "caches.open('doorstep-words').then((cache) => cache.keys()).then((all) => all.map(({ url }) => url.split('/').pop()))"


def test_words_of_the_other_language_come_after_the_start_and_are_part_of_every_later_version(phone: Phone) -> None:
    """Guard: pwa/technician/sw.ts:storeAll"""
    published, port = Published(), free_port()
    published.publish("one")
    with worker_site(port, published) as url:
        page = opened(phone, url)
        assert "/assets/words-one.js" not in published.asked
        page.evaluate("navigator.serviceWorker.controller.postMessage('words')")
        until(page, f"{WORDS}.then((all) => all.join() === 'words-one.js')")
        page.evaluate("localStorage.setItem('visit', 'open')")
        published.publish("two")
        page.evaluate(UPDATE)
        until(page, WAITS)  # while both wait, each has its words
        assert sorted(page.evaluate(WORDS)) == ["words-one.js", "words-two.js"]
        page.evaluate("localStorage.removeItem('visit'); document.dispatchEvent(new Event('visibilitychange'))")
        is_version(page, "two")
        until(page, f"{WORDS}.then((all) => all.join() === 'words-two.js')")
    assert page.evaluate("fetch('/assets/words-two.js').then((answer) => answer.text())") == "words of two"


def test_b3_a_hint_is_shown_where_nobody_looks_and_wakes_the_app_where_somebody_does(phone: Phone) -> None:
    """Guard: pwa/technician/sw.ts:hint. This Chromium shows no notifications, so what would be shown is read in the worker."""
    published = Published()
    published.publish("one")
    with worker_site(free_port(), published) as url:
        page = opened(phone, url)
        page.evaluate("""async () => {
          const words = new Response(JSON.stringify({ title: '有新内容', body: '打开就能看到。' }));
          await (await caches.open('doorstep-hint')).put('/app/?hint', words);
          navigator.serviceWorker.addEventListener('message', (event) => (document.title = event.data));
        }""")
        registrations: list[str] = []
        session = page.context.new_cdp_session(page)
        session.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda told: registrations.extend(each["registrationId"] for each in told["registrations"]),
        )
        session.send("ServiceWorker.enable")
        until(page, "navigator.serviceWorker.ready.then(() => true)")
        worker = page.context.service_workers[0]
        worker.evaluate(
            "self.shown = []; registration.showNotification = async (title, { body, tag }) => void shown.push([title, body, tag]); 0"
        )
        pushed = {"origin": url, "registrationId": registrations[-1], "data": ""}
        session.send("ServiceWorker.deliverPushMessage", pushed)
        expect(page).to_have_title("something new")
        assert worker.evaluate("shown") == []
        page.goto(f"{url}/elsewhere")  # outside of the app: nobody looks at it
        session.send("ServiceWorker.deliverPushMessage", pushed)
        worker.evaluate("new Promise((yes) => setInterval(() => shown.length && yes(), 20))")
        assert worker.evaluate("shown") == [["有新内容", "打开就能看到。", "new"]]
