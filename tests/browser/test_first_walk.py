"""As a new user would: paste a message, see the need, get a plan, confirm, sign on a phone, walk the trace."""

import re

from tests.browser.conftest import PHONE

MESSAGE = "示例数据：英山县人民医院急需发热门诊用帐篷3顶，联系人林女士 15400000077"


def test_from_a_pasted_message_to_a_signature_on_a_phone_and_the_trace(open_page, demo, outside, errors):
    page = open_page(user="lin")
    page.goto(f"{demo.url}/")
    slug = page.url.rstrip("/").rsplit("/", 1)[1]

    page.goto(f"{demo.url}/e/{slug}/paste/")
    page.fill("textarea", MESSAGE)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/reports/"))
    page.locator("main a[href*='/needs/']").first.click()
    page.wait_for_url(re.compile(r"/needs/[0-9a-f-]{36}/$"))
    need = page.url
    assert "15400000077" not in page.content()

    assert "帐篷" in page.inner_text("main")
    assert "3" in page.inner_text("main")
    assert need
    assert (outside, errors) == ([], [])


def test_a_wrong_code_is_refused_with_a_sentence(open_page, demo):
    page = open_page(size=PHONE)
    page.goto(f"{demo.url}/r/")

    page.fill("main input[name=code]", "AAAA-AAAA")
    page.locator("main button[type=submit]").first.click()

    assert "签收码" in page.inner_text("main")
