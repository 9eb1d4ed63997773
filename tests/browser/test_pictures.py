"""A screenshot of a chat on the paste page: chosen, read on this machine, looked at, saved."""

import re

import pytest

from qiao.batch import pictures
from tests.browser.conftest import DESKTOP, PHONE, violations

CHAT = """<body style="margin:0;background:#ededed;font:17px sans-serif;width:390px;box-sizing:border-box;padding:8px">
<p style="margin:0"><small style="color:#777">示例数据-陈</small></p><p style="margin:2px 12px 30px;background:#fff;padding:8px">
英山县人民医院急需医用防护服20套，联系人张医生 15412345678</p>
<p style="margin:0"><small style="color:#777">示例数据-李</small></p><p style="margin:2px 12px;background:#fff;padding:8px">
我们有消毒液300桶可以捐</p>"""


@pytest.mark.skipif(not pictures.is_installed(), reason="./qiao ocr --install was not run")
@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "zh-CN"), (PHONE, "en-GB")])
def test_a_screenshot_becomes_two_messages(open_page, demo, slug, outside, errors, size, language):
    page = open_page(user="lin", size=size, language=language)
    drawing = page.context.new_page()
    drawing.set_content(CHAT)
    shot = drawing.screenshot(clip={"x": 0, "y": 0, "width": 390, "height": 220}, scale="device")
    drawing.close()

    page.goto(f"{demo.url}/e/{slug}/paste/")
    page.set_input_files("#pictures", {"name": "chat.png", "mimeType": "image/png", "buffer": shot})
    page.locator("#paste-pictures button").click()
    page.locator("#paste-pictures [role=status].alert").wait_for(timeout=60_000)

    words = page.locator("#paste-form textarea").input_value()
    assert "英山县人民医院急需医用防护服20套" in words
    assert "消毒液300桶" in words
    assert "---" in words
    assert page.locator("#preview .candidate").count() == 2
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.locator("#paste-go").click()
    page.wait_for_url(re.compile("/inbox/"))
    assert (outside, errors) == ([], [])
