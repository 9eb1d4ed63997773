"""The page of 拾遗补缺, and who may do what on it."""

import pytest
from django.urls import reverse

from qiao.gaps.actions import deciding, searching
from qiao.gaps.models import Gap, OfficialFigure
from tests.gaps.test_beside import record
from tests.makers import make_need

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def page(crisis):
    return reverse("gaps:gap_list", args=[crisis.slug])


@pytest.fixture
def sides(crisis):
    return reverse("gaps:beside", args=[crisis.slug])


@pytest.fixture
def gap(lin, crisis, mask, gown, yingshan, now):
    make_need(lin, crisis, item=mask, place=yingshan)
    record(lin, crisis, yingshan, gown, 50)
    searching.find_gaps(lin, crisis, now=now)
    return Gap.objects.get(crisis=crisis)


def official(mask, **changes):
    return {
        "kind": "NEED",
        "place": "湖北省黄冈市英山县",
        "item": str(mask.pk),
        "quantity": "",
        "stated_on": "2020-01-30",
        "source": "示例数据：县防控指挥部通报",
    } | changes


def test_empty_pages_invite_a_first_message_and_a_first_search(as_lin, page, sides):
    assert "还没有可以并排看的数字" in as_lin.get(sides).content.decode()
    assert "查找缺口" in as_lin.get(page).content.decode()


def test_the_page_shows_both_sides_with_date_and_source(as_lin, lin, crisis, mask, yingshan, sides):
    make_need(lin, crisis, item=mask, place=yingshan, quantity=300)
    record(lin, crisis, yingshan, mask, 200)

    text = as_lin.get(sides).content.decode()

    assert "<b>300</b>" in text
    assert "<b>200</b>" in text
    assert "示例数据：县防控指挥部通报" in text
    assert "2020-01-30" in text


def test_a_missing_side_reads_unknown(as_lin, lin, crisis, mask, yingshan, sides):
    record(lin, crisis, yingshan, mask, None)

    text = as_lin.get(sides).content.decode()

    assert text.count('<span class="qty qty-unknown">未知</span>') == 2


def test_the_page_speaks_english(as_lin, gap, page):
    text = as_lin.get(page, headers={"accept-language": "en"}).content.decode()

    assert gap.reason_en in text
    assert gap.reason not in text


def test_the_filter_shows_one_side(as_lin, lin, crisis, mask, gown, sides):
    make_need(lin, crisis, item=mask, place=crisis.places.get(), quantity=300)
    record(lin, crisis, crisis.places.get(), gown, 200)

    text = as_lin.get(sides, {"side": "OFFICIAL"}).content.decode()

    assert "<b>200</b>" in text
    assert "<b>300</b>" not in text


def test_finding_leads_back_to_the_list(as_lin, lin, crisis, mask, gown, yingshan, page):
    make_need(lin, crisis, item=mask, place=yingshan)
    record(lin, crisis, yingshan, gown, 50)

    answer = as_lin.post(reverse("gaps:find", args=[crisis.slug]), follow=True)

    assert answer.redirect_chain == [(page, 302)]
    assert Gap.objects.filter(crisis=crisis).count() == 1


def test_an_official_figure_without_a_number_is_kept_as_unknown(as_lin, crisis, mask):
    answer = as_lin.post(reverse("gaps:official_new", args=[crisis.slug]), official(mask))

    figure = OfficialFigure.objects.get()
    assert answer.status_code == 302
    assert (figure.place.code, figure.quantity, figure.quantity_kind) == ("421124", None, "UNKNOWN")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"place": "没有这个县"}, "找不到地点"),
        ({"item": ""}, "需求数和已供数要写明是哪种物资"),
        ({"source": ""}, "必填"),
        ({"stated_on": "2999-01-01"}, "发布日期不能晚于今天"),
        ({"quantity": "-5"}, "errorlist"),
    ],
)
def test_a_faulty_official_figure_is_refused_with_its_reason(as_lin, crisis, mask, changes, words):
    answer = as_lin.post(reverse("gaps:official_new", args=[crisis.slug]), official(mask, **changes))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not OfficialFigure.objects.exists()


def test_a_decision_answers_htmx_with_the_finding_alone(as_lin, gap):
    answer = as_lin.post(
        reverse("gaps:decide", args=[gap.pk]), {"state": "CONFIRMED"}, headers={"HX-Request": "true"}
    )

    text = answer.content.decode()
    assert "<html" not in text
    assert "属实" in text


def test_a_confirmed_finding_leads_to_a_proposal(as_lin, gap, lin, page):
    before = as_lin.get(page).content.decode()
    deciding.decide_gap(lin, gap, state="CONFIRMED")

    after = as_lin.get(page).content.decode()

    assert "拟一条建议" not in before
    assert f"?gap={gap.pk}" in after


def test_a_stale_decision_is_answered_with_a_conflict(as_lin, gap, lin):
    deciding.decide_gap(lin, gap, state="REFUTED")

    answer = as_lin.post(reverse("gaps:decide", args=[gap.pk]), {"state": "CONFIRMED"})

    assert answer.status_code == 409


# Rights


def test_a_volunteer_reads_but_is_offered_no_act(as_chen, gap, page):
    text = as_chen.get(page).content.decode()

    assert gap.reason in text
    assert "查找缺口</button>" not in text
    assert 'name="state"' not in text


@pytest.mark.parametrize("name", ["gaps:find", "gaps:official_new"])
def test_a_volunteer_may_not_change_the_lists(as_chen, crisis, name):
    assert as_chen.post(reverse(name, args=[crisis.slug])).status_code == 403


def test_a_volunteer_may_not_decide(as_chen, gap):
    assert as_chen.post(reverse("gaps:decide", args=[gap.pk]), {"state": "CHECKING"}).status_code == 403


def test_somebody_of_another_organisation_does_not_find_the_gap(as_zhao, gap):
    assert as_zhao.post(reverse("gaps:decide", args=[gap.pk]), {"state": "CHECKING"}).status_code == 404


def test_another_organisation_sees_none_of_our_findings(as_zhao, gap, page):
    assert gap.reason not in as_zhao.get(page).content.decode()


def test_nobody_reads_the_page_without_signing_in(client, page, db):
    assert client.get(page).status_code == 302


@pytest.mark.parametrize("name", ["gaps:find", "gaps:official_new"])
def test_the_lists_are_not_changed_by_a_link(as_lin, crisis, name):
    assert as_lin.get(reverse(name, args=[crisis.slug])).status_code == 405
