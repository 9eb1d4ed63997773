#!/usr/bin/env python3
"""Take the pictures of docs/pictures anew: a demo on this machine, looked at by Chromium, in Chinese and English.

usage: .venv/bin/python scripts/pictures.py [NAME...]   (all without a name; needs ./qiao test once, and Chromium)
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
DESKTOP, PHONE = {"width": 1280, "height": 820}, {"width": 390, "height": 844}
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
LANGUAGES = {"": "zh-CN", "-en": "en-GB"}
SETTLE_MS = 900
MESSAGES = "320"

Step = Callable[[Page, str, str], object]


def _goes(path: str) -> Step:
    return lambda page, url, slug: page.goto(url + path.replace("{slug}", slug))


def _opens(path: str, link: str) -> Step:
    def step(page: Page, url: str, slug: str) -> None:
        page.goto(url + path.replace("{slug}", slug))
        page.locator(link).first.click()

    return step


def _deliveries(page: Page, url: str, slug: str, state: str) -> list[str]:
    """Return the addresses of the deliveries in a state."""
    page.goto(f"{url}/e/{slug}/deliveries/?state={state}")
    found = page.locator("main a[href*='/deliveries/']").evaluate_all("all => all.map(one => one.href)")
    return [one for one in dict.fromkeys(found) if re.search(r"/deliveries/[0-9a-f-]{36}/$", one)]


def _receives(page: Page, url: str, slug: str) -> None:
    """Open the receipt behind the code of what is on its way."""
    for delivery in _deliveries(page, url, slug, "IN_TRANSIT"):
        page.goto(delivery)
        links = page.locator("a[href*='/r/']")
        if links.count():
            page.goto(str(links.first.evaluate("one => one.href")))
            return
    sys.exit("no delivery on the road shows a code.")


def _walks(page: Page, url: str, slug: str) -> None:
    """Open the chain of a delivery that was signed for."""
    for delivery in _deliveries(page, url, slug, "RECEIVED"):
        page.goto(delivery)
        chain = page.locator("main a[href*='/trace/']")
        if chain.count():
            chain.first.click()
            return
    sys.exit("no delivery shows its chain.")


TAKEN: dict[str, tuple[dict[str, int], Step]] = {
    "overview": (DESKTOP, _goes("/e/{slug}/")),
    "overview-phone": (PHONE, _goes("/e/{slug}/")),
    "map": (DESKTOP, _goes("/e/{slug}/map/")),
    "paste": (DESKTOP, _goes("/e/{slug}/paste/?sample=need")),
    "plan": (DESKTOP, _opens("/e/{slug}/plans/", "main table a")),
    "what-if": (DESKTOP, _goes("/e/{slug}/plans/what-if/")),
    "desk-phone": (PHONE, _goes("/e/{slug}/queue/")),
    "receive-phone": (PHONE, _receives),
    "trace": (DESKTOP, _walks),
    "matrix": (DESKTOP, _goes("/cases/matrix/")),
}


def start(data: str) -> tuple["subprocess.Popen[str]", str, str]:
    """Start a demo; return its process, its address and the password of lin."""
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("QIAO_", "DJANGO_"))
    }
    environment |= {
        "DJANGO_SETTINGS_MODULE": "qiao.project.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUNBUFFERED": "1",
        "QIAO_DATA": data,
    }
    command = [sys.executable, "-m", "django", "demo", "--port", "0", "--messages", MESSAGES]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True
    )  # fmt: skip
    url = password = ""
    for line in process.stdout or ():
        url = found[1].rstrip("/") if (found := re.match(r"\s+(https?://\S+)", line)) else url
        password = found[1] if (found := re.match(r"\s+lin\s+(\S{14,})\s", line)) else password
        if "Ctrl-C" in line:
            return process, url, password
    sys.exit("the demo did not start.")


def main(names: list[str]) -> int:
    """Take the pictures named, or all of them."""
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        process, url, password = start(data)
        try:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            for ending, language in LANGUAGES.items():
                for name in names or TAKEN:
                    size, step = TAKEN[name]
                    page = browser.new_context(viewport=size, locale=language).new_page()
                    page.goto(f"{url}/accounts/login/")
                    page.fill("[name=login]", "lin")
                    page.fill("[name=password]", password)
                    page.press("[name=password]", "Enter")
                    page.wait_for_url(re.compile("/e/"))
                    step(page, url, page.url.rstrip("/").rsplit("/", 1)[1])
                    page.wait_for_load_state("networkidle")
                    page.wait_for_timeout(SETTLE_MS)
                    page.screenshot(path=str(PICTURES / f"{name}{ending}.png"))
                    page.context.close()
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
