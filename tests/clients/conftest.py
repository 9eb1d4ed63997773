"""A form made in a spreadsheet, handed out by a real server; and what sends to it."""

import http.client
import io
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse

import pytest
from defusedxml.ElementTree import fromstring
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.test.client import encode_multipart
from django.utils import timezone
from django_scopes import scopes_disabled
from openpyxl import Workbook
from PIL import Image

from qiao.intake import actions
from qiao.intake.models import Attachment, FieldForm, Need, Report
from qiao.registry.models import Membership, Person
from qiao.relief.stock import open_lot
from tests.api.forms import publish, telephone
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.conftest import NOW
from tests.makers import make_need, make_offer

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "node_modules"
ESBUILD = MODULES / ".bin" / "esbuild"
BOUNDARY = "qiao-telephone"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"
LIST = "{http://openrosa.org/xforms/xformsList}"

SURVEY = (
    ("type", "name", "label", "required", "constraint", "qiao::field"),
    ("text", "item", "需要什么", "yes", "", ""),
    ("begin_group", "amount", "数量", "", "", ""),
    ("integer", "quantity", "需要多少", "yes", ". > 0", ""),
    ("text", "unit", "单位", "", "", ""),
    ("end_group", "", "", "", "", ""),
    ("text", "place", "地点", "yes", "", ""),
    ("text", "who_needs", "哪家医院", "", "", "party"),
    ("text", "phone", "电话", "", "", ""),
    ("select_one tier", "tier", "有多急", "yes", "", ""),
    ("date", "deadline", "最晚什么时候要", "", "", ""),
    ("image", "photo", "照片", "", "", ""),
)
CHOICES = (
    ("list_name", "name", "label"),
    ("tier", "1", "危及生命"),
    ("tier", "2", "急需"),
    ("tier", "3", "一般"),
)
ANSWERS = {
    "item": "医用外科口罩",
    "amount/quantity": "2000",
    "amount/unit": "只",
    "place": "英山县",
    "who_needs": "示例县人民医院",
    "phone": "15400000001",
    "tier": "2",
    "deadline": "2020-02-20",
}


@pytest.hookimpl(tryfirst=True)  # before xdist looks at the groups
def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if HERE in item.path.parents and "chromium" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("clients"))  # one bundle, one browser


def spreadsheet() -> bytes:
    """Return an XLSForm as somebody makes it in a spreadsheet."""
    book = Workbook()
    for name, rows in (
        ("survey", SURVEY),
        ("choices", CHOICES),
        ("settings", (("form_title", "form_id", "version"), ("示例需求", "shili_xuqiu", "1"))),
    ):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def photograph() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(kept, "JPEG")
    return kept.getvalue()


@dataclass
class Server:
    """A server that is running, and a code that may fill the form."""

    url: str
    code: str

    def get(self, path: str) -> bytes:
        where = urlparse(self.url)
        connection = http.client.HTTPConnection(where.hostname, where.port, timeout=30)
        connection.request("GET", path, headers={"X-OpenRosa-Version": "1.0"})
        answer = connection.getresponse()
        try:
            return answer.read()
        finally:
            connection.close()

    def form(self) -> bytes:
        """Return the form as a telephone finds it: by the list."""
        return self.get(urlparse(self.told("downloadUrl")).path)

    def lists(self) -> dict[str, bytes]:
        """Return the lists that the form loads, as a telephone finds them: by the manifest."""
        manifest = fromstring(self.get(urlparse(self.told("manifestUrl")).path))
        return {
            one.findtext(f"{MANIFEST}filename"): self.get(
                urlparse(one.findtext(f"{MANIFEST}downloadUrl")).path
            )
            for one in manifest.iter(f"{MANIFEST}mediaFile")
        }

    def told(self, name: str) -> str:
        """Return what the list of forms says of the first form."""
        return fromstring(self.get(f"/v1/key/{self.code}/formList")).findtext(f"{LIST}xform/{LIST}{name}")

    def post(self, xml: bytes, photo: tuple[str, bytes] | None = None, code: str = "") -> tuple[int, str]:
        """Send a filled form with its photograph, as a telephone does."""
        parts = {"xml_submission_file": SimpleUploadedFile("instance.xml", xml, "text/xml")}
        if photo:
            parts[photo[0]] = SimpleUploadedFile(*photo, "image/jpeg")
        where = urlparse(self.url)
        connection = http.client.HTTPConnection(where.hostname, where.port, timeout=30)
        connection.request(
            "POST",
            f"/v1/key/{code or self.code}/submission",
            encode_multipart(BOUNDARY, parts),
            {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "X-OpenRosa-Version": "1.0"},
        )
        answer = connection.getresponse()
        try:
            return answer.status, answer.read().decode()
        finally:
            connection.close()


@pytest.fixture
def server(live_server, lin_user, crisis, mask, settings, tmp_path) -> Server:
    """Hand out the spreadsheet's form and a code on the pages, as the association does."""
    settings.QIAO_ATTACHMENTS = tmp_path / "attachments"
    desk = Client()
    desk.force_login(lin_user)
    made = desk.post("/e/small/field-forms/add/", {"file": SimpleUploadedFile("需求.xlsx", spreadsheet())})
    assert made.status_code == 302, made.content.decode()
    with scopes_disabled():
        form = FieldForm.objects.get()
    page = desk.post("/e/small/collectors/add/", {"name": "一号", "days": 7, "forms_chosen": str(form.pk)})
    code = page.content.decode().split("/v1/key/")[1].split("<")[0]
    return Server(live_server.url, code)


@pytest.fixture
def kept(lin, yingshan, mask):
    """Return what is stored now, to be compared with `expected`."""

    def look() -> dict:
        with scopes_disabled():
            need, report, photo = Need.objects.get(), Report.objects.get(), Attachment.objects.get()
            text, _contact = actions.reveal_report(lin, report, reason="核对")
            return {
                "item": need.item == mask,
                "amount": (need.quantity_kind, need.quantity, need.unit),
                "place": need.place == yingshan,
                "party": need.party_text,
                "tier": need.tier,
                "deadline": f"{timezone.localtime(need.deadline):%Y-%m-%d %H:%M}",
                "phone": ANSWERS["phone"] in text,
                "photo": (photo.kind, photo.report_id == need.report_id == report.pk),
            }

    return look


@pytest.fixture
def expected() -> dict:
    """The answers, as the stored need must tell them."""
    return {
        "item": True,
        "amount": ("EXACT", 2000, "只"),
        "place": True,
        "party": ANSWERS["who_needs"],
        "tier": 2,
        "deadline": f"{ANSWERS['deadline']} 23:59",
        "phone": True,
        "photo": ("PHOTO", True),
    }


@pytest.fixture(scope="session")
def bundles(tmp_path_factory) -> Path:
    """Bundle the hosts of the two browser clients; fail, not skip, where npm ci was not run."""
    folder = tmp_path_factory.mktemp("clients")
    core = "enketo-core/src/js"
    own = {"widgets": "widgets", "translator": "fake-translator", "dialog": "fake-dialog"}
    own |= {"xpath-evaluator-binding": "xpath-evaluator-binding"}
    aliases = [f"--alias:enketo/{name}={core}/{file}.js" for name, file in own.items()]
    ours = {"config": "config", "file-manager": "file_manager"}
    aliases += [f"--alias:enketo/{name}={HERE / file}.js" for name, file in ours.items()]
    for name in ("enketo", "web_forms"):
        command = [ESBUILD, HERE / f"{name}.js", "--bundle", "--format=esm", "--external:libxslt", *aliases]
        subprocess.run(
            [*command, "--log-level=error", f"--outfile={folder / name}.js"], cwd=HERE.parents[1], check=True
        )
    return folder


@pytest.fixture(scope="module")
def chromium() -> Iterator:
    """Start Chromium, headless; fail, not skip, where it is missing."""
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the test
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_client(chromium, bundles):
    """Return an opener of a page that hosts a browser client, beside the server as a proxy would put it.

    With `before`, a filled form that was sent, the page corrects it.
    """
    context = chromium.new_context(locale="zh-CN")
    context.set_default_timeout(20_000)

    def opener(name: str, server: Server, before: str = ""):
        page = context.new_page()
        html = f"""<!doctype html><meta charset="utf-8"><title>{name}</title><main></main>
            <button id="send">send</button><output></output>
            <script type="module" src="/client/{name}.js"></script>"""
        page.route("**/client/page?*", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.route(f"**/client/{name}.js", lambda route: route.fulfill(path=bundles / f"{name}.js"))
        page.route("**/client/before.xml", lambda route: route.fulfill(body=before, content_type="text/xml"))
        page.route(
            "**/client/photograph.jpg",
            lambda route: route.fulfill(body=photograph(), content_type="image/jpeg"),
        )
        page.goto(f"{server.url}/client/page?key={server.code}{'&edit' if before else ''}")
        page.wait_for_selector("body[data-ready]")
        return page

    yield opener
    context.close()


@pytest.fixture
def handed_out(live_server, at_work, lin, crisis, settings, tmp_path):
    """Return a maker of a server that hands out one form ready to use."""
    settings.QIAO_ATTACHMENTS = tmp_path / "attachments"

    def make(kind: str) -> Server:
        phone = telephone(lin, crisis, publish(lin, crisis, kind))
        return Server(live_server.url, phone.code)

    return make


@pytest.fixture
def need(at_work, lin, crisis, mask, yingshan):
    return make_need(lin, crisis, item=mask, place=yingshan, quantity=2000)


@pytest.fixture
def lot(at_work, lin, crisis, mask, yingshan):
    """A lot of 100 masks, none of them held."""
    offer = make_offer(lin, crisis, item=mask, place=yingshan)
    with transaction.atomic():
        return open_lot(offer, at=NOW)


@pytest.fixture
def volunteer(association):
    """The one member of this name."""
    person = Person.objects.create(name="示例志愿者", is_sample=True)
    Membership.objects.create(organization=association, person=person)
    return person
