"""The pages of others' tables: from the file to the figure and back."""

import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from qiao.gaps.models import FigureBatch, OfficialFigure
from qiao.gaps.queries.figures import beside
from tests.gaps.test_tables import LONG
from tests.makers import make_need

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def handed_in(as_lin, crisis):
    def do(text=LONG, name="official.csv", **more):
        data = {
            "submission": str(uuid.uuid4()),
            "content": "FIGURES",
            "file": SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text),
        } | more
        return as_lin.post(reverse("gaps:table_new", args=[crisis.slug]), data, follow=True)

    return do


def columns(batch, **more):
    return (
        {f"column_{index}": value for index, value in enumerate(more.pop("kinds"))}
        | {
            "source": "示例数据：通报",
            "side": "OFFICIAL",
            "kind": "NEED",
        }
        | more
    )


KINDS = ("PLACE", "ITEM", "NUMBER", "UNIT", "DATE", "SOURCE")


def test_an_empty_list_says_what_to_upload(as_lin, crisis):
    text = as_lin.get(reverse("gaps:table_list", args=[crisis.slug])).content.decode()

    assert "还没有他方的表格" in text


def test_a_file_is_tried_loaded_and_taken_back(as_lin, handed_in):
    assert "每一列是什么" in handed_in().content.decode()
    batch = FigureBatch.objects.get()

    tried = as_lin.post(
        reverse("gaps:table_try", args=[batch.pk]), columns(batch, kinds=KINDS), follow=True
    ).content.decode()
    loaded = as_lin.post(reverse("gaps:table_load", args=[batch.pk]), {"policy": "ALL"}, follow=True)
    entered = OfficialFigure.objects.count()
    undone = as_lin.post(reverse("gaps:table_undo", args=[batch.pk]), follow=True)

    assert "可以载入 2 行" in tried
    assert "日期换算过" in tried
    assert "已登记 2 个数" in loaded.content.decode()
    assert entered == 2
    assert OfficialFigure.objects.count() == 0
    assert "原来的行还在" in undone.content.decode()


def test_rows_with_a_fault_are_named_with_their_remedy(as_lin, handed_in):
    handed_in(LONG + "某某县,医用外科口罩,-5,只,2020-02-02,\n")
    batch = FigureBatch.objects.get()

    text = as_lin.post(
        reverse("gaps:table_try", args=[batch.pk]), columns(batch, kinds=KINDS), follow=True
    ).content.decode()

    assert "认不出这个地点，不会用上一级代替" in text
    refused = as_lin.post(reverse("gaps:table_load", args=[batch.pk]), {"policy": "ALL"})
    assert refused.status_code == 422
    assert not OfficialFigure.objects.exists()


def test_two_columns_of_one_kind_are_refused_by_name(as_lin, handed_in):
    handed_in()
    batch = FigureBatch.objects.get()

    answer = as_lin.post(
        reverse("gaps:table_try", args=[batch.pk]), columns(batch, kinds=("PLACE", "PLACE", "VALUE", "UNIT"))
    )

    assert answer.status_code == 422
    assert "已经是第 1 列" in answer.content.decode()


def test_a_file_that_is_no_table_is_refused_on_the_page(handed_in):
    answer = handed_in(b"PK\x03\x04garbage", name="a.xlsx")

    assert answer.status_code == 422
    assert not FigureBatch.objects.exists()


def test_what_a_table_says_is_shown_as_text(as_lin, handed_in):
    handed_in(LONG.replace("通报一", "<script>alert(1)</script>"))
    batch = FigureBatch.objects.get()

    text = as_lin.get(reverse("gaps:table", args=[batch.pk])).content.decode()

    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;" in text


def test_the_pages_speak_english(as_lin, handed_in):
    handed_in()
    batch = FigureBatch.objects.get()

    text = as_lin.get(
        reverse("gaps:table", args=[batch.pk]), headers={"accept-language": "en"}
    ).content.decode()

    assert "Number: the head says of what" in text
    assert "每一列是什么" not in text


def test_figures_of_another_side_stand_in_their_own_column_and_change_no_difference(
    as_lin, lin, association, crisis, mask, yingshan, now
):
    make_need(lin, crisis, item=mask, place=yingshan, quantity=300)
    stated = {
        "organization": association,
        "crisis": crisis,
        "place": yingshan,
        "stated_on": date(2020, 1, 30),
    }
    for side, kind, number, source in (
        ("OFFICIAL", "NEED", 200, "示例数据：县通报"),
        ("OTHER", "NEED", 777, "示例数据：某基金会"),
        ("OFFICIAL", "CASES", 12, "示例数据：卫健委"),
    ):
        OfficialFigure.objects.create(
            side=side,
            kind=kind,
            item=mask if kind == "NEED" else None,
            quantity_kind="EXACT",
            quantity=number,
            unit="只",
            source=source,
            **stated,
        )

    (line,) = beside(crisis)
    text = as_lin.get(reverse("gaps:beside", args=[crisis.slug])).content.decode()

    assert (line.comparison.difference, [one.quantity for one in line.others]) == (100, [777])
    assert "示例数据：某基金会" in text
    assert "示例数据：卫健委" in text
    assert "12只" in text
