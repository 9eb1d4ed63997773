"""With nothing but the receipt code: see, correct, withdraw and erase what one sent, on a telephone."""

import pytest

from tests.browser.conftest import PHONE, violations

PATIENCE_MS = 20_000
WIDTH = PHONE["width"]


@pytest.fixture
def receipt(open_page, demo):
    """The page behind the code of a report that was just sent."""
    page = open_page(size=PHONE)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{demo.url}/welcome/")
    page.goto(demo.url + page.locator("a[href*='/form/']").first.get_attribute("href"))
    page.wait_for_selector("form[data-ready]", timeout=PATIENCE_MS)
    page.fill("[name=what]", "示例数据：温泉镇卫生院需要棉被")
    page.fill("[name=where]", "英山县温泉镇")
    page.fill("[name=quantity]", "50床")
    page.fill("[name=contact]", "林女士 15400000092")
    page.check("[name=consent]")
    page.locator("#report button.btn-lg").click()
    page.wait_for_selector("#outbox-items li[data-state=sent]", timeout=PATIENCE_MS)
    with page.expect_navigation():
        page.locator("#outbox-items a").click()
    return page


def press(page, words):
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).click()


def test_what_was_sent_is_seen_corrected_withdrawn_and_erased(receipt, outside, errors):
    page, address = receipt, receipt.url
    shown = page.inner_text("#mine ~ article")
    assert "温泉镇卫生院需要棉被" in shown
    assert "15400000092" not in page.content()

    with page.expect_navigation():
        page.get_by_role("link", name="我要更正", exact=True).click()
    page.fill("[name=text]", "示例数据：温泉镇卫生院需要棉被30床")
    press(page, "提交")
    assert page.url == address
    assert "更正收到了" in page.inner_text("main")
    assert page.locator("article.told").count() == 2  # the first stays as it came
    assert "30床" in page.locator("article.told").last.inner_text()

    page.get_by_text("撤回", exact=True).click()
    press(page, "撤回这份信息")
    assert "已撤回" in page.inner_text("main")
    assert page.get_by_role("button", name="撤回这份信息").count() == 0
    look(page)

    page.get_by_text("删除我的内容和联系方式", exact=True).click()
    page.check("[name=confirm]")
    press(page, "永久删除")
    assert "谁也读不出了" in page.inner_text("main")
    assert "棉被" not in page.locator("article.told").all_inner_texts()
    assert page.locator("article.told").count() == 0
    look(page)
    page.reload()
    assert "需要棉被" not in page.content()
    assert (outside, errors) == ([], [])


def test_an_erasure_that_is_not_confirmed_erases_nothing(receipt):
    receipt.get_by_text("删除我的内容和联系方式", exact=True).click()
    receipt.evaluate("document.querySelectorAll('form').forEach((one) => { one.noValidate = true })")
    press(receipt, "永久删除")
    assert "请先勾选确认" in receipt.inner_text("main")
    assert "温泉镇卫生院需要棉被" in receipt.inner_text("main")


def look(page):
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
