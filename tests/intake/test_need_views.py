import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from qiao.intake.actions import close_need, verify_need
from qiao.intake.models import Need, Report, Verification
from qiao.trail.models import TrailEntry
from tests.conftest import NOW
from tests.makers import make_need

FRAGMENT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def list_url(crisis):
    return reverse("intake:need_list", args=(crisis.slug,))


def reread(record):
    with scopes_disabled():
        return type(record).objects.get(pk=record.pk)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({}, 1),
        ({"state": "NEW"}, 1),
        ({"state": "MET"}, 0),
        ({"state": "ALL"}, 1),
        ({"tier": "3"}, 1),
        ({"tier": "1"}, 0),
        ({"item": "mask-surgical"}, 1),
        ({"item": "goggles"}, 0),
        ({"place": "4211"}, 1),
        ({"place": "421124"}, 1),
        ({"place": "黄冈"}, 1),
        ({"place": "罗田"}, 0),
        ({"kind": "EXACT"}, 1),
        ({"kind": "OPEN"}, 0),
        ({"state": "nonsense"}, 1),
    ],
)
def test_list_is_narrowed_by_what_is_asked(as_lin, need, list_url, question, found):
    assert f"共 {found} 条需求" in as_lin.get(list_url, question).content.decode()


def test_closed_need_stands_only_in_the_whole_list(as_lin, lin, need, list_url):
    close_need(lin, need, state="MET", closed_at=NOW, reason="已收到")

    assert "共 0 条需求" in as_lin.get(list_url).content.decode()
    assert "共 1 条需求" in as_lin.get(list_url, {"state": "ALL"}).content.decode()


def test_list_comes_to_htmx_as_rows_alone(as_lin, need, list_url):
    page = as_lin.get(list_url, **FRAGMENT).content.decode()

    assert "<html" not in page
    assert "共 1 条需求" in page


def test_going_back_in_history_brings_the_whole_page(as_lin, need, list_url):
    page = as_lin.get(
        list_url, HTTP_HX_REQUEST="true", HTTP_HX_HISTORY_RESTORE_REQUEST="true"
    ).content.decode()

    assert "<html" in page


def test_unknown_quantity_is_shown_as_unknown(as_lin, lin, crisis, mask, at_work, list_url):
    make_need(lin, crisis, item=mask, quantity_kind="UNKNOWN")

    assert '<span class="qty qty-unknown">未知</span>' in as_lin.get(list_url).content.decode()


def test_list_is_parted_into_pages_of_fifty(as_lin, lin, crisis, mask, at_work, list_url):
    first = make_need(lin, crisis, item=mask, is_verified=False)
    Need.objects.bulk_create(
        Need(organization=at_work, crisis=crisis, report=first.report, item=mask, quantity_kind="OPEN")
        for _ in range(50)
    )

    rows = as_lin.get(list_url, {"page": 2}).content.decode().split("<tbody>")[1].count("<tr>")
    assert rows == 1


def verified(client, need, **more):
    form = {"method": "PHONE", "result": "CONFIRMED", "is_two_way": "on", "note": "", **more}
    return client.post(reverse("intake:need_verify", args=(need.pk,)), form)


def test_confirmed_need_is_open(as_chen, need):
    verified(as_chen, need)

    assert reread(need).state == "OPEN"


def test_check_keeps_who_and_how(as_chen, chen_user, need):
    verified(as_chen, need, method="VISIT")

    check = Verification.objects.get(need=need)
    assert (check.checked_by, check.method, check.is_two_way) == (chen_user, "VISIT", True)


def test_unreachable_leaves_the_state(as_lin, need):
    verified(as_lin, need, result="UNREACHABLE")

    assert reread(need).state == "NEW"


def test_check_without_a_result_is_refused_as_a_fragment(as_lin, need):
    response = as_lin.post(reverse("intake:need_verify", args=(need.pk,)), {"method": "PHONE"}, **FRAGMENT)

    assert response.status_code == 422
    assert "<html" not in response.content.decode()
    assert "请按下一个结果" in response.content.decode()


def test_success_leads_htmx_on(as_lin, need):
    url = reverse("intake:need_verify", args=(need.pk,))

    response = as_lin.post(url, {"method": "PHONE", "result": "CONFIRMED"}, **FRAGMENT)

    assert response.headers["HX-Redirect"] == reverse("intake:need", args=(need.pk,))


def test_a_need_thought_met_is_open_again_when_it_is_still_asked_for(as_lin, need):
    verified(as_lin, need, result="MET")
    assert reread(need).closed_at is not None

    verified(as_lin, need)

    again = reread(need)
    assert (again.state, again.closed_at) == ("OPEN", None)
    with scopes_disabled():
        assert (
            TrailEntry.objects.filter(verb="need.verify").latest("sequence").details["reopened_from"] == "MET"
        )


def test_found_met_a_second_time_it_keeps_the_moment_of_its_end(lin, need, at_work):
    for days in (0, 3):
        verify_need(lin, need, method="PHONE", result="MET", checked_at=NOW + timedelta(days=days))

    assert reread(need).closed_at == NOW
    assert Verification.objects.filter(need=need).count() == 2


def test_merged_need_cannot_be_checked(as_lin, lin, crisis, mask, need, at_work):
    other = make_need(lin, crisis, item=mask)
    Need.objects.filter(pk=need.pk).update(state="MERGED", merged_into=other)

    assert verified(as_lin, need).status_code == 409


def amendment(**more):
    form = {
        "item": "医用外科口罩",
        "quantity_kind": "EXACT",
        "quantity": "300",
        "place": "湖北省黄冈市罗田县",
        "tier": "1",
    }
    return form | more


def amended(client, need, **more):
    return client.post(reverse("intake:need_amend", args=(need.pk,)), amendment(**more))


def test_amended_need_holds_the_correction(as_lin, need, luotian):
    amended(as_lin, need)

    after = reread(need)
    assert (after.quantity, after.place, after.tier, after.unit) == (300, luotian, 1, "只")


def test_whom_a_need_is_for_is_corrected_and_the_trail_keeps_what_stood_before(as_lin, need):
    amended(as_lin, need, who_groups=["SICK", "MINORS"])
    need.refresh_from_db()
    assert need.who_groups == ["MINORS", "SICK"]

    amended(as_lin, need)

    need.refresh_from_db()
    assert need.who_groups == []
    assert TrailEntry.objects.filter(verb="need.amend").latest("sequence").details["was_for"] == "MINORS SICK"


def test_a_group_that_does_not_exist_is_refused(as_lin, need):
    assert amended(as_lin, need, who_groups=["NOBODY"]).status_code == 422


def test_amendment_form_saved_unchanged_changes_nothing(as_lin, need):
    page = as_lin.get(reverse("intake:need_amend", args=(need.pk,)))
    values = {name: page.context["form"][name].value() for name in page.context["form"].fields}

    as_lin.post(
        reverse("intake:need_amend", args=(need.pk,)),
        {name: "" if v is None else v for name, v in values.items()},
    )

    after = reread(need)
    assert (after.quantity, after.place, after.item) == (need.quantity, need.place, need.item)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"quantity": ""}, "请填一个正整数"),
        ({"quantity": "0"}, "1"),
        ({"quantity": "-3"}, "1"),
        ({"quantity": "99999999999"}, "1000000000"),
        ({"quantity_kind": "UNKNOWN"}, "就不填数"),
        ({"quantity_kind": "OPEN"}, "就不填数"),
        ({"quantity_kind": "RANGE", "quantity_max": "200"}, "不是有效的数量"),
        ({"quantity_max": "500"}, "范围"),
        ({"place": "鼓楼区"}, "好几处"),
        ({"place": "乌有县"}, "找不到地点"),
        ({"item": ""}, "必填"),
    ],
)
def test_wrong_amendment_is_refused_with_what_to_do(as_lin, need, wrong, said):
    response = amended(as_lin, need, **wrong)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert reread(need).quantity == need.quantity


def test_refused_amendment_keeps_what_was_typed(as_lin, need):
    assert 'value="乌有县"' in amended(as_lin, need, place="乌有县").content.decode()


def test_closing_asks_for_a_reason(as_lin, need):
    response = as_lin.post(reverse("intake:need_close", args=(need.pk,)), {"state": "MET", "reason": ""})

    assert response.status_code == 422
    assert reread(need).closed_at is None


@pytest.mark.parametrize("state", ["OPEN", "MERGED", "NEW"])
def test_closing_takes_only_an_end(as_lin, need, state):
    response = as_lin.post(reverse("intake:need_close", args=(need.pk,)), {"state": state, "reason": "x"})

    assert response.status_code == 422


def taken_down(**more):
    form = {
        "submission": str(uuid.uuid4()),
        "item": "医用外科口罩",
        "quantity_kind": "EXACT",
        "quantity": "200",
        "party_text": "示例镇卫生院",
        "place": "英山县",
        "tier": "2",
        "contact": "林女士 15400000001",
        "note": "",
    }
    return form | more


def test_need_taken_down_is_a_sentence_in_its_report(as_lin, crisis):
    as_lin.post(reverse("intake:need_new", args=(crisis.slug,)), taken_down())

    with scopes_disabled():
        text = Report.objects.get().masked.text
    assert text == "示例镇卫生院需要医用外科口罩200只（二级：急需）。\n地点：湖北省黄冈市英山县。"


def test_need_taken_down_knows_its_characters(as_lin, crisis):
    as_lin.post(reverse("intake:need_new", args=(crisis.slug,)), taken_down())

    with scopes_disabled():
        need = Need.objects.get()
        [[start, end]] = need.spans["item"]
        assert need.report.masked.text[start:end] == "医用外科口罩"


def test_need_taken_down_twice_is_one(as_lin, crisis):
    form = taken_down()

    for _ in range(2):
        as_lin.post(reverse("intake:need_new", args=(crisis.slug,)), form)

    with scopes_disabled():
        assert (Report.objects.count(), Need.objects.count()) == (1, 1)


def test_contact_taken_down_is_on_no_page(as_lin, crisis):
    page = as_lin.post(reverse("intake:need_new", args=(crisis.slug,)), taken_down(), follow=True)

    assert "15400000001" not in page.content.decode()
