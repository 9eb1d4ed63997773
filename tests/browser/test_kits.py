"""Kits on the pages of the sample: assembled, matched by hand, traced by anybody, taken apart; at both widths."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE, violations


def is_within(page) -> bool:
    """Say whether nothing runs over the right edge."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_kits_are_assembled_traced_to_their_donors_and_taken_apart(demo, open_page, slug, outside, errors):
    page = open_page(user="lin")
    page.goto(f"{demo.url}/e/{slug}/kits/")
    before = page.locator("table.list tbody tr").count()
    page.locator(".line-side input[name=kits]").first.fill("3")
    page.locator(".line-side button").first.click()
    page.wait_for_load_state()
    assert page.locator("table.list tbody tr").count() == before + 1

    page.locator("table.list tbody a").first.click()
    made_of = page.locator("h2:has-text('用哪些批次装成') + .list-frame tbody tr")
    assert made_of.count() == 3
    component = made_of.first.locator("a").inner_text()
    kits = page.locator("h1 code").inner_text()

    stranger = open_page(size=PHONE)
    stranger.goto(f"{demo.url}/t/{kits}/")
    assert violations(stranger) == []
    assert is_within(stranger)
    stranger.get_by_role("link", name=component).click()
    stranger.wait_for_load_state()
    assert stranger.url.endswith(f"/t/{component}/")
    assert stranger.get_by_role("link", name=kits).count() == 1

    page.locator("summary:has-text('拆开成套')").click()
    page.locator("details[open] input[name=quantity]").fill("3")
    page.locator("details[open] button").click()
    page.wait_for_load_state()
    assert page.locator("h2:has-text('用哪些批次装成')").count() == 0
    assert page.locator("tbody .first:has-text('拆开成套')").count() == 1
    assert (outside, errors) == ([], [])


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "zh-CN"), (PHONE, "en")], ids=["desktop", "phone"])
def test_the_pages_of_kits_stand_at_both_widths_in_both_languages(demo, open_page, slug, size, language):
    page = open_page(user="lin", size=size, language=language)
    page.goto(f"{demo.url}/e/{slug}/kits/")
    assert violations(page) == []
    assert is_within(page)

    page.goto(f"{demo.url}{page.locator('table.list tbody a').first.get_attribute('href')}")
    assert violations(page) == []
    assert is_within(page)


def test_a_newcomer_finds_the_bulletin_of_the_sample(demo, open_page, outside):
    page = open_page(size=PHONE)
    page.goto(f"{demo.url}/welcome/")

    page.get_by_role("link", name="看物资公告").click()
    page.wait_for_load_state()

    assert "/b/" in page.url
    assert "家庭包" in page.content()
    assert outside == []
