import base64
import json
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scopes_disabled
from openpyxl import Workbook

from qiao.intake.models import Collector, FieldForm, FormVersion
from qiao.intake.views.field_forms import settings_of

LIST = "/e/small/field-forms/"


def publish(client, **parts):
    return client.post(f"{LIST}add/", parts)


def spreadsheet(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    book = Workbook()
    book.active.title = "survey"
    for row in (("type", "name", "label", "qiao::field"), *rows):
        book.active.append(row)
    kept = BytesIO()
    book.save(kept)
    return SimpleUploadedFile("缺什么.xlsx", kept.getvalue())


def test_a_ready_form_is_published_with_one_click(as_lin, crisis):
    publish(as_lin, ready="NEED")

    with scopes_disabled():
        assert FieldForm.objects.get().state == FieldForm.State.PUBLISHED


def test_a_spreadsheet_with_chinese_names_becomes_a_form_with_its_fields(as_lin, crisis):
    publish(
        as_lin,
        file=spreadsheet(("text", "要什么", "要什么", "item"), ("integer", "几个", "几个", "quantity")),
    )

    with scopes_disabled():
        assert FormVersion.objects.get().mapping == {"item": "yao_shen_me", "quantity": "ji_ge"}


@pytest.mark.parametrize(
    ("row", "said"),
    [(("txet", "a", "甲", ""), "txet"), (("note", "a", "${没有}", ""), "survey 表第 2 行")],
)
def test_a_mistake_in_the_spreadsheet_is_told_and_nothing_is_kept(as_lin, crisis, row, said):
    answer = publish(as_lin, file=spreadsheet(row))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    with scopes_disabled():
        assert not FieldForm.objects.exists()


def test_a_file_that_is_no_form_is_refused(as_lin, crisis):
    answer = publish(as_lin, file=SimpleUploadedFile("a.xlsx", b"PK\x03\x04 broken"))

    assert answer.status_code == 422


def test_a_code_is_shown_once_and_kept_nowhere(as_lin, crisis):
    publish(as_lin, ready="NEED")
    with scopes_disabled():
        form = FieldForm.objects.get()

    page = as_lin.post(
        "/e/small/collectors/add/", {"name": "一号手机", "days": 7, "forms_chosen": str(form.pk)}
    )

    code = page.content.decode().split("/v1/key/")[1].split("<")[0]
    assert b"<svg" in page.content
    assert as_lin.get(f"/v1/key/{code}/formList").status_code == 200
    assert code not in as_lin.get(LIST).content.decode()
    with scopes_disabled():
        assert code not in Collector.objects.get().mark


def test_the_qr_code_carries_the_settings_of_collect():
    told = json.loads(zlib.decompress(base64.b64decode(settings_of("https://a/v1/key/x", "示例"))))

    assert told["general"]["server_url"] == "https://a/v1/key/x"


def test_a_volunteer_sees_the_forms_and_gives_no_codes(as_chen, crisis):
    assert as_chen.get(LIST).status_code == 200
    assert as_chen.post("/e/small/collectors/add/", {}).status_code == 403


def test_a_ready_form_is_fetched_as_a_spreadsheet(as_lin, crisis):
    assert as_lin.get("/field-forms/ready/NEED/").content.startswith(b"PK")
    assert as_lin.get("/field-forms/ready/NONE/").status_code == 404
