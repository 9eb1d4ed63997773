"""A volunteer with a phone: takes a shift, is refused a clash, comes and goes without a network, is told once."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.browser.conftest import PHONE, follow, violations
from tests.browser.test_reporter import PATIENCE_MS


@pytest.fixture
def shifts(demo, open_page, slug):
    """Two shifts that overlap, the first beginning in an hour, opened by the coordinator."""
    page, made = open_page(user="lin"), []
    begins = timezone.localtime() + timedelta(hours=1)
    for later in (0, 1):
        page.goto(f"{demo.url}/e/{slug}/shifts/")
        page.evaluate("document.getElementById('open').open = true")
        start = begins + timedelta(hours=later)
        page.select_option("#id_shift-activity", index=1)
        page.fill("#id_shift-day", f"{start:%Y-%m-%d}")
        page.fill("#id_shift-begins", f"{start:%H:%M}")
        page.fill("#id_shift-ends", f"{start + timedelta(hours=3):%H:%M}")
        follow(page, "#open button.btn-primary")
        made.append(page.url)
    site = page.locator(".site-code").inner_text()
    page.goto(made[0])
    return made, page.locator(".site-code").inner_text() or site


def test_a_phone_takes_a_shift_is_refused_a_clash_and_checks_in_without_a_network(
    demo, open_page, shifts, outside
):
    (first, second), site = shifts
    phone = open_page(size=PHONE, user="chen")
    phone.goto(first)
    follow(phone, "#take button >> nth=0")
    assert violations(phone) == []
    phone.goto(second)
    follow(phone, "#take button >> nth=0")
    assert "时间冲突" in phone.locator("[role=alert]").inner_text()

    phone.goto(first)
    follow(phone, "a[href*='/in/']")
    assert re.search(r"/in/[\d-]+/$", phone.url)
    phone.wait_for_selector("#trip[data-ready][data-kept]", timeout=PATIENCE_MS)
    assert violations(phone) == []
    phone.context.set_offline(True)
    phone.fill("#site-in", site)
    phone.click("form:has(input[value=IN]) button[type=submit]")
    phone.wait_for_selector("#pending li", timeout=PATIENCE_MS)
    phone.reload()
    phone.wait_for_selector("#pending li", timeout=PATIENCE_MS)
    assert phone.locator("#net").is_visible()

    posts = []
    phone.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    phone.context.set_offline(False)
    phone.wait_for_selector(".told-in", timeout=PATIENCE_MS)

    assert len(posts) == 1
    assert "凭现场码" in phone.locator(".told-list").inner_text()
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert outside == []
