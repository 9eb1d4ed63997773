"""Open data: the same figures as the bulletin in four forms, tagged as HXL wants, and nothing of a person."""

import csv
import importlib
import io
import json
import re

import openpyxl
import pytest
from django.urls import reverse

from qiao.api.open_data import LICENCES, MEDIA, TABLES
from qiao.intake.models import Need
from qiao.project import settings as read_settings
from qiao.registry.models import Item
from qiao.relief import actions as relief
from qiao.relief.models import StockAccount
from qiao.relief.stock import move
from tests.conftest import NOW
from tests.makers import MESSAGE, make_need, make_offer
from tests.relief.test_bulletins import CANARY, HOUR, board, given, issue  # noqa: F401 - fixtures of the same books

CORE_TAGS = re.compile(
    "access|activity|adm[1-5]|affected|beneficiary|capacity|cause|channel|contact|country|crisis|currency|date"
    "|description|event|frequency|geo|group|impact|indicator|inneed|item|loc|meta|modality|need|operations|org|output"
    "|population|reached|region|respondee|sector|service|severity|status|subsector|targeted|value"
)
"""Hashtags of the HXL standard 1.1, as its dictionary lists them."""

TAG = re.compile(r"#(?P<tag>[a-z][a-z0-9_]*)(?P<attributes>(?:\+[a-z][a-z0-9_]*)*)")
NUMBERS = re.compile(r"#(indicator|output|org|respondee)\+num")
TELEPHONE = "15400000001"


@pytest.fixture
def issued(lin, board, given):  # noqa: F811
    return issue(lin, board, 2)


def fetch(client, issued, table, ending="json", **more):
    return client.get(reverse("api:open_newest", args=[issued.board.code, table, ending]), **more)


def rows(client, issued, table):
    return json.loads(fetch(client, issued, table).content)["rows"]


def sheet(client, issued, table, ending="csv"):
    return list(csv.reader(io.StringIO(fetch(client, issued, table, ending).content.decode("utf-8-sig"))))


def test_the_stock_table_has_the_figures_of_the_bulletin_and_adds_up(client, issued):
    (row,) = rows(client, issued, "stock")

    assert [row[one] for one in ("opening", "came", "sent", "signed", "left", "closing")] == [
        0, 500, 200, 190, 0, 300,
    ]  # fmt: skip
    gone = row["now_delivered"] + row["now_difference"] + row["now_written_off"]
    assert row["opening"] + row["late"] + row["came"] - row["left"] == row["closing"] + gone


def test_where_it_went_who_received_and_what_lacks_are_tables_too(client, issued, association):
    (delivered,), (receiver,), (unmet,) = (
        rows(client, issued, one) for one in ("delivered", "receivers", "unmet")
    )

    assert (delivered["place_code"], delivered["place_en"], delivered["signed"]) == (
        "421124", "Yingshan County", 190,
    )  # fmt: skip
    assert (receiver["receiver"], receiver["signed"]) == (association.name, 190)
    assert (unmet["units"], unmet["lacking"], unmet["uncounted"]) == (1, 110, 0)


@pytest.mark.parametrize("table", TABLES)
def test_every_form_of_a_table_has_the_same_rows(client, issued, table):
    plain, tagged = sheet(client, issued, table), sheet(client, issued, table, "hxl.csv")
    book = openpyxl.load_workbook(io.BytesIO(fetch(client, issued, table, "xlsx").content)).active
    told = rows(client, issued, table)

    assert len(plain) - 1 == len(tagged) - 2 == book.max_row - 1 == len(told) == 1
    assert plain[0] == tagged[0] == [cell.value for cell in book[1]]
    numbers = [str(value) for value in told[0].values() if isinstance(value, int)]
    assert numbers == [cell for cell in plain[1] if cell in numbers] == [c for c in tagged[2] if c in numbers]


@pytest.mark.parametrize("table", TABLES)
def test_tags_are_those_of_the_standard_each_once_and_numbers_are_numbers(client, issued, table):
    _words, tags, *lines = sheet(client, issued, table, "hxl.csv")
    found = [TAG.fullmatch(one) for one in tags]

    assert all(one and CORE_TAGS.fullmatch(one["tag"]) for one in found)
    assert len(set(tags)) == len(tags)
    assert not [
        (tag, cell)
        for line in lines
        for tag, cell in zip(tags, line, strict=True)
        if NUMBERS.match(tag) and not re.fullmatch(r"-?\d+|<5|", cell)
    ]


@pytest.mark.library("hxl")  # it has no wheel and needs a GPL package: `pip install libhxl` by hand
@pytest.mark.parametrize("table", TABLES)
def test_the_fields_own_library_finds_no_error_in_the_tags(client, issued, table):
    hxl = importlib.import_module("hxl")
    told = fetch(client, issued, table, "hxl.csv").content.decode("utf-8-sig")
    source = hxl.data(list(csv.reader(io.StringIO(told))))
    errors = []

    hxl.schema(callback=lambda one: errors.append(one) if one.rule.severity == "error" else None).validate(
        source
    )
    assert len(source.columns) == len(TABLES[table].columns)
    assert errors == []


def test_no_table_shows_a_person_or_a_small_cell(client, lin, board, crisis, mask, yingshan):  # noqa: F811
    """Four persons of one county asked, and one of them was served: too few to be told of there."""
    offer = make_offer(lin, crisis, item=mask, quantity_kind="EXACT", quantity=50, party_text=CANARY)
    for _ in range(4):
        need = make_need(lin, crisis, item=mask, place=yingshan, party_text=CANARY, specification=CANARY)
    assert TELEPHONE in MESSAGE
    match = relief.make_match(lin, need, offer, quantity=7, confirmed_at=NOW, reason=f"{CANARY}自取")
    delivery = relief.send_delivery(lin, match, sent_at=NOW)
    relief.sign_receipt(lin, delivery, quantity=7, signed_at=NOW, signer=CANARY, note=CANARY)
    issued = issue(lin, board, 2)

    (delivered,), (unmet,) = rows(client, issued, "delivered"), rows(client, issued, "unmet")
    assert (delivered["place_code"], delivered["others"], delivered["signed"]) == ("", "<5", 7)
    assert (unmet["place_code"], unmet["others"], unmet["lacking"]) == ("", "<5", None)
    for table in TABLES:
        for ending in MEDIA:
            told = fetch(client, issued, table, ending).content
            if ending == "xlsx":
                told = str(list(openpyxl.load_workbook(io.BytesIO(told)).active.values)).encode()
            assert not [word for word in (CANARY, TELEPHONE, "421124", str(need.pk)) if word.encode() in told]


def test_what_states_no_number_is_unknown_and_not_zero(client, lin, board, crisis, mask, association):  # noqa: F811
    make_need(lin, crisis, item=mask, party=association, quantity_kind="UNKNOWN")

    (unmet,) = rows(client, issue(lin, board, 2), "unmet")
    assert (unmet["units"], unmet["lacking"], unmet["uncounted"]) == (1, None, 1)


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", "\u3000="])
def test_a_name_that_a_spreadsheet_would_take_for_a_formula_is_guarded(client, lin, board, given, begin):  # noqa: F811
    Item.objects.filter(pk=given.offer.item_id).update(name=f"{begin}1+1", name_en=f"{begin}2+2")
    issued = issue(lin, board, 2)

    for ending in ("csv", "hxl.csv"):
        cells = [cell for line in sheet(client, issued, "stock", ending)[1:] for cell in line]
        assert not [one for one in cells if one[:1] in set("=+-@\t") and not re.fullmatch(r"-\d+", one)]
    book = openpyxl.load_workbook(io.BytesIO(fetch(client, issued, "stock", "xlsx").content)).active
    assert {cell.data_type for cell in book[2]} <= {"s", "n"}


def corrected(lin, issued, given):  # noqa: F811
    move(given.lot, StockAccount.AVAILABLE, StockAccount.OUTSIDE, 40, at=NOW + HOUR, reason="补记")
    return relief.correct_bulletin(lin, issued, note="示例数据：补记损耗 40 只", at=NOW + 3 * HOUR)


def test_a_frozen_issue_keeps_its_address_after_a_correction(client, lin, issued, given):  # noqa: F811
    address = reverse("api:open_issue", args=[issued.board.code, 1, "stock", "json"])
    before = client.get(address, {"v": 1}).content

    corrected(lin, issued, given)

    now = json.loads(client.get(address).content)["rows"][0]
    assert client.get(address, {"v": 1}).content == before
    assert (now["version"], now["left"]) == (2, 40)


def test_all_issues_stand_in_one_table_each_in_the_version_that_holds(client, lin, issued, given):  # noqa: F811
    corrected(lin, issued, given)
    issue(lin, issued.board, 4)

    answer = client.get(reverse("api:open_all", args=[issued.board.code, "stock", "json"]))
    told = json.loads(answer.content)["rows"]
    assert [(one["issue"], one["version"]) for one in told] == [(2, 1), (1, 2)]


def test_who_has_it_already_is_told_so_until_something_is_new(client, lin, issued):
    first = fetch(client, issued, "stock", "csv")

    again = fetch(client, issued, "stock", "csv", headers={"if-none-match": first["ETag"]})
    issue(lin, issued.board, 4)
    later = fetch(client, issued, "stock", "csv", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content, later.status_code) == (304, b"", 200)


def test_any_page_of_another_house_may_read_it_but_write_nothing(client, issued):
    answer = fetch(client, issued, "stock", "json")

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert (
        client.post(reverse("api:open_newest", args=[issued.board.code, "stock", "json"])).status_code == 405
    )


@pytest.mark.parametrize(
    "path",
    [
        "/b/nosuch/data/",
        "/b/{code}/data/people.csv",
        "/b/{code}/data/stock.exe",
        "/b/{code}/9/data/stock.csv",
    ],
)
def test_what_is_no_table_is_not_found(client, issued, path):
    assert client.get(path.format(code=issued.board.code)).status_code == 404


def test_before_the_first_issue_the_tables_are_empty(client, board):  # noqa: F811
    assert client.get(reverse("api:open_newest", args=[board.code, "stock", "csv"])).content.count(b"\n") == 1
    assert client.get(reverse("api:open_data", args=[board.code])).status_code == 200
    assert not Need.objects.exists()


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "署名 4.0"), ("en", "Attribution 4.0")])
def test_the_page_names_every_table_column_and_the_licence(client, issued, language, word):
    page = client.get(
        reverse("api:open_data", args=[issued.board.code]), headers={"accept-language": language}
    ).content.decode()

    assert word in page
    assert not [tag for one in TABLES.values() for column in one.columns if (tag := column.hxl) not in page]
    assert all(
        reverse("api:open_newest", args=[issued.board.code, table, ending]) in page
        for table in TABLES
        for ending in MEDIA
    )


def test_a_licence_that_is_none_stops_the_start(monkeypatch):
    monkeypatch.setenv("QIAO_OPEN_LICENCE", "mine")

    with pytest.raises(ValueError, match="OPEN_LICENCE"):
        read_settings.env_choice("OPEN_LICENCE", tuple(LICENCES))
