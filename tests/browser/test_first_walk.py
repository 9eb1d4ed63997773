"""As a new user would: paste a message, see the need, get a plan, confirm, sign on a phone, walk the trace."""

import re

import pytest

from tests.browser.conftest import PHONE, violations

ASKED = "示例数据：英山县人民医院急需呼吸机3台，联系人林女士 15400000077"
OFFERED = "示例数据：黄州区一家企业可捐呼吸机5台，随时可发，联系人王先生 15400000078"
RECORD = re.compile(r"/(reports|needs|offers|plans|matches|deliveries)/[0-9a-f-]{36}/")


@pytest.fixture
def desk(open_page, demo):
    """林's browser at her desk, and the address of her crisis."""
    page = open_page(user="lin")
    page.goto(f"{demo.url}/")
    return page, page.url.rstrip("/")


def press(page, name):
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state("networkidle")


def paste(page, crisis, message, link):
    """Paste a message, save it, and open what it became."""
    page.goto(f"{crisis}/paste/")
    page.fill("main textarea", message)
    press(page, "保存")
    page.locator(f"main a[href*='/{link}/']").first.click()
    page.wait_for_url(RECORD)


def test_from_a_pasted_message_to_a_signature_on_a_phone_and_the_trace(
    desk, open_page, demo, outside, errors
):
    page, crisis = desk

    paste(page, crisis, ASKED, "needs")
    need = page.url
    assert "15400000077" not in page.content()
    press(page, "属实")
    paste(page, crisis, OFFERED, "offers")
    press(page, "属实")

    page.goto(f"{crisis}/plans/")
    press(page, "生成方案")
    line = (
        page.locator("main tr, main li, main article")
        .filter(has_text="呼吸机")
        .filter(has_text="英山县人民医院")
        .first
    )
    assert "3" in line.inner_text()
    line.get_by_role("button", name="确认").first.click()
    page.wait_for_load_state("networkidle")
    page.locator("main a[href*='/matches/']").filter(has_text=re.compile(".")).last.wait_for()
    page.goto(need.replace("/needs/", "/trace/need/"))
    page.locator("main a[href*='/matches/']").first.click()
    page.wait_for_url(RECORD)
    page.get_by_role("button", name=re.compile("发出")).first.click()
    page.wait_for_url(re.compile("/deliveries/"))
    code = re.search(r"\b[0-9A-HJKMNP-TV-Z]{4}[- ]?[0-9A-HJKMNP-TV-Z]{4}\b", page.inner_text("main"))[0]

    phone = open_page(size=PHONE)
    phone.goto(f"{demo.url}/r/")
    phone.fill("main input[name=code]", code)
    phone.locator("main button[type=submit]").first.click()
    phone.wait_for_load_state("networkidle")
    assert "呼吸机" in phone.inner_text("main")
    assert violations(phone) == []
    phone.locator("main label").filter(has_text="如数").first.click()
    phone.get_by_role("button", name=re.compile("确认签收")).first.click()
    phone.wait_for_load_state("networkidle")
    assert "15400000077" not in phone.content()
    phone.locator("main a[href*='/t/']").first.click()
    phone.wait_for_load_state()
    assert "呼吸机" in phone.inner_text("main")

    page.goto(need.replace("/needs/", "/trace/need/"))
    walked = page.inner_text("main")
    assert all(word in walked for word in ("一线信息", "需求", "对接", "运送", "签收"))
    assert (outside, errors) == ([], [])


def test_a_wrong_code_is_refused_with_a_sentence(open_page, demo):
    page = open_page(size=PHONE)
    page.goto(f"{demo.url}/r/")

    page.fill("main input[name=code]", "AAAA-AAAA")
    page.locator("main button[type=submit]").first.click()
    page.wait_for_load_state()

    assert "签收码" in page.inner_text("main")


def test_letter_p_opens_the_paste_box_from_anywhere(desk):
    page, _ = desk

    page.keyboard.press("p")
    page.wait_for_url(re.compile("/paste/"))

    page.locator("main textarea:focus").wait_for()
