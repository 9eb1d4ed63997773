"""The pages of the import: the wizard from upload to undo, and who may walk it."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from qiao.intake.actions import Table, hand_in
from qiao.intake.models import ImportBatch, Need, Offer, Report
from tests.intake.tables_made import clinics, official, two_sheets

pytestmark = pytest.mark.django_db


def upload(client, crisis, pk, content, name="表.csv"):
    form = {"submission": str(pk), "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("intake:import_new", args=(crisis.slug,)), form)


def address(name, batch):
    return reverse(f"intake:{name}", args=(batch.pk,))


def filled(client, batch, **changed):
    """Return the form of columns as the page fills it in."""
    form = client.get(address("import_columns", batch)).context["form"]
    return {
        **{name: value for name, value in form.initial.items() if value is not False},
        "table": f"{form.block.sheet}-{form.block.header_row}",
        **changed,
    }


@pytest.fixture
def batch(lin, crisis, at_work, new_id) -> ImportBatch:
    """A table that was handed in and not yet tried out."""
    return hand_in(lin, Table("表.csv", clinics(3)), id=new_id(), crisis=crisis).batch


@pytest.fixture
def tried(batch, as_lin):
    """The table, tried out under guessed columns."""
    as_lin.post(address("import_columns", batch), filled(as_lin, batch))
    batch.refresh_from_db()
    return batch


@pytest.fixture
def loaded(tried, as_lin):
    as_lin.post(address("import_load", tried), {"policy": "SKIP"})
    tried.refresh_from_db()
    return tried


def test_upload_leads_to_the_columns(as_lin, crisis, new_id):
    response = upload(as_lin, crisis, new_id(), clinics())
    page = as_lin.get(response.url, follow=True).content.decode()

    assert "每一列是什么" in page
    assert "医用外科口罩" in page


def test_pasted_range_is_a_table_too(as_lin, crisis, new_id):
    form = {"submission": str(new_id()), "pasted": "物资名称\t数量\n口罩\t200\n"}
    response = as_lin.post(reverse("intake:import_new", args=(crisis.slug,)), form)

    assert "口罩" in as_lin.get(response.url, follow=True).content.decode()


def test_upload_without_file_says_what_is_missing(as_lin, crisis, new_id):
    response = as_lin.post(reverse("intake:import_new", args=(crisis.slug,)), {"submission": str(new_id())})

    assert response.status_code == 422
    assert "请选一个文件，或粘贴一块表格" in response.content.decode()


def test_file_that_cannot_be_read_says_why(as_lin, crisis, new_id):
    response = upload(as_lin, crisis, new_id(), b"<html><table></table></html>", name="导出.xls")

    assert response.status_code == 422
    assert "另存为 XLSX" in response.content.decode()


def test_same_file_again_leads_to_its_batch_and_says_so(as_lin, batch, crisis, new_id):
    response = upload(as_lin, crisis, new_id(), clinics(3), name="另一个名字.csv")

    assert str(batch.pk) in response.url
    assert "没有重复登记" in as_lin.get(response.url, follow=True).content.decode()


def test_same_upload_sent_twice_makes_one_batch(as_lin, crisis, new_id):
    pk = new_id()
    upload(as_lin, crisis, pk, clinics())
    upload(as_lin, crisis, pk, clinics())

    with scopes_disabled():
        assert ImportBatch.objects.count() == 1


def test_columns_show_no_telephone(as_lin, batch):
    page = as_lin.get(address("import_columns", batch)).content.decode()

    assert "15400000001" not in page
    assert "示例联系人" not in page


def test_columns_page_lists_the_tables_of_a_file(as_lin, crisis, new_id):
    response = upload(as_lin, crisis, new_id(), two_sheets(), name="表.xlsx")
    page = as_lin.get(response.url, follow=True).content.decode()

    assert "文件里有 3 张表" in page


def test_changed_column_is_read_at_once_without_being_kept(as_lin, batch):
    data = filled(as_lin, batch, direction="OFFER")
    response = as_lin.post(
        f"{address('import_columns', batch)}?preview", data, headers={"HX-Request": "true"}
    )

    assert "kind-offer" in response.content.decode()
    with scopes_disabled():
        assert ImportBatch.objects.get().state == "DRAFT"


def test_two_columns_of_one_kind_are_refused_by_name(as_lin, batch):
    data = filled(as_lin, batch, role_0="ITEM")
    response = as_lin.post(address("import_columns", batch), data)

    assert response.status_code == 422
    assert "只能有一列" in response.content.decode()


def test_trial_shows_a_verdict_for_each_row(as_lin, tried):
    page = as_lin.get(address("import_batch", tried)).content.decode()

    assert "可以载入 3 行" in page
    assert page.count('data-label="判断"') == 3


def test_refused_cell_names_row_column_content_and_remedy(as_lin, crisis, new_id):
    upload(as_lin, crisis, new_id(), official(), name="公示.xlsx")
    with scopes_disabled():
        batch = ImportBatch.objects.get()
    as_lin.post(address("import_columns", batch), filled(as_lin, batch))
    page = as_lin.get(address("import_batch", batch), {"level": "REFUSED"}).content.decode()

    assert "E 物资/数量(只)" in page
    assert "<q>-5</q>" in page
    assert "请填正整数" in page


def test_loading_opens_the_needs_of_the_table(as_lin, loaded):
    with scopes_disabled():
        assert Need.objects.count() == 3
    assert "已载入 3 行" in as_lin.get(address("import_batch", loaded)).content.decode()


@pytest.mark.parametrize("name", ["inbox", "need_list"])
def test_open_this_batch_shows_its_rows_only(name, as_lin, loaded, report, need, crisis):
    url = reverse(f"intake:{name}", args=(crisis.slug,))

    assert "共 3 条" in as_lin.get(url, {"batch": loaded.pk}).content.decode()


def test_all_or_nothing_says_how_many_rows_stand_in_the_way(as_lin, crisis, new_id):
    upload(as_lin, crisis, new_id(), official(), name="公示.xlsx")
    with scopes_disabled():
        batch = ImportBatch.objects.get()
    as_lin.post(address("import_columns", batch), filled(as_lin, batch))
    response = as_lin.post(address("import_load", batch), {"policy": "ALL"})

    assert response.status_code == 409
    assert "有 1 行不能载入" in response.content.decode()
    with scopes_disabled():
        assert not Offer.objects.exists()


def test_undo_and_restore_are_one_click_each(as_lin, loaded):
    as_lin.post(address("import_undo", loaded))
    with scopes_disabled():
        assert set(Need.objects.values_list("state", flat=True)) == {"WITHDRAWN"}

    as_lin.post(address("import_restore", loaded))
    with scopes_disabled():
        assert set(Need.objects.values_list("state", flat=True)) == {"NEW"}


def test_another_table_of_a_loaded_file_is_a_batch_of_its_own(as_lin, loaded, new_id):
    response = as_lin.post(address("import_again", loaded), {"submission": str(new_id())})

    assert str(loaded.pk) not in response.url
    with scopes_disabled():
        assert ImportBatch.objects.count() == 2


def test_verdict_file_guards_formulas(as_lin, crisis, new_id):
    upload(as_lin, crisis, new_id(), "物资名称,数量\n=cmd|' /C calc'!A0,-5\n".encode())
    with scopes_disabled():
        batch = ImportBatch.objects.get()
    as_lin.post(address("import_columns", batch), filled(as_lin, batch))
    content = as_lin.get(address("import_verdicts_csv", batch)).content.decode("utf-8-sig")

    cells = [cell for line in csv.reader(io.StringIO(content)) for cell in line]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
    assert any(cell.startswith("'=cmd") for cell in cells)


def test_discarded_table_is_gone_from_the_list(as_lin, batch, crisis):
    as_lin.post(address("import_discard", batch))

    page = as_lin.get(reverse("intake:import_list", args=(crisis.slug,))).content.decode()
    assert "还没有导入过表格" in page


def test_markup_in_cells_and_file_name_is_shown_as_text(as_lin, crisis, new_id):
    content = "物资名称,数量\n<script>alert(1)</script>,5\n".encode()
    response = upload(as_lin, crisis, new_id(), content, name="<img src=x onerror=1>.csv")
    page = as_lin.get(response.url, follow=True).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page


READ = {
    "import_batch": (200, 403),
    "import_progress": (200, 403),
    "import_columns": (200, 403),
    "import_verdicts_xlsx": (200, 403),
    "import_verdicts_csv": (200, 403),
}
DEEDS = ("import_load", "import_undo", "import_restore", "import_discard", "import_again", "import_columns")


@pytest.mark.parametrize("name", READ)
def test_page_opens_to_whoever_has_the_right(name, as_lin, as_chen, tried):
    url = address(name, tried)

    assert (as_lin.get(url).status_code, as_chen.get(url).status_code) == READ[name]


@pytest.mark.parametrize("name", [*READ, *DEEDS])
def test_batch_of_another_organisation_is_not_found(name, as_zhao, tried):
    url = address(name, tried)

    assert (as_zhao.get(url) if name in READ else as_zhao.post(url)).status_code == 404


@pytest.mark.parametrize("name", DEEDS)
def test_deed_is_closed_to_a_volunteer(name, as_chen, tried):
    assert as_chen.post(address(name, tried)).status_code == 403


@pytest.mark.parametrize("name", [name for name in DEEDS if name != "import_columns"])
def test_deed_asks_for_a_post(name, as_lin, tried):
    assert as_lin.get(address(name, tried)).status_code == 405


@pytest.mark.parametrize("name", READ)
def test_page_sends_strangers_to_sign_in(name, tried):
    assert Client().get(address(name, tried)).status_code == 302


def test_list_is_closed_to_a_volunteer(as_chen, crisis):
    assert as_chen.get(reverse("intake:import_list", args=(crisis.slug,))).status_code == 403


def test_list_of_another_organisation_shows_nothing_of_ours(as_zhao, batch, crisis):
    page = as_zhao.get(reverse("intake:import_list", args=(crisis.slug,))).content.decode()

    assert str(batch.pk) not in page


def test_loaded_reports_are_of_the_organisation_that_loaded_them(loaded, association):
    with scopes_disabled():
        assert set(Report.objects.values_list("organization", flat=True)) == {association.pk}


def test_day_without_year_takes_the_year_of_the_title(as_lin, crisis, new_id):
    content = (
        "2021年捐赠物资公示（示例数据）\n捐赠单位,物资名称,数量,日期\n示例甲公司,口罩,5,7月21日\n".encode()
    )
    response = upload(as_lin, crisis, new_id(), content)

    assert "2021-07-21" in as_lin.get(response.url, follow=True).content.decode()


def test_refused_row_promises_no_record(as_lin, crisis, new_id):
    upload(as_lin, crisis, new_id(), "物资名称,数量\n口罩,-5\n".encode())
    with scopes_disabled():
        batch = ImportBatch.objects.get()
    as_lin.post(address("import_columns", batch), filled(as_lin, batch))

    assert "会建 1 条" not in as_lin.get(address("import_batch", batch)).content.decode()
