"""A caller with a phone: an entry is cleared in three taps, and a wrong one taken back in one."""

import re

import pytest

from tests.browser.conftest import PHONE, violations


@pytest.fixture
def desk(open_page, demo):
    """陈's phone at the verification desk."""
    page = open_page(size=PHONE, user="chen")
    page.goto(f"{demo.url}/")
    page.goto(f"{page.url.rstrip('/')}/queue/")
    return page


def test_an_entry_is_cleared_in_three_taps_without_scrolling(desk, outside, errors):
    waiting = int(re.search(r"\d+", desk.locator("main .page-head p").inner_text())[0])

    desk.get_by_role("button", name="取下一条").tap()
    desk.wait_for_url(re.compile("/turns/"))
    first = desk.url
    confirmed = desk.get_by_role("button", name="属实", exact=True)
    box = confirmed.bounding_box()
    assert box["y"] + box["height"] < PHONE["height"]
    confirmed.tap()
    desk.wait_for_url(re.compile("/queue/"))
    desk.get_by_role("button", name="下一条").tap()
    desk.wait_for_url(re.compile("/turns/"))

    assert desk.url != first
    assert violations(desk) == []
    desk.locator("details summary").filter(has_text="先跳过").tap()
    desk.get_by_role("button", name="放回核实台").tap()
    desk.wait_for_url(re.compile("/queue/"))
    left = int(re.search(r"\d+", desk.locator("main .page-head p").inner_text())[0])
    assert left == waiting - 1
    assert violations(desk) == []
    assert (outside, errors) == ([], [])


def test_telephone_appears_at_a_tap_and_the_result_is_undone_at_another(desk):
    desk.get_by_role("button", name=re.compile("下一条")).tap()
    desk.wait_for_url(re.compile("/turns/"))
    desk.get_by_role("button", name="看电话").tap()
    desk.get_by_text("已记一次查看").wait_for()
    desk.get_by_role("button", name="不属实").tap()
    desk.wait_for_url(re.compile("/queue/"))
    desk.get_by_role("button", name="撤销").tap()
    desk.wait_for_url(re.compile("/turns/"))

    assert "已撤销" in desk.inner_text("#toasts")
