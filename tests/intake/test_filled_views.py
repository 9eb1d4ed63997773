"""The page of a form: what came in, searched, filtered, exported masked; its pictures and lists."""

import csv
import io
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_scopes import scope
from openpyxl import load_workbook

from qiao.intake import actions
from qiao.intake.models import FilledForm, FormMedia, Report
from qiao.intake.sources.openrosa.xlsform import form_from_sheets
from qiao.trail.models import TrailEntry
from tests.api.forms import ANSWERS, filled, publish, telephone
from tests.clients.conftest import photograph

PHONE, NAME = ANSWERS["phone"], ANSWERS["contact"]


@pytest.fixture
def phone(association, lin, crisis, settings, tmp_path):
    """A telephone that sent two needs: masks with a photograph, and gowns."""
    settings.QIAO_ATTACHMENTS = tmp_path / "attachments"
    with scope(organization=association.pk):
        made = telephone(lin, crisis, publish(lin, crisis))
        made.send(filled(made.version), SimpleUploadedFile("1.jpg", photograph(), "image/jpeg"))
        made.send(filled(made.version, **ANSWERS | {"item": "防护服", "quantity": "30"}))
        yield made


def page(client: Client, phone, **filters: str) -> str:
    return client.get(f"/field-forms/{phone.version.form_id}/", filters).content.decode()


def rows(client: Client, phone, kind: str = "csv", **filters: str) -> list[dict[str, str]]:
    answer = client.get(f"/field-forms/{phone.version.form_id}/filled.{kind}", filters)
    assert answer.status_code == 200
    if kind == "csv":
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    head, *body = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def test_the_list_shows_what_was_filled_in_without_persons(as_lin, phone):
    shown = page(as_lin, phone)

    assert "医用外科口罩" in shown
    assert "防护服" in shown
    assert "共 2 份" in shown
    assert PHONE not in shown
    assert NAME not in shown


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"q": "防护服"}, 1),
        ({"q": PHONE}, 0),
        ({"state": "PLAIN"}, 2),
        ({"state": "WAITING"}, 0),
        ({"since": f"{timezone.localdate():%Y-%m-%d}"}, 2),
        ({"since": f"{timezone.localdate() + timedelta(days=1):%Y-%m-%d}"}, 0),
        ({"until": f"{timezone.localdate() - timedelta(days=1):%Y-%m-%d}"}, 0),
    ],
)
def test_the_list_and_its_file_are_filtered_alike(as_lin, phone, filters, found):
    assert f"共 {found} 份" in page(as_lin, phone, **filters)
    assert len(rows(as_lin, phone, **filters)) == found


def test_states_are_told_apart(as_lin, lin, phone):
    first = FilledForm.objects.order_by("report__received_at").first()
    phone.send(filled(phone.version, replaces=first.pk, **ANSWERS | {"quantity": "500"}))
    gowns = Report.objects.exclude(pk=first.pk).get(filled__replaces__isnull=True)
    actions.erase_report(lin, gowns, reason="本人要求")

    counted = {
        state: len(rows(as_lin, phone, state=state)) for state in ("PLAIN", "CORRECTED", "CORRECTS", "ERASED")
    }
    assert counted == {"PLAIN": 1, "CORRECTED": 1, "CORRECTS": 1, "ERASED": 1}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_has_a_column_for_each_question_and_masks_persons(as_lin, phone, kind):
    row = next(one for one in rows(as_lin, phone, kind) if one["需要什么"] == "医用外科口罩")

    assert (row["需要多少"], row["地点（写到区县）"], row["有多急"]) == ("2000", "英山县", "急需")
    assert str(row["照片"]) == "1"
    assert (row["电话"], row["联系人"]) == ("*" * len(PHONE), "*" * len(NAME))


def test_an_erased_form_keeps_its_row_and_nothing_else(as_lin, lin, phone):
    report = Report.objects.order_by("received_at").first()
    actions.erase_report(lin, report, reason="本人要求")

    row = next(one for one in rows(as_lin, phone) if one["编号"] == str(report.pk))
    assert (row["状态"], row["需要什么"], row["需要多少"]) == ("已删除", "", "")


def test_the_trail_says_who_took_how_many(as_lin, lin, phone):
    rows(as_lin, phone, q="防护服")

    entry = TrailEntry.objects.get(verb="filled.export")
    assert (entry.actor_id, entry.details["rows"], entry.details["kind"]) == (lin.user_id, 1, "csv")


def test_a_volunteer_reads_the_list_and_takes_no_file(as_chen, phone):
    url = f"/field-forms/{phone.version.form_id}/"

    assert as_chen.get(url).status_code == 200
    assert as_chen.get(f"{url}filled.csv").status_code == 403
    assert as_chen.post(f"{url}media/").status_code == 403


def test_the_list_is_paged(as_lin, phone):
    for _ in range(50):
        phone.send(filled(phone.version))

    assert "1 / 2" in page(as_lin, phone)
    assert page(as_lin, phone, page="2").count("intake:report") == 0
    assert page(as_lin, phone, page="2").count('<td class="first">') == 2


def test_a_list_given_to_a_form_stands_in_the_manifest_until_it_is_taken_away(as_lin, phone):
    url, manifest = f"/field-forms/{phone.version.form_id}/media/", f"forms/{phone.version.pk}/manifest"

    def give(text: bytes) -> int:
        return as_lin.post(url, {"file": SimpleUploadedFile("stores.csv", text)}).status_code

    assert give("name,label\n1,东库\n".encode("gb18030")) == 302
    first = phone.get(manifest).content
    assert b"stores.csv" in first
    media = FormMedia.objects.get()
    assert bytes(media.content).decode() == "name,label\n1,东库\n"
    assert give("name,label\n1,西库\n".encode()) == 302
    assert phone.get(manifest).content != first
    assert FormMedia.objects.count() == 1
    as_lin.post(f"/form-media/{FormMedia.objects.get().pk}/remove/")
    assert b"stores.csv" not in phone.get(manifest).content


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.svg", b"<svg/>", "只收"),
        ("a.png", b"<svg/>", "不是图片"),
        ("a.png", photograph(), "格式和文件名不符"),
        ("a.csv", b"name,name\n1,2\n", "不能重复"),
        ("a.csv", b"name,label\n1\n", "列数不同"),
        ("qiao_needs.csv", b"name,label\n", "随时生成"),
        ("a.csv", b"n\n" + b"1\n" * (3 * 2**20), "超过 5 MB"),
    ],
)
def test_what_is_no_picture_and_no_list_is_refused_with_the_reason(as_lin, phone, name, content, said):
    answer = as_lin.post(
        f"/field-forms/{phone.version.form_id}/media/", {"file": SimpleUploadedFile(name, content)}
    )

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not FormMedia.objects.exists()


def test_a_further_version_keeps_the_pictures_of_the_one_before(association, lin, phone):
    actions.set_media(lin, phone.version, "map.jpg", photograph())
    sheets = {
        "survey": [{"type": "text", "name": "item", "label": "要什么"}],
        "settings": [{"form_id": phone.version.form.form_id, "version": "next"}],
    }

    later = actions.add_form(
        lin, phone.version.form.crisis, form_from_sheets(sheets, fallback="a", version="1")
    )

    assert [one.name for one in later.media.all()] == ["map.jpg"]


def test_a_file_that_the_form_shows_and_lacks_is_named(as_lin, association, lin, crisis):
    sheets = {"survey": [{"type": "select_one_from_file stores.csv", "name": "store", "label": "哪个库"}]}
    with scope(organization=association.pk):
        version = actions.add_form(lin, crisis, form_from_sheets(sheets, fallback="库", version="1"))

    shown = as_lin.get(f"/field-forms/{version.form_id}/").content.decode()

    assert "stores.csv" in shown
    assert "还没有" in shown


def test_a_form_of_another_crisis_or_nobody_is_not_found(as_lin):
    assert as_lin.get(f"/field-forms/{uuid.uuid4()}/").status_code == 404
