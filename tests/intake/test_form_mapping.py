"""The page on which a form's questions are matched with fields, and tried before the form goes live."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope, scopes_disabled

from qiao.intake.models import FieldForm, FormVersion, Need, Report
from tests.api.forms import filled, publish
from tests.intake.test_field_form_views import spreadsheet

ROWS = (("text", "thing", "要什么", ""), ("text", "how_much", "几个", ""), ("text", "county", "哪个县", ""))


@pytest.fixture
def version(as_lin, crisis) -> FormVersion:
    """A form that was uploaded and is looked at before it is published."""
    as_lin.post("/e/small/field-forms/add/", {"file": spreadsheet(*ROWS), "look": "1"})
    with scopes_disabled():
        return FormVersion.objects.select_related("form").get()


def post(client, version, **parts: str):
    return client.post(f"/form-versions/{version.pk}/", {"kind": "NEED", **parts})


MAPPED = {"of_item": "thing", "of_quantity": "how_much", "of_place": "county"}


def test_an_upload_to_be_tried_is_not_handed_out(version):
    assert (version.form.state, version.published_at) == (FieldForm.State.DRAFT, None)


def test_answers_typed_in_show_the_need_they_would_make_and_keep_nothing(as_lin, version, mask, yingshan):
    answers = {"answer_0": "医用外科口罩", "answer_1": "两千只", "answer_2": "英山县"}

    shown = post(as_lin, version, **MAPPED, **answers, **{"try": "1"}).content.decode()

    assert "2,000只" in shown
    assert yingshan.full_name in shown
    with scopes_disabled():
        assert not Need.objects.exists()
        assert not Report.objects.exists()
        assert FormVersion.objects.get().mapping == version.mapping


def test_what_cannot_be_understood_is_said_before_the_form_goes_live(as_lin, version):
    shown = post(as_lin, version, of_item="thing", answer_0="某某物", **{"try": "1"}).content.decode()

    assert "没有认出地点" in shown
    assert "登记不全：地点" in shown


def test_a_saved_mapping_holds_for_what_comes_after(as_lin, version):
    answer = post(as_lin, version, **MAPPED, save="1")

    with scopes_disabled():
        held = FormVersion.objects.select_related("form").get()
    assert answer.status_code == 302
    assert held.mapping == {"item": "thing", "quantity": "how_much", "place": "county"}
    assert held.form.kind == "NEED"


def test_one_question_fills_one_field(as_lin, version):
    answer = post(as_lin, version, of_item="thing", of_place="thing", save="1")

    assert answer.status_code == 422
    assert "一道题只能对应一个栏目" in answer.content.decode()


def test_the_form_is_published_from_the_page(as_lin, version):
    as_lin.post(f"/form-versions/{version.pk}/publish/")

    with scopes_disabled():
        assert FieldForm.objects.get().state == FieldForm.State.PUBLISHED


def test_a_filled_form_in_xml_is_tried_line_by_line(as_lin, association, lin, crisis):
    with scope(organization=association.pk):
        version = publish(lin, crisis, "STOCK")
    xml = filled(version, line="", note="示例数据").replace(
        "<line></line>",
        "<line><lot>甲</lot><counted>3</counted></line><line><lot>乙</lot><counted>5</counted></line>",
    )
    mapping = {f"of_{field}": path for field, path in version.mapping.items()}

    shown = post(as_lin, version, **mapping | {"kind": "STOCK", "xml": xml, "try": "1"}).content.decode()

    assert shown.count("<dd>示例数据</dd>") == 2
    assert "<dd>甲</dd>" in shown
    assert "<dd>5</dd>" in shown


def test_xml_that_is_none_is_refused_with_the_place(as_lin, version):
    answer = post(as_lin, version, **MAPPED, xml="<data", **{"try": "1"})

    assert answer.status_code == 422
    assert "第 1 行" in answer.content.decode()


def test_the_page_repeats_what_is_wrong_with_times(as_lin, crisis):
    from tests.intake.test_form_times import form_file, shift

    file = SimpleUploadedFile("签到.xlsx", form_file(*shift("dateTime", ". > ${began}")))

    page = as_lin.post("/e/small/field-forms/add/", {"file": file, "look": "1"}, follow=True)

    assert "题目 ended 的 constraint 直接用" in page.content.decode()


def test_a_volunteer_maps_nothing(as_chen, version):
    assert as_chen.get(f"/form-versions/{version.pk}/").status_code == 403
