"""Synchronised sheets: what stands is kept, what vanishes is told, what slipped is refused."""

import io
from datetime import datetime, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope

from qiao.engines.simulation import EXAMPLE_ITEMS, EXAMPLE_PLACES, Hazard, simulate_sheet_history
from qiao.exceptions import TableUnreadableError
from qiao.intake import lexicon
from qiao.intake.actions.sheets import item_of, load_version, open_sheet, sheet_figures
from qiao.intake.models import Alert, Need, Refusal, Verification
from qiao.intake.sources import wuhan2020
from qiao.intake.sources.sheet import Differ, Row, read_amount
from qiao.intake.sources.sheet_file import read_rows
from qiao.registry.gazetteer import national_gazetteer
from qiao.registry.models import ItemAlias
from qiao.trail.models import TrailEntry

HEADERS = ("省", "市", "区县", "医院", "官方链接", "医用外科口罩", "防护服", "联系方式", "备注", "审核状态")
FIRST = ("湖北省", "黄冈市", "英山县", "示例第一医院", "https://example.org/1", "1", "500", "", "", "已审核")
SECOND = ("湖北省", "黄冈市", "罗田县", "示例第二医院", "", "2000", "", "", "示例数据", "")


def rows(*lines):
    return [Row(number, dict(zip(HEADERS, line, strict=True))) for number, line in enumerate(lines, start=2)]


def slipped(line):
    """Return the line as it stands after every cell moved one column to the right."""
    return ("", *line[:-1])


@pytest.fixture
def sheet(at_work, lin, crisis):
    return open_sheet(lin, crisis, name="示例表", open_marks={"1"})


@pytest.fixture
def load(sheet, lin, now):
    """Return a loader of whole states of the sheet, an hour apart."""
    differ = Differ(national_gazetteer())

    def read(*lines):
        at = now + timedelta(hours=sheet.source.versions_read)
        load_version(lin, sheet, differ.version(at.isoformat(), at, rows(*lines)))

    return read


def test_one_in_this_sheet_means_any_amount(load):
    load(FIRST)

    assert set(Need.objects.values_list("item__name", "quantity_kind", "quantity")) == {
        ("医用外科口罩", "OPEN", None),
        ("防护服（未注明类型）", "EXACT", 500),
    }


def test_the_same_state_again_changes_nothing(load):
    load(FIRST, SECOND)
    before = list(Need.objects.order_by("pk").values())

    load(FIRST, SECOND)

    assert list(Need.objects.order_by("pk").values()) == before


def test_a_vanished_institution_raises_an_alert_and_keeps_its_needs(load):
    load(FIRST, SECOND)

    load(FIRST)

    alert = Alert.objects.get(state=Alert.State.OPEN)
    assert alert.line.institution.name == "示例第二医院"
    assert Need.objects.filter(party__name="示例第二医院", closed_at__isnull=True).count() == 1


def test_flapping_changes_no_need_and_ends_with_one_cleared_alert(load):
    load(FIRST, SECOND)
    before = list(Need.objects.order_by("pk").values())

    for _ in range(5):
        load(FIRST)
        load(FIRST, SECOND)

    assert list(Need.objects.order_by("pk").values()) == before
    assert [(one.state, one.details["times"]) for one in Alert.objects.all()] == [("CLEARED", 5)]


def test_a_shifted_row_is_refused_with_row_and_cell(load):
    load(FIRST, SECOND)

    load(FIRST, slipped(SECOND))

    refusal = Refusal.objects.get()
    assert (refusal.row, refusal.column, refusal.value) == (3, "省", "")
    assert Need.objects.get(party__name="示例第二医院").quantity == 2000


def test_a_shifted_row_raises_no_alert_for_its_institution(load):
    load(FIRST, SECOND)

    load(FIRST, slipped(SECOND))

    assert not Alert.objects.exists()


def test_an_emptied_cell_withdraws_the_need_and_a_filled_one_opens_it_again(load):
    load(FIRST)
    load((*FIRST[:6], "", *FIRST[7:]))
    withdrawn = Need.objects.get(item__name="防护服（未注明类型）")
    state = withdrawn.state

    load(FIRST)

    withdrawn.refresh_from_db()
    assert (state, withdrawn.state, withdrawn.closed_at) == ("WITHDRAWN", "NEW", None)


def test_a_changed_number_is_amended_with_a_trail(load):
    load(FIRST)

    load((*FIRST[:6], "800", *FIRST[7:]))

    assert Need.objects.get(item__name="防护服（未注明类型）").quantity == 800
    assert TrailEntry.objects.filter(verb="need.amend").count() == 1


@pytest.mark.parametrize(
    ("cell", "kind", "quantity", "doubt"),
    [
        ("1", "OPEN", None, ""),
        ("2000", "EXACT", 2000, ""),
        ("１０，０００", "EXACT", 10000, ""),
        ("10台", "EXACT", 10, ""),
        ("YY 0469-2011", "UNKNOWN", None, "standard_in_quantity"),
        ("YY0469-2011    27000", "EXACT", 27000, ""),
        ("护目镜1000; 防冲击眼罩 500", "UNKNOWN", None, "quantity_not_read"),
        ("", "NONE", None, ""),
        ("0", "UNKNOWN", None, "quantity_not_read"),
    ],
)
def test_cells_are_read_by_what_they_say(cell, kind, quantity, doubt):
    amount = read_amount(cell, open_marks=frozenset({"1"}))

    assert (amount.kind, amount.quantity, amount.doubt) == (kind, quantity, doubt)


def workbook(*lines):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_with_title_rows_is_read_with_its_row_numbers():
    content = workbook(("示例县医院需求表（示例数据）",), (), HEADERS, FIRST)

    (row,) = read_rows("sheet.xlsx", content)

    assert (row.number, row.cells["医院"], row.cells["防护服"]) == (4, "示例第一医院", "500")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encodings_of_the_field(encoding):
    content = "\n".join([",".join(HEADERS), ",".join(FIRST)]).encode(encoding)

    (row,) = read_rows("sheet.csv", content)

    assert row.cells["区县"] == "英山县"


@pytest.mark.parametrize("content", [b"not a sheet", b"PK\x03\x04broken"])
def test_a_file_that_is_no_sheet_is_refused_with_what_to_do(content):
    with pytest.raises(TableUnreadableError, match="XLSX"):
        read_rows("sheet.xlsx", content)


@pytest.mark.shared
@pytest.mark.database("sqlite")
def test_the_replay_of_2020_ends_with_the_counts_of_a_plain_reading(shared, db, lin, association, crisis):
    versions = wuhan2020.versions(shared / "wuhan2020")
    standing = plain_reading(shared / "wuhan2020")

    with scope(organization=association.pk):
        sheet = open_sheet(lin, crisis, name="2020", open_marks=wuhan2020.OPEN_MARKS)
        for version in versions:
            load_version(lin, sheet, version)
        figures = sheet_figures(sheet)
        alerts = Alert.objects.filter(state=Alert.State.OPEN).count()

    assert (figures["open_ended"], figures["exact"]) == (
        sum(value == "1" for value in standing["needs"].values()),
        sum(value != "1" for value in standing["needs"].values()),
    )
    assert (figures["present"], alerts) == (len(standing["present"]), len(standing["gone"]))
    assert not Verification.objects.exists()


def plain_reading(folder):
    """Read the events with no machinery at all: what stands at the end, who is there, who is gone."""
    needs, present, gone = {}, set(), set()
    for event in wuhan2020.rows(folder / "needs_events.csv.gz"):
        who = (event["city"], event["hospital"])
        match event["event"]:
            case "need_appear" | "value_change":
                needs[*who, event["field"]] = event["new_value"]
            case "need_disappear":
                needs.pop((*who, event["field"]), None)
            case "hospital_appear":
                present.add(who)
                gone.discard(who)
            case "hospital_disappear":
                present.discard(who)
                gone.add(who)
    return {"needs": needs, "present": present, "gone": gone}


def test_times_of_the_replay_are_the_sheets_own(load, now):
    load(FIRST)

    assert isinstance(Need.objects.first().report.received_at, datetime)
    assert Need.objects.first().report.received_at == now


def upload(client, crisis, content, name="sheet.xlsx"):
    file = SimpleUploadedFile(name, content)
    return client.post(
        f"/e/{crisis.slug}/sheets/load/", {"name": "县医院表", "file": file, "one_is_open": "on"}, follow=True
    )


def test_a_sheet_is_loaded_from_a_file_and_again_changes_nothing(as_lin, association, crisis):
    upload(as_lin, crisis, workbook(HEADERS, FIRST, SECOND))
    with scope(organization=association.pk):
        before = list(Need.objects.order_by("pk").values())

    answer = upload(as_lin, crisis, workbook(HEADERS, FIRST, SECOND))

    assert answer.status_code == 200
    with scope(organization=association.pk):
        assert list(Need.objects.order_by("pk").values()) == before
        assert len(before) == 3


def test_a_row_missing_from_the_next_file_raises_an_alert(as_lin, association, crisis):
    upload(as_lin, crisis, workbook(HEADERS, FIRST, SECOND))

    upload(as_lin, crisis, workbook(HEADERS, FIRST))

    with scope(organization=association.pk):
        assert Alert.objects.get(state="OPEN").line.institution.name == "示例第二医院"


def test_a_shifted_row_of_a_file_is_named_on_the_page(as_lin, crisis):
    answer = upload(as_lin, crisis, workbook(HEADERS, FIRST, slipped(SECOND)))

    assert "第 3 行" in answer.content.decode()


def test_a_file_that_is_no_sheet_is_said_on_the_form(as_lin, crisis):
    answer = upload(as_lin, crisis, b"not a sheet")

    assert answer.status_code == 422
    assert "XLSX" in answer.content.decode()


def test_a_volunteer_may_not_load_a_sheet(as_chen, crisis):
    assert upload(as_chen, crisis, workbook(HEADERS, FIRST)).status_code == 403


def test_every_row_of_the_simulators_shifted_version_is_refused(at_work, now):
    sheet = simulate_sheet_history(
        3, places=EXAMPLE_PLACES, items=EXAMPLE_ITEMS[Hazard.EPIDEMIC], n_versions=12, start=now
    )
    differ = Differ(national_gazetteer())

    refused = {}
    for number, (at, (header, *lines)) in enumerate(sheet.versions):
        state = [Row(row, dict(zip(header, line, strict=True))) for row, line in enumerate(lines, start=2)]
        refused[number] = (len(differ.version(str(number), at, state).refused), len(lines))

    assert [number for number, (count, _) in refused.items() if count] == list(sheet.shifted)
    assert all(refused[number][0] == refused[number][1] for number in sheet.shifted)


@pytest.mark.django_db
def test_a_name_that_another_process_taught_is_known_half_a_minute_later(mask, monkeypatch):
    assert item_of("护口罩子") is None
    ItemAlias.objects.create(item=mask, alias="护口罩子")

    monkeypatch.setattr(lexicon, "_recent", None)

    assert item_of("护口罩子") == mask
