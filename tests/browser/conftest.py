"""A real demo on this machine and a real Chromium looking at it."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
START_SECONDS = 300
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}


@dataclass
class Demo:
    """A demo that is running: where it is, and who can sign in with which password."""

    url: str
    passwords: dict[str, str]


@pytest.hookimpl(tryfirst=True)  # before xdist looks at the groups
def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(
                pytest.mark.xdist_group(item.path.name)
            )  # a file is a walk, and makes what it needs once


@pytest.fixture(scope="package")
def demo(tmp_path_factory) -> Iterator[Demo]:
    """Start `demo` as its user would, on a free port, and stop it at the end."""
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("QIAO_", "DJANGO_"))
    }
    environment |= {
        "DJANGO_SETTINGS_MODULE": "qiao.project.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "django", "demo", "--port", "0", "--messages", "60"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        yield _started(process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)
        process.stdout.close()


def _started(process: subprocess.Popen) -> Demo:
    url, passwords, said = "", {}, []
    for line in process.stdout:
        said.append(line)
        found = re.match(r"\s+(https?://\S+)", line)
        url = found[1] if found else url
        account = re.match(r"\s+([a-z]+)\s+(\S{14,})\s", line)
        if account:
            passwords[account[1]] = account[2]
        if "Ctrl-C" in line:
            return Demo(url.rstrip("/"), passwords)
    raise AssertionError("the demo did not start:\n" + "".join(said[-40:]))


@pytest.fixture(scope="package")
def invented(tmp_path_factory):
    """An invented replay with its goods, made once for all walks: its data, two needs and two offers of one thing."""
    from tests.browser.bridge import replay
    from tests.relief.replay_made import write_goods, write_replay

    folder = tmp_path_factory.mktemp("invented")
    return replay(folder, write_replay(folder / "sheet"), write_goods(folder / "goods"))


@pytest.fixture(scope="package")
def chromium():
    """Start Chromium, headless; fail, not skip, where it is missing."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def slug(demo, chromium) -> str:
    """The short name of the sample crisis, as the overview's address tells it."""
    page = chromium.new_page()
    sign_in(page, demo, "lin")
    page.goto(f"{demo.url}/")
    address = page.url
    page.close()
    return address.rstrip("/").rsplit("/", 1)[1]


@pytest.fixture
def outside(demo) -> list[str]:
    """Addresses outside the demo that a page asked for. Must stay empty."""
    return []


@pytest.fixture
def errors() -> list[str]:
    """What the browser's console complained about. Must stay empty."""
    return []


@pytest.fixture
def open_page(chromium, demo, outside, errors):
    """Return an opener of pages: at a width, in a language, signed in or not."""
    contexts = []

    def opener(*, size=DESKTOP, language="zh-CN", user=None):
        context = chromium.new_context(viewport=size, locale=language, has_touch=size is PHONE)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request", lambda request: outside.append(request.url) if _is_outside(request.url, demo) else None
        )
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        if user:
            sign_in(page, demo, user)
        return page

    yield opener
    for context in contexts:
        context.close()


def _is_outside(url: str, demo: Demo) -> bool:
    return not url.startswith((demo.url, "data:", "blob:"))


def sign_in(page, demo: Demo, user: str) -> None:
    page.goto(f"{demo.url}/accounts/login/")
    page.fill("input[name=login]", user)
    page.fill("input[name=password]", demo.passwords[user])
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    assert "/accounts/login" not in page.url


def follow(page, selector: str) -> None:
    """Press what leads to another page, and wait until that one is there."""
    with page.expect_navigation():
        page.click(selector)


def violations(page) -> list[str]:
    """Run axe over the page as it stands; return what it found, a line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {json.dumps(node['target'], ensure_ascii=False)} {node['html'][:120]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
