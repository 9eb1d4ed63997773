"""A coordinator makes an address, another system delivers, the fields are set, and what was held is read."""

import json
import os
import urllib.request
from pathlib import Path

import pytest

from tests.browser.conftest import DESKTOP, PHONE, follow, violations

SAMPLE = {"id": "示例-1", "item": "医用外科口罩", "quantity": 2000, "place": "421124", "phone": "15400000001"}
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


def keep(page, name: str) -> None:
    """Keep a picture where somebody asked for pictures."""
    if directory := os.environ.get("QIAO_PICTURES"):
        page.screenshot(path=str(Path(directory) / f"{name}.png"), full_page=True)


def deliver(url: str) -> dict:
    body = json.dumps(SAMPLE, ensure_ascii=False).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 - our own demo
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return json.loads(answer.read())


@pytest.mark.parametrize(
    ("size", "language"), [(DESKTOP, "zh-CN"), (PHONE, "en-GB")], ids=["desktop", "phone"]
)
def test_from_a_new_address_to_a_delivery_that_is_read(
    open_page, demo, outside, errors, slug, size, language
):
    page = open_page(size=size, language=language, user="lin")
    name = f"hooks-{'phone' if size is PHONE else 'desk'}-{language[:2]}"
    found = []

    def look(step: str) -> None:
        keep(page, f"{name}-{step}")
        found.extend(violations(page))
        assert not page.evaluate(WIDER), step

    page.goto(f"{demo.url}/e/{slug}/hooks/")
    look("1-list")
    if not page.is_visible("input[name=name]"):
        page.click("main details.panel summary")
    page.fill("input[name=name]", name)
    page.select_option("select[name=kind]", "NEED")
    follow(page, "main details.panel form button[type=submit]")
    look("2-made")
    held = deliver(page.text_content("main code").strip())
    follow(page, "main .bar-actions a.btn-primary")
    look("3-held")
    page.fill("textarea[name=sample]", json.dumps(SAMPLE, ensure_ascii=False))
    follow(page, "main button[name=try]")
    look("4-tried")
    follow(page, "button[name=save]")
    follow(page, "form[action$='/retry/'] button")
    look("5-taken")
    follow(page, "main td a.btn")
    look("6-report")

    assert held == {"state": "HELD", "reason": "nothing_found"}
    assert "医用外科口罩" in page.text_content("main")
    assert "15400000001" not in page.text_content("main")
    assert (found, outside, errors) == ([], [], [])
