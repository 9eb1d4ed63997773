"""The duplicates desk by keyboard at a desk, and by thumb on a phone."""

import re

import pytest

from tests.browser.conftest import PHONE, violations


def decided(page) -> int:
    """How many pairs are decided, as the page tells."""
    return int(page.locator(".pair-progress progress").get_attribute("value"))


@pytest.fixture
def opened(open_page, demo):
    def opener(**options):
        page = open_page(user="lin", **options)
        page.goto(f"{demo.url}/")
        page.goto(f"{page.url.rstrip('/')}/duplicates/")
        return page

    return opener


def test_pairs_are_decided_and_taken_back_by_keys_alone(opened, outside, errors):
    page = opened()
    before = decided(page)

    page.keyboard.press("n")
    page.wait_for_url(re.compile("/pairs/"))
    first = page.url
    assert violations(page) == []
    page.keyboard.press("3")
    page.wait_for_url(lambda url: url != first)
    after = decided(page)
    page.keyboard.press("u")
    page.wait_for_url(first)

    assert (after >= before + 1, decided(page)) == (True, before)
    assert violations(page) == []
    assert (outside, errors) == ([], [])


def test_decision_lies_under_the_thumb(opened, outside, errors):
    page = opened(size=PHONE)
    before = decided(page)

    page.get_by_role("button", name=re.compile("开始判断")).or_(
        page.get_by_role("link", name="回到手上的一对")
    ).first.tap()
    page.wait_for_url(re.compile("/pairs/"))
    button = page.get_by_role("button", name="不是同一件")
    box = button.bounding_box()
    assert box["y"] + box["height"] < PHONE["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    first = page.url
    button.tap()
    page.wait_for_url(lambda url: url != first)

    assert decided(page) > before
    assert violations(page) == []
    assert (outside, errors) == ([], [])
