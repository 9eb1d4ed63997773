"""The waybill as PDF, read back: its texts by pdftotext, its QR by the picture that pdftoppm makes of it."""

import re
import shutil
import subprocess
from datetime import date

import numpy as np
import pytest
import segno
from django.urls import reverse
from PIL import Image

from qiao.accounts.roles import Role
from qiao.registry.models import Pack
from qiao.registry.typesetting import FONTS
from qiao.relief import actions
from qiao.relief.models import Delivery, Shipment
from qiao.relief.waybill import packs_of
from tests.conftest import NOW, appoint
from tests.makers import make_need, make_offer

pytestmark = [
    pytest.mark.usefixtures("at_work"),
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is absent"),
]
DPI = 200
MM = 25.4
SLIP_QR_MM = 31
QUIET = 4
DARK = 128


@pytest.fixture
def shipment(at_work, lin, crisis, mask, yingshan, luotian) -> Shipment:
    offer = make_offer(lin, crisis, item=mask, place=luotian, quantity_kind="EXACT", quantity=1_000)
    needs = [
        make_need(lin, crisis, item=mask, place=place, party_text=f"{place.name}示例医院 #panic(1) $x$")
        for place in (luotian, yingshan)
    ]
    matches = [actions.make_match(lin, one, offer, quantity=110, confirmed_at=NOW) for one in needs]
    trip = actions.Trip(
        vehicle="鄂J·D0001",
        driver="陈",
        permit="示例证 7 号",
        permit_from=date(2020, 2, 1),
        permit_until=date(2020, 2, 9),
    )
    return actions.load_shipment(lin, matches, sent_at=NOW, trip=trip, planned_km=80)


@pytest.fixture
def stops(shipment) -> list[Delivery]:
    return list(Delivery.objects.filter(shipment=shipment).order_by("stop"))


def paper(client, name, pk, language="zh-hans") -> bytes:
    answer = client.get(reverse(f"relief:{name}", args=[pk]), headers={"accept-language": language})
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    return answer.content


def text_of(pdf: bytes) -> str:
    found = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return found.stdout.decode()


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def page_of(pdf: bytes, number: int, folder) -> np.ndarray:
    """Return a page as True where it is dark."""
    (folder / "paper.pdf").write_bytes(pdf)
    told = ["-f", str(number), "-l", str(number), "-r", str(DPI), "-gray", "-singlefile"]
    subprocess.run(["pdftoppm", *told, folder / "paper.pdf", folder / "page"], check=True)
    return np.asarray(Image.open(folder / "page.pgm")) < DARK


def stands_on(page: np.ndarray, link: str) -> bool:
    """Say whether every module of the QR code of this address stands on the page, at any place."""
    wanted = [[bool(one) for one in row] for row in segno.make(link, error="m", micro=False).matrix]
    size = SLIP_QR_MM / MM * DPI / (len(wanted) + 2 * QUIET)
    shifts = [round(k * size) for k in range(len(wanted))]
    tall, wide = page.shape[0] - shifts[-1], page.shape[1] - shifts[-1]
    fits = np.ones((tall, wide), bool)
    for row, down in zip(wanted, shifts, strict=True):
        for dark, right in zip(row, shifts, strict=True):
            fits &= page[down : down + tall, right : right + wide] == dark
    return bool(fits.any())


def test_the_paper_says_who_drives_what_goes_where_and_each_code(as_lin, shipment, stops):
    said = bare(text_of(paper(as_lin, "shipment_paper", shipment.pk)))

    for each in ("鄂J·D0001", "陈", "示例证7号", "2020-02-01–2020-02-09", "约80公里", "湖北省黄冈市英山县"):
        assert each in said
    assert said.count("110只") == 2 * len(stops)
    for one in stops:
        code = actions.receiving_code(one)
        assert said.count(f"{code[:4]}-{code[4:]}") == 2  # on the list and on the slip
        assert one.match.lot.trace_code in said
    driver = actions.driver_code(shipment)
    assert said.count(f"{driver[:4]}-{driver[4:]}") == 1
    assert said.index("罗田县示例医院") < said.index("英山县示例医院")


def test_each_slip_says_where_to_tell_how_it_was(as_lin, shipment, stops):
    said = bare(text_of(paper(as_lin, "shipment_paper", shipment.pk)))

    assert said.count(f"http://testserver{reverse('quality:ask')}") == len(stops)


def test_what_people_wrote_is_no_markup(as_lin, shipment):
    assert bare("#panic(1) $x$") in bare(text_of(paper(as_lin, "shipment_paper", shipment.pk)))


def test_boxes_are_told_only_where_an_item_is_packed_in_one_way(shipment, gown):
    Pack.objects.filter(item=gown).delete()
    assert "清点" in packs_of(110, gown)
    Pack.objects.create(item=gown, name="箱", content=40)
    assert packs_of(110, gown) == "= 2 箱（每箱 40） + 30"
    Pack.objects.create(item=gown, name="箱", content=60)
    assert "清点" in packs_of(110, gown)


def test_the_code_on_a_slip_is_the_one_of_its_stop(as_lin, stops, tmp_path):
    first, second = stops
    link = "http://testserver" + reverse("relief:receive_code", args=[actions.receiving_code(first)])
    other = "http://testserver" + reverse("relief:receive_code", args=[actions.receiving_code(second)])

    page = page_of(paper(as_lin, "delivery_paper", first.pk), 2, tmp_path)[: int(148 / MM * DPI), :]

    assert stands_on(page, link)
    assert not stands_on(page, other)


def test_in_english_the_paper_is_english(as_lin, shipment, stops):
    said = text_of(paper(as_lin, "shipment_paper", shipment.pk, language="en"))

    for each in ("Shipment", "Vehicle", "Permit", "signature", "Yingshan", "about 80 km"):
        assert each in said
    given = shipment.organization.name + "".join(one.match.need.who for one in stops) + "鄂陈示例证号"
    assert set(re.findall("[\u4e00-\u9fff]", said)) <= set(given)


def test_one_delivery_without_a_lorry_has_a_paper_too(as_lin, lin, crisis, mask, luotian):
    offer = make_offer(lin, crisis, item=mask, place=luotian, quantity_kind="EXACT", quantity=10)
    match = actions.make_match(lin, make_need(lin, crisis, item=mask), offer, quantity=10, confirmed_at=NOW)
    one = actions.send_delivery(lin, match, sent_at=NOW)

    said = bare(text_of(paper(as_lin, "delivery_paper", one.pk)))

    assert "送货单" in said
    assert actions.receiving_code(one)[:4] in said
    assert "地点没写" in said


def test_who_only_reads_gets_a_paper_without_any_code(shipment, stops, client, association):
    client.force_login(
        appoint("he", association, Role.AUDITOR), backend="django.contrib.auth.backends.ModelBackend"
    )

    said = bare(text_of(paper(client, "shipment_paper", shipment.pk)))

    assert "鄂J·D0001" in said
    assert not any(actions.receiving_code(one)[:4] + "-" in said for one in stops)
    assert actions.driver_code(shipment)[:4] + "-" not in said


def test_chinese_needs_no_font_of_the_machine(tmp_path, shipment, as_lin):
    pdf = paper(as_lin, "shipment_paper", shipment.pk)
    (tmp_path / "paper.pdf").write_bytes(pdf)

    listed = subprocess.run(
        ["pdffonts", tmp_path / "paper.pdf"], capture_output=True, check=True
    ).stdout.decode()

    assert "NotoSansSC" in listed
    assert "CJK" not in listed
    assert (FONTS / "OFL.txt").exists()
