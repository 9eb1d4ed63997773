"""The walk of a crisis that was: a plan by a rule, a line altered, a lorry, a short receipt on a phone, settled, traced.

On an invented replay; on the real one of 2020 where it is present. As a hostile newcomer would: only what pages show.
"""

import json
import os
import re
import signal
import subprocess
import sys

import pytest

from tests.browser.conftest import DESKTOP, PHONE, ROOT, _started, violations
from tests.conftest import SHARED
from tests.relief.replay_made import write_goods, write_replay

PASSWORD = "correct horse battery"
FEW_VERSIONS = "60"
SHORT, BACK, DROPS = 3, 1, 2
PREPARE = f"""
import json
from django_scopes import scopes_disabled
from qiao.accounts.models import User
from qiao.accounts.roles import Role
from qiao.intake.models import Need, Offer
from qiao.registry.models import Appointment, Organization
with scopes_disabled():
    user = User.objects.create_user(username="walker", password="{PASSWORD}")
    organization = Organization.objects.get(runs_qiao=True)
    Appointment.objects.create(user=user, organization=organization, role=Role.COORDINATOR)
    exact = {{"item__code": "mask-surgical", "quantity_kind": "EXACT", "closed_at__isnull": True}}
    needs = Need.objects.filter(**exact).order_by("quantity")[:2]
    offers = Offer.objects.filter(**exact, unit__in=("只", "个", "支")).order_by("-quantity")[:2]
    print("MADE", json.dumps([[str(one.pk) for one in rows] for rows in (needs, offers)]))
"""


def django(environment, *words):
    ran = subprocess.run(
        [sys.executable, "-m", "django", *words],
        cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    return ran.stdout


@pytest.fixture(params=["invented", pytest.param("real", marks=pytest.mark.shared)])
def replayed(request, tmp_path):
    """A replay with its goods in a database of its own, served; its address, and two needs and offers of one thing."""
    if request.param == "real" and not (SHARED / "data").exists():
        pytest.skip("../shared is absent")
    folders = (
        (SHARED / "data" / "wuhan2020", SHARED / "data" / "redcross_wuhan2020")
        if request.param == "real"
        else (write_replay(tmp_path / "sheet"), write_goods(tmp_path / "goods"))
    )
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("QIAO_", "DJANGO_"))
    }
    environment |= {
        "DJANGO_SETTINGS_MODULE": "qiao.project.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUNBUFFERED": "1",
        "QIAO_DATA": str(tmp_path / "data"),
    }
    stop = ["--stop-after", FEW_VERSIONS] if request.param == "real" else []
    django(environment, "replay", str(folders[0]), "--goods", str(folders[1]), *stop)
    said = django(environment, "shell", "-c", PREPARE)
    needs, offers = json.loads(re.search(r"MADE (.*)", said)[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "django", "serve", "--port", "0"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    try:
        yield _started(process).url, needs, offers
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)
        process.stdout.close()


@pytest.fixture
def browser(chromium):
    """Return an opener of pages that keeps what went wrong on them."""
    contexts, wrong = [], []

    def opener(size):
        context = chromium.new_context(viewport=size, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("response", lambda answer: wrong.append(answer.url) if answer.status >= 400 else None)
        return page

    yield opener, wrong
    for context in contexts:
        context.close()


def press(page, name):
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state("networkidle")


def check_again(page, address):
    """Say of a need or an offer that somebody asked again and it is so."""
    page.goto(address)
    with page.expect_navigation():
        page.get_by_role("button", name="属实", exact=True).first.click()
    page.wait_for_load_state("networkidle")


def number(text):
    return int(re.search(r"[\d,]+", text)[0].replace(",", ""))


def sign_in(page, url):
    page.goto(f"{url}/accounts/login/")
    page.fill("input[name=login]", "walker")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()


def plan_and_alter(page, crisis):
    """Make a plan by a rule, take one piece off its first line, confirm one line for each of two."""
    page.goto(f"{crisis}/plans/what-if/?rule=proportional")
    press(page, "按此规则生成方案")
    assert "按同一比例" in page.inner_text("main")
    lines = page.locator("main li.line")
    altered = lines.first.locator("input[name=quantity]")
    altered.fill(str(int(altered.input_value()) - 1))
    recipients = set()
    for place in range(lines.count()):
        line = lines.nth(place)
        who = line.locator(".line-title b").first.inner_text()
        if who not in recipients and len(recipients) < DROPS:
            with page.expect_response(lambda answer: answer.request.method == "POST"):
                line.get_by_role("button", name="确认").click()
            line.get_by_role("link", name="看对接").wait_for()
            recipients.add(who)
    assert len(recipients) == DROPS
    assert "人工改为" in lines.first.inner_text()


def load_lorry(page, crisis):
    """Load one lorry for both, and return the codes of its drops."""
    page.goto(f"{crisis}/shipments/new/")
    for box in page.locator("input[name=match]").all():
        box.check()
    press(page, "排先后")
    assert page.locator("ol.stops li").count() == DROPS
    press(page, "装车发出")
    page.wait_for_url(re.compile("/shipments/"))
    codes = page.locator("ol.drops .drop-code .code").all_inner_texts()
    assert len(codes) == DROPS
    return codes


def receive_short(phone, url, code):
    """Sign on a phone for less than was sent; return how much was sent, and the address of the trace."""
    phone.goto(f"{url}/r/")
    phone.fill("main input[name=code]", code)
    phone.locator("main button[type=submit]").first.click()
    phone.wait_for_load_state("networkidle")
    sent = number(phone.locator(".coming-amount").inner_text())
    phone.locator("main label").filter(has_text="少了").first.click()
    phone.fill("main input[name=quantity]", str(sent - SHORT))
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.get_by_role("button", name=re.compile("确认签收")).first.click()
    link = phone.locator("main a[href*='/t/']").first
    link.wait_for()
    return sent, link.get_attribute("href")


def settle(page, crisis):
    """Clear the difference up in two parts, one came back, the rest is lost."""
    for kind, pieces in (("BACK", BACK), ("LOST", SHORT - BACK)):
        page.goto(f"{crisis}/differences/")
        form = page.locator("main form").filter(has=page.locator("select[name=kind]")).first
        form.locator("select[name=kind]").select_option(kind)
        form.locator("input[name=quantity]").fill(str(pieces))
        press(page, "记下")
    page.goto(f"{crisis}/differences/")
    assert "没有待查的差异" in page.inner_text("main")


def test_a_plan_a_lorry_with_two_drops_a_short_receipt_and_the_trace_from_outside(replayed, browser):
    url, needs, offers = replayed
    open_page, wrong = browser
    crisis, page = f"{url}/e/wuhan-2020", open_page(DESKTOP)
    sign_in(page, url)
    # What is years old counts only once somebody has asked again.
    for path in (*(f"needs/{one}" for one in needs), *(f"offers/{one}" for one in offers)):
        check_again(page, f"{url}/{path}/")

    plan_and_alter(page, crisis)
    codes = load_lorry(page, crisis)
    sent, trace = receive_short(open_page(PHONE), url, codes[0])
    settle(page, crisis)

    outside = open_page(PHONE)
    outside.goto(f"{url}{trace}" if trace.startswith("/") else trace)
    told = outside.inner_text("main")
    assert f"签收 {sent - SHORT:,} 只" in told
    assert f"报损 {SHORT - BACK} 只" in told
    assert f"重新入库 {BACK} 只" in told
    page.goto(f"{crisis}/hindsight/?source=OWN")
    assert "按物资" in page.inner_text("main")
    assert [violations(one) for one in (outside, page)] == [[], []]
    assert wrong == []
