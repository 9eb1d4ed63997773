"""The pages of the verification desk as a caller uses them."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.intake.actions import take_this
from qiao.intake.models import Need, Turn, Verification
from tests.makers import make_need

FRAGMENT = {"HTTP_HX_REQUEST": "true"}
PHONE = "15400000001"


def page_of(name, *args):
    return reverse(f"intake:{name}", args=args)


@pytest.fixture
def held(lin, need, association) -> Turn:
    """A need in lin's hands, since just now."""
    with scope(organization=association.pk):
        return take_this(lin, need, now=timezone.now())


def settled(client, turn, **form):
    return client.post(page_of("turn", turn.pk), {"method": "PHONE", "result": "CONFIRMED", **form})


def state_of(need):
    with scopes_disabled():
        return Need.objects.get(pk=need.pk).state


def test_queue_tells_why_an_entry_stands_where_it_stands(as_lin, lin, crisis, gown, yingshan, at_work):
    make_need(lin, crisis, item=gown, place=yingshan, is_verified=False, tier=1, who_groups=["ELDERLY"])

    page = as_lin.get(page_of("queue", crisis.slug)).content.decode()

    assert "一级：危及生命 · 有老幼病残孕" in page
    assert "9 × 4 × 1.50 = <b>54</b>" in page


def test_empty_queue_says_what_will_come(as_lin, crisis):
    assert "没有等着核实的" in as_lin.get(page_of("queue", crisis.slug)).content.decode()


def test_queue_narrowed_to_nothing_offers_the_way_back(as_lin, crisis, need):
    page = as_lin.get(page_of("queue", crisis.slug), {"kind": "offer"}).content.decode()

    assert "这里没有等着核实的" in page


def test_queue_comes_to_htmx_as_rows_alone(as_lin, crisis, need):
    page = as_lin.get(page_of("queue", crisis.slug), **FRAGMENT).content.decode()

    assert "<html" not in page
    assert "共 1 条在等" in page


def test_taking_leads_to_the_entry(as_chen, chen_user, crisis, need):
    response = as_chen.post(page_of("take", crisis.slug), {"kind": "", "place": ""})

    with scopes_disabled():
        held = Turn.objects.get(need=need)
    assert held.holder == chen_user
    assert response.url == page_of("turn", held.pk)


def test_taking_from_an_empty_queue_says_so(as_chen, crisis):
    page = as_chen.post(page_of("take", crisis.slug), follow=True).content.decode()

    assert "眼下没有轮到您核实的" in page


def test_entry_shows_what_was_said_without_the_telephone(as_lin, held):
    page = as_lin.get(page_of("turn", held.pk)).content.decode()

    assert "英山县人民医院" in page
    assert PHONE not in page


def test_trapped_people_are_sent_a_message_first(as_lin, lin, crisis, gown, at_work):
    need = make_need(lin, crisis, item=gown, is_verified=False, tier=1)
    turn = take_this(lin, need, now=timezone.now())

    assert "先发短信，别打电话" in as_lin.get(page_of("turn", turn.pk)).content.decode()


def test_telephone_is_shown_to_htmx_as_a_link_to_call(as_lin, held):
    page = as_lin.post(page_of("turn_contact", held.pk), **FRAGMENT).content.decode()

    assert f'href="tel:{PHONE}"' in page
    assert "<html" not in page


def test_telephone_is_shown_without_scripts_too(as_lin, held):
    page = as_lin.post(page_of("turn_contact", held.pk)).content.decode()

    assert f'href="tel:{PHONE}"' in page
    assert "<html" in page


def test_volunteer_sees_the_telephone_of_the_entry_in_hand_only(as_chen, chen, need, held):
    assert as_chen.post(page_of("turn_contact", held.pk)).status_code == 404


def test_caseworker_of_nothing_in_hand_is_told_the_days_are_spent(as_lin, held, settings):
    settings.QIAO_REVEALS_A_DAY = 0

    response = as_lin.post(page_of("turn_contact", held.pk))

    assert response.status_code == 429


def test_one_tap_records_the_result_and_leads_back(as_lin, crisis, need, held):
    response = settled(as_lin, held)

    assert state_of(need) == "OPEN"
    assert response.url == page_of("queue", crisis.slug)


def test_answers_are_kept_with_the_check(as_lin, need, held):
    settled(as_lin, held, stock_on_hand="0", receiving_hours="8:00–18:00", contact_right="YES")

    check = Verification.objects.get(need=need)
    assert check.answers == {"stock_on_hand": 0, "receiving_hours": "8:00–18:00", "contact_right": "YES"}


def test_answers_are_shown_with_the_check(as_lin, need, held):
    settled(as_lin, held, stock_on_hand="100", daily_use="50")

    page = as_lin.get(page_of("need", need.pk)).content.decode()
    assert "一天用" in page
    assert "2 天" in page


@pytest.mark.parametrize("typed", ["NaN", "-1", "1e400", "9" * 5000, "１２abc", "9223372036854775808"])
def test_number_that_is_none_is_refused_and_stays_typed(as_lin, need, held, typed):
    response = settled(as_lin, held, stock_on_hand=typed, receiving_hours="后门")

    assert response.status_code == 422
    assert "后门" in response.content.decode()
    assert state_of(need) == "NEW"


def test_result_that_is_none_is_refused(as_lin, held):
    response = settled(as_lin, held, result="PERHAPS")

    assert response.status_code == 422
    assert "请按下一个结果" in response.content.decode()


def test_markup_in_an_answer_stays_text(as_lin, need, held):
    settled(as_lin, held, refused="<script>alert(1)</script>")

    assert "<script>alert" not in as_lin.get(page_of("need", need.pk)).content.decode()


def test_recorded_result_may_be_undone_from_the_queue(as_lin, crisis, need, held):
    settled(as_lin, held, result="FALSE")
    queue = as_lin.get(page_of("queue", crisis.slug)).content.decode()

    response = as_lin.post(page_of("turn_undo", held.pk))

    assert page_of("turn_undo", held.pk) in queue
    assert state_of(need) == "NEW"
    assert "/turns/" in response.url


def test_entry_put_back_leads_to_the_queue(as_lin, crisis, held):
    as_lin.post(page_of("turn_release", held.pk))

    assert as_lin.get(page_of("turn", held.pk)).url == page_of("queue", crisis.slug)


def test_skipping_needs_a_reason(as_lin, held):
    response = as_lin.post(page_of("turn_skip", held.pk), {})

    assert response.status_code == 422
    assert "请选一个跳过的原因" in response.content.decode()


def test_entry_in_hand_is_offered_again(as_lin, crisis, held):
    assert page_of("turn", held.pk) in as_lin.get(page_of("queue", crisis.slug)).content.decode()


def test_need_is_taken_from_its_own_page(as_lin, need):
    response = as_lin.post(page_of("need_take", need.pk))

    assert "/turns/" in response.url


def test_need_in_other_hands_leads_back_to_its_page(as_chen, need, held):
    assert as_chen.post(page_of("need_take", need.pk)).url == page_of("need", need.pk)


def test_sign_of_work_answers_that_the_entry_is_kept(as_lin, held):
    assert "保留十分钟" in as_lin.post(page_of("turn_renew", held.pk)).content.decode()


OF_A_TURN = ("turn", "turn_renew", "turn_contact", "turn_skip", "turn_release", "turn_undo")


@pytest.mark.parametrize("name", OF_A_TURN)
def test_entry_in_other_hands_does_not_exist(name, as_chen, held):
    assert as_chen.post(page_of(name, held.pk), {"reason": "BUSY"}).status_code == 404


@pytest.mark.parametrize("name", OF_A_TURN)
def test_entry_of_another_organisation_does_not_exist(name, as_zhao, held):
    assert as_zhao.post(page_of(name, held.pk), {"reason": "BUSY"}).status_code == 404


@pytest.mark.parametrize("name", OF_A_TURN)
def test_entry_asks_strangers_to_sign_in(name, client, held):
    assert reverse("account_login") in client.post(page_of(name, held.pk)).url


@pytest.mark.parametrize("name", OF_A_TURN[1:])
def test_deed_on_an_entry_asks_for_a_post(name, as_lin, held):
    assert as_lin.get(page_of(name, held.pk)).status_code == 405


@pytest.mark.parametrize("name", ["need_take", "offer_take"])
def test_foreign_record_is_not_taken(name, as_zhao, need, offer):
    record = need if name == "need_take" else offer
    assert as_zhao.post(page_of(name, record.pk)).status_code == 404
