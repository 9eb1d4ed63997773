"""A recipient at the end of a bad road: the page opened once, then no network, and the receipt booked once."""

import re

import pytest

from tests.browser.conftest import PHONE, violations
from tests.browser.test_reporter import PATIENCE_MS, camera_photo


@pytest.fixture(scope="module")
def codes(demo, chromium):
    """Return the addresses of the receiving pages of what is on its way in the demo, the next one last."""
    from tests.browser.conftest import sign_in

    page = chromium.new_page()
    sign_in(page, demo, "lin")
    page.goto(f"{demo.url}/")
    slug = re.search(r"/e/([\w-]+)/", page.content())[1]
    page.goto(f"{demo.url}/e/{slug}/deliveries/?state=IN_TRANSIT")
    ways = page.locator("a[href*='/deliveries/']").evaluate_all("all => all.map((one) => one.href)")
    found = []
    for way in dict.fromkeys(one for one in ways if re.search(r"/deliveries/[0-9a-f-]{36}/$", one)):
        page.goto(way)
        link = page.locator("a[href*='/r/']").first
        if link.count():
            found.append(link.get_attribute("href"))
    page.close()
    return found


@pytest.fixture
def phone(open_page, codes):
    """A telephone that opened the page behind a code, which its worker now keeps."""
    page = open_page(size=PHONE)
    page.goto(codes[-1])
    page.wait_for_selector("#receipt[data-ready][data-kept]", timeout=PATIENCE_MS)
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def await_state(page, state):
    page.wait_for_selector(f"#kept[data-state={state}]", timeout=PATIENCE_MS)


def say_less(page, quantity):
    page.check("input[value=LESS]")
    page.fill("[name=quantity]", str(quantity))


def test_the_page_fits_a_phone_and_helps_everybody(phone):
    wide = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    phone.check("input[value=LESS]")

    assert wide <= 0
    assert violations(phone) == []


def test_without_a_network_it_waits_survives_a_reload_and_is_booked_once(phone, codes, errors):
    codes.pop()
    sent = int(phone.locator("[name=quantity]").get_attribute("data-sent"))
    phone.context.set_offline(True)
    say_less(phone, sent - 1)
    phone.set_input_files(
        "#photo-pick input", {"name": "货.jpg", "mimeType": "image/jpeg", "buffer": camera_photo()}
    )
    phone.wait_for_selector("#photo-list img")
    phone.click("#receipt button[type=submit]")
    await_state(phone, "waiting")

    phone.reload()
    await_state(phone, "waiting")
    assert phone.locator("#net").is_visible()
    assert f"实收 {sent - 1}" in phone.locator("#kept").inner_text()

    posts = []
    phone.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    phone.context.set_offline(False)
    phone.wait_for_selector(".thanks", timeout=PATIENCE_MS)

    assert len(posts) == 1
    assert f"实收 {sent - 1}" in phone.inner_text("main").replace(",", "")
    assert [one for one in errors if "ERR_INTERNET_DISCONNECTED" not in one] == []


def test_an_answer_cut_off_books_no_second_receipt_and_nothing_stays(phone, codes):
    codes.pop()
    answers = []

    def cut(route):
        answers.append(route.fetch().status)
        if len(answers) == 1:
            route.abort()
        else:
            route.continue_()

    phone.route("**/r/send/", cut)
    phone.check("input[value=ALL]")
    phone.click("#receipt button[type=submit]")
    await_state(phone, "waiting")
    phone.click("#kept .btn-primary")
    phone.wait_for_selector(".thanks", timeout=PATIENCE_MS)

    assert answers == [201, 200]
    assert left_on(phone) == (0, [])


def left_on(phone):
    """Return how many receipts and which pages behind codes the telephone still holds."""
    kept = phone.evaluate(
        "new Promise((done) => { const open = indexedDB.open('qiao-receipts');"
        " open.onsuccess = () => { const all = open.result.transaction('items').objectStore('items').count();"
        " all.onsuccess = () => done(all.result); }; })"
    )
    pages = phone.evaluate(
        "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name))))"
        ".then((all) => Promise.all(all.map((one) => one.keys())))"
        ".then((all) => all.flat().map((one) => one.url).filter((url) => /\\/r\\/[^/]{8}\\//.test(url)))"
    )
    return kept, pages


def test_two_phones_with_one_code_book_one_receipt_and_the_second_is_told(phone, open_page, codes):
    codes.pop()
    other = open_page(size=PHONE)
    other.goto(phone.url)
    other.wait_for_selector("#receipt[data-ready]", timeout=PATIENCE_MS)
    phone.check("input[value=ALL]")
    phone.click("#receipt button[type=submit]")
    phone.wait_for_selector(".thanks", timeout=PATIENCE_MS)

    say_less(other, 0)
    other.click("#receipt button[type=submit]")
    await_state(other, "refused")

    assert "已经签收过" in other.locator("#kept").inner_text()
