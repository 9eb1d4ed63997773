"""A line of a plan of the sample is divided between two needs by the keyboard, and that is taken back; at both widths."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE, follow, violations


def is_within(page) -> bool:
    """Say whether nothing runs over the right edge."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "zh-CN"), (PHONE, "en")], ids=["desktop", "phone"])
def test_a_line_is_divided_and_put_together_again(demo, open_page, slug, outside, errors, size, language):
    page = open_page(user="lin", size=size, language=language)
    page.goto(f"{demo.url}/e/{slug}/plans/")
    follow(page, "main a[href^='/plans/'] >> nth=0")
    line = page.locator("li.line:has(a[href$='/split/'])").first
    follow(page, f"#{line.get_attribute('id')} a[href$='/split/']")

    assert violations(page) == []
    assert is_within(page)

    summary = page.locator("li.line details summary").first
    summary.focus()
    page.keyboard.press("Enter")
    chosen = page.locator("li.line details[open]").first
    chosen.locator("input[name=quantity]").fill("1")
    chosen.locator("input[name=reason]").fill("示例：那边今晚断货")
    assert violations(page) == []
    assert is_within(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    moved = page.locator("#moved li")
    assert moved.count() == 1
    assert "示例：那边今晚断货" in moved.inner_text()
    assert violations(page) == []
    assert is_within(page)
    follow(page, "#moved form button")

    assert page.locator("#moved li s").count() == 1
    assert page.locator("#moved form").count() == 0
    assert not outside
    assert not errors
