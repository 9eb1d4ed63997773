import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from qiao.intake.models import Alert, Refusal


@pytest.fixture
def refusal(sheet, association):
    return Refusal.objects.create(
        organization=association,
        source=sheet,
        version="v7",
        row=31,
        column="口罩",
        value="林女士 15400000001",
        code="sheet_row_shifted",
    )


def test_refused_row_names_row_column_and_what_to_do(as_lin, refusal, crisis):
    page = as_lin.get(reverse("intake:sheet_list", args=(crisis.slug,))).content.decode()

    assert "第 31 行“口罩”一格" in page
    assert "请核对后重新导入" in page


def test_telephone_in_a_refused_cell_is_masked(as_lin, refusal, crisis):
    assert "15400000001" not in as_lin.get(reverse("intake:sheet_list", args=(crisis.slug,))).content.decode()


def test_vanished_institution_stands_among_the_alerts(as_lin, alert, crisis):
    page = as_lin.get(reverse("intake:alert_list", args=(crisis.slug,))).content.decode()

    assert "来源中消失" in page
    assert "示例县义工联合会" in page


def test_closed_alert_leaves_the_open_ones(as_lin, alert, crisis):
    as_lin.post(reverse("intake:alert_close", args=(alert.pk,)), {"note": "已打电话，医院仍在"})

    assert "共 0 条提醒" in as_lin.get(reverse("intake:alert_list", args=(crisis.slug,))).content.decode()


def test_closing_an_alert_keeps_the_note(as_lin, alert, crisis):
    as_lin.post(reverse("intake:alert_close", args=(alert.pk,)), {"note": "已打电话，医院仍在"})

    page = as_lin.get(reverse("intake:alert_list", args=(crisis.slug,)), {"state": "DONE"}).content.decode()
    assert "已打电话，医院仍在" in page


def test_closing_an_alert_asks_what_was_done(as_lin, alert):
    response = as_lin.post(reverse("intake:alert_close", args=(alert.pk,)), {"note": ""})

    assert response.status_code == 422
    with scopes_disabled():
        assert Alert.objects.get().state == "OPEN"


def test_no_sheet_yet_says_so(as_lin, crisis):
    assert "还没有同步表格" in as_lin.get(reverse("intake:sheet_list", args=(crisis.slug,))).content.decode()
