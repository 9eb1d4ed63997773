"""On a phone: a change of account verified by another person, hearsay refuted, and an entry given back."""

import re

from tests.browser.conftest import PHONE, violations

NOTED = """() => {
  const send = navigator.sendBeacon.bind(navigator);
  navigator.sendBeacon = (url, said) => {
    const isTaken = send(url, said);
    sessionStorage.setItem("left", `${url} ${isTaken}`);
    return isTaken;
  };
}"""
"""Lets the farewell of a page go out as ever, and keeps where to: a closing page's requests are not told."""


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_another_person_denies_a_change_of_account_and_the_old_one_stays(open_page, demo, outside, errors):
    page = open_page(size=PHONE, user="qian")
    page.goto(f"{demo.url}/registry/contacts/")
    assert violations(page) == []
    page.locator("main table a").first.tap()
    page.wait_for_url(re.compile("/registry/contacts/[0-9a-f-]{36}/"))
    assert violations(page) == []
    assert fits(page)
    page.get_by_label(re.compile("回拨了哪个电话")).select_option(index=1)

    page.get_by_role("button", name="对方否认").tap()

    page.get_by_text("最近一次更改被对方否认。").wait_for()
    standing = page.get_by_role("region", name="现在用的")
    assert "****0001" in standing.inner_text()
    assert violations(page) == []
    assert (outside, errors) == ([], [])


def test_hearsay_is_refuted_with_a_source_and_its_page_says_so(open_page, demo):
    page = open_page(size=PHONE, user="chen")
    page.goto(f"{demo.url}/")
    page.goto(f"{page.url.rstrip('/')}/hearsay/")
    assert violations(page) == []
    first = page.locator("main .panel:has(h2 a)").first
    link = first.locator("h2 a").get_attribute("href")
    first.locator("summary").tap()
    first.get_by_label(re.compile("来源")).fill("示例数据：县政府官网公告")

    first.get_by_role("button", name="有来源，不实").tap()

    page.get_by_text("已记下，凡是显示这条信息的地方都会注明。").wait_for()
    page.goto(f"{demo.url}{link}")
    assert "已辟谣" in page.inner_text("main")


def test_what_has_no_end_and_how_long_kinds_hold_fit_a_phone(open_page, demo):
    page = open_page(size=PHONE, user="lin")
    page.goto(f"{demo.url}/")
    base = page.url.rstrip("/")
    for part in ("unclosed", "lives", "queue/people", "queue/hand-over", "queue/card"):
        page.goto(f"{base}/{part}/")
        assert fits(page), part
        assert violations(page) == [], part


def test_the_next_entry_is_one_key_away_and_a_closed_page_gives_it_back(open_page, demo):
    page = open_page(user="chen")
    page.goto(f"{demo.url}/")
    page.goto(f"{page.url.rstrip('/')}/queue/")
    page.keyboard.press("n")
    page.wait_for_url(re.compile("/turns/"))
    page.evaluate(NOTED)

    page.goto(f"{demo.url}/registry/items/")

    assert re.fullmatch(r"/turns/[0-9a-f-]{36}/leave/ true", page.evaluate("sessionStorage.getItem('left')"))
    page.go_back()
    page.wait_for_url(re.compile("/turns/"))
    page.get_by_text("这一条为您保留十分钟").wait_for()
