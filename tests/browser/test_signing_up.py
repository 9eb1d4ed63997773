"""A stranger with a phone: signs up, takes a shift, is refused a clash, checks in without a network, is certified."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from tests.browser.conftest import PHONE, ROOT, follow, violations
from tests.browser.test_reporter import PATIENCE_MS
from tests.browser.test_shifts import shifts  # noqa: F401 - a fixture

NAME = "示例新人小方"
SERVED = timedelta(minutes=50)


def sign_up(phone, address):
    """Fill the form behind a shift's address; return the code."""
    phone.goto(address)
    assert violations(phone) == []
    phone.fill("#id_name", NAME)
    phone.fill("#id_phone", "15400000077")
    phone.fill("#id_place", "英山县")
    phone.click("details:has([name=skills]) summary")
    phone.check("input[name=skills][value=COOKING]")
    phone.check("input[name=purposes][value=ROSTER]")
    follow(phone, "form button.big")  # what must be agreed to is missing
    assert phone.input_value("#id_name") == NAME
    phone.check("#id_is_adult")
    phone.check("#id_contact")
    follow(phone, "form button.big")
    assert violations(phone) == []
    return phone.locator(".code code").inner_text()


def come_and_go_without_network(phone, site):
    """Check in and out on the phone's own clock; nothing is sent before there is a network again."""
    phone.wait_for_selector("#trip[data-ready][data-kept]", timeout=PATIENCE_MS)
    phone.context.set_offline(True)
    phone.clock.set_fixed_time(datetime.now(UTC) - SERVED)
    phone.fill("#site-in", site)
    phone.click("form:has(input[value=IN]) button[type=submit]")
    phone.wait_for_selector("#pending li", timeout=PATIENCE_MS)
    phone.clock.set_fixed_time(datetime.now(UTC))
    phone.click("form:has(input[value=OUT]) button")
    phone.wait_for_selector("#pending li >> nth=1", timeout=PATIENCE_MS)
    phone.context.set_offline(False)
    phone.wait_for_selector(".told-out", timeout=PATIENCE_MS)


def test_a_stranger_signs_up_serves_and_is_certified_on_a_phone(
    demo,
    open_page,
    slug,
    shifts,  # noqa: F811
    outside,
    tmp_path,
):
    (first, second), site = shifts
    office = open_page(user="lin")
    office.goto(first)
    address = office.locator(".invite a").get_attribute("href")
    phone = open_page(size=PHONE)
    code = sign_up(phone, address)
    follow(phone, "a[href^='/me/']")
    assert "等协调员确认" in phone.locator("main").inner_text()

    office.goto(f"{demo.url}/people/")
    assert NAME not in office.locator("main").inner_text()
    follow(office, "li.entry:has-text('示*') button.btn-primary")
    phone.goto(f"{demo.url}/me/{code}/")
    assert violations(phone) == []
    wanted, clashing = (urlsplit(one).path.strip("/").rsplit("/", 1)[1] for one in (first, second))
    follow(phone, f"#s-{wanted} button")
    follow(phone, f"#s-{clashing} button")
    assert "时间冲突" in phone.locator("[role=alert]").first.inner_text()

    follow(phone, ".shift-mine a.btn-primary")
    come_and_go_without_network(phone, site)
    assert "凭现场码" in phone.locator(".told-list").inner_text()

    office.goto(f"{demo.url}/e/{slug}/volunteering/")
    follow(office, f"li:has-text('{NAME}') button")
    phone.goto(f"{demo.url}/me/{code}/")
    follow(phone, "form[action$='/proof/'] button")
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    with phone.expect_download() as kept:
        phone.click("#signed-file")
    file = tmp_path / "proof.json"
    kept.value.save_as(file)
    key = phone.request.get(f"{demo.url}/c/key/").text().strip()
    checked = subprocess.run(
        [sys.executable, "qiao", "verify-certificate", str(file), "--key", key],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr
    assert json.loads(file.read_text(encoding="utf-8"))["lines"][0]["minutes"] == SERVED.seconds // 60
    assert outside == []
