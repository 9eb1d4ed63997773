"""What a walk over bridge one needs: a replay served on this machine, the books as pages show them, and canaries."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from qiao.relief.models import StockAccount
from qiao.relief.queries import SHOWN
from tests import tables
from tests.browser.conftest import ROOT, _started

PASSWORD = "correct horse battery"
FEW_VERSIONS = "60"
ITEM = "医用外科口罩"
ASKER, ASKER_PHONE = "欧阳敏", "15400004711"
GIVER, GIVER_PHONE = "上官敏", "15400004712"
DRIVER, SIGNER = "诸葛敏", "慕容敏"
CRITIC, CRITIC_PHONE = "东方敏", "15400004714"
CANARIES = (ASKER, ASKER_PHONE, GIVER, GIVER_PHONE, DRIVER, SIGNER, CRITIC, CRITIC_PHONE)
"""People of the walk, 示例数据: none of them may be found in what anybody may read."""

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
    needs = Need.objects.filter(**exact, quantity__gte=50).order_by("quantity")[:2]
    offers = Offer.objects.filter(**exact, unit__in=("只", "个", "支")).order_by("-quantity")[:2]
    print("MADE", json.dumps([[str(one.pk) for one in rows] for rows in (needs, offers)]))
"""
"""A coordinator, and two needs and two offers of one thing that somebody asks about again."""


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QIAO_", "DJANGO_"))}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "qiao.project.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUNBUFFERED": "1",
        "QIAO_DATA": str(data),
    }


def django(data: Path, *words: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "django", *words],
        cwd=ROOT, env=environment(data), capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    return ran.stdout


@contextmanager
def served(kept: Path, data: Path) -> Iterator[str]:
    """Serve a copy of a house, so that each walk finds it as the replay left it; yield its address."""
    shutil.copytree(kept, data)
    process = subprocess.Popen(
        [sys.executable, "-m", "django", "serve", "--port", "0"],
        cwd=ROOT, env=environment(data), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    try:
        yield _started(process).url
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)
        process.stdout.close()


def press(page, name: str, within=None) -> None:
    """Press a button by its word and wait for what the page sends and gets."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        (within or page).get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state("networkidle")


def sign_in(page, url: str) -> None:
    """Sign the coordinator of `PREPARE` in."""
    page.goto(f"{url}/accounts/login/")
    page.fill("input[name=login]", "walker")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()


def paper_of(page) -> str:
    """Open the waybill of the page as PDF and return its text."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is absent")
    answer = page.request.get(page.get_by_role("link", name="运单 PDF").evaluate("link => link.href"))
    assert answer.headers["content-type"] == "application/pdf"
    asked = ["pdftotext", "-raw", "-", "-"]
    return subprocess.run(asked, input=answer.body(), capture_output=True, check=True).stdout.decode()


def replay(folder: Path, sheet: Path, goods: Path, *more: str) -> tuple[Path, list[list[str]]]:
    """Replay a sheet with its goods into a house of its own; return its data, two needs and two offers of one thing."""
    data = folder / "data"
    tables.lay(data)
    django(data, "replay", str(sheet), "--goods", str(goods), *more)
    said = django(data, "shell", "-c", PREPARE)
    return data, json.loads(re.search(r"MADE (.*)", said)[1])


def number(text: str) -> int:
    return int(re.search(r"[\d,]+", text)[0].replace(",", ""))


def is_within(page) -> bool:
    """Say whether nothing runs over the right edge."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def canaries_in(text: str) -> list[str]:
    return [one for one in CANARIES if one in text]


class Books:
    """The pieces of one item by account, as the page of the stock shows them, held against what should have moved."""

    def __init__(self, page, crisis: str) -> None:
        self.page, self.crisis = page, crisis
        self.now = self.read()
        self.came_in = sum(self.now.values())

    def read(self) -> Counter[StockAccount]:
        """Return what the page says; the house's own recount must agree."""
        self.page.goto(f"{self.crisis}/stock/")
        assert "账实相符" in self.page.inner_text("main")
        assert is_within(self.page)
        table = self.page.locator("main table.list").first
        row = table.locator("tbody tr").filter(has_text=ITEM).first
        cells = [number(one) for one in row.locator("td.num").all_inner_texts()]
        return Counter(dict(zip(SHOWN, cells, strict=True)))

    def moved(self, **pieces: int) -> None:
        """Check that just these pieces moved since the last look, and that none was made or lost."""
        expected = Counter(self.now)
        for account, more in pieces.items():
            expected[StockAccount[account]] += more
        self.now = self.read()
        assert {one: n for one, n in self.now.items() if n} == {one: n for one, n in expected.items() if n}
        assert sum(self.now.values()) == self.came_in
