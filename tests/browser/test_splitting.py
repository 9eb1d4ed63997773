"""A line of a plan of the sample is divided between two needs by the keyboard, and that is taken back; at both widths."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE, follow, violations


def is_within(page) -> bool:
    """Say whether nothing runs over the right edge."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def addresses(page, links: str) -> list[str]:
    """Return where these links of a page lead."""
    return page.eval_on_selector_all(links, "all => all.map(one => one.href)")


def open_one_that_can_be_divided(page) -> None:
    """Open the first line of the plans whose goods another need can use: other walks make plans of the same sample."""
    for plan in addresses(page, "main a[href^='/plans/']"):
        page.goto(plan)
        for line in addresses(page, "li.line a[href$='/split/']"):
            page.goto(line)
            if page.locator("li.line details").count():
                return
    raise AssertionError("no line of any plan can be divided")


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "zh-CN"), (PHONE, "en")], ids=["desktop", "phone"])
def test_a_line_is_divided_and_put_together_again(demo, open_page, slug, outside, errors, size, language):
    page = open_page(user="lin", size=size, language=language)
    page.goto(f"{demo.url}/e/{slug}/plans/")
    open_one_that_can_be_divided(page)

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
