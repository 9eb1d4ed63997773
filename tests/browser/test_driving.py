"""A driver on a road without a network: taps are kept with their time, and told once when there is one again."""

import re

import pytest

from tests.browser.conftest import PHONE, violations
from tests.browser.test_reporter import PATIENCE_MS


@pytest.fixture
def trip(demo, open_page):
    """The address of the driver's page of the sample lorry, as its waybill prints it."""
    page = open_page(user="lin")
    slug = re.search(r"/e/([\w-]+)/", page.content())[1]
    page.goto(f"{demo.url}/e/{slug}/deliveries/")
    ways = page.locator("a[href*='/deliveries/']").evaluate_all("all => all.map((one) => one.href)")
    for way in dict.fromkeys(one for one in ways if re.search(r"/deliveries/[0-9a-f-]{36}/$", one)):
        page.goto(way)
        bill = page.locator("a[href*='/shipments/']")
        if bill.count():
            page.goto(f"{demo.url}{bill.first.get_attribute('href')}")
            code = page.locator(".trip-code .code").inner_text().replace("-", "")
            return f"{demo.url}/d/{code}/"
    raise AssertionError("the sample has no lorry")


@pytest.fixture
def phone(open_page, trip):
    page = open_page(size=PHONE)
    page.goto(trip)
    page.wait_for_selector("#trip[data-ready][data-kept]", timeout=PATIENCE_MS)
    return page


def test_without_a_network_taps_wait_survive_a_reload_and_are_told_once(phone, demo, trip, outside):
    assert violations(phone) == []
    phone.context.set_offline(True)
    phone.locator("input[value=ARRIVED] ~ button").first.click()
    phone.locator(".drive-stop summary").last.click()
    phone.locator("details[open] textarea").fill("示例：前面桥断了")
    phone.locator("details[open] button").click()
    phone.wait_for_selector("#pending li:nth-child(2)", timeout=PATIENCE_MS)

    phone.reload()
    phone.wait_for_selector("#pending li:nth-child(2)", timeout=PATIENCE_MS)
    assert phone.locator("#net").is_visible()

    posts = []
    phone.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    phone.context.set_offline(False)
    phone.wait_for_selector(".told-problem", timeout=PATIENCE_MS)

    assert len(posts) == 2
    assert phone.locator(".told-arrived").count() == 2
    assert phone.locator("#pending").is_hidden()
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert outside == []
