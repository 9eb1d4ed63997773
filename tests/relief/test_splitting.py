"""A part of what is held goes to another need: pieces, parts and reasons stay true, and it can be taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from qiao.engines.allocation import Rule
from qiao.exceptions import (
    EarmarkedElsewhereError,
    LineAlreadyDecidedError,
    QuantityInvalidError,
    RightMissingError,
    SameNeedError,
    StockExhaustedError,
    UnfitGoodsError,
    VerificationMissingError,
)
from qiao.relief import actions
from qiao.relief.checks import stock_breaks
from qiao.relief.models import Match, Reallocation, Share, StockAccount
from qiao.relief.picking import held_for
from qiao.relief.problem import promised
from qiao.relief.splitting import others_for
from qiao.relief.stock import balance
from qiao.trail.models import TrailEntry
from tests.conftest import NOW
from tests.makers import make_need, make_offer

pytestmark = pytest.mark.usefixtures("at_work")
WHY = "卫生院今晚断货"


@pytest.fixture
def first(at_work, lin, crisis, mask, yingshan):
    return make_need(lin, crisis, item=mask, place=yingshan, party_text="示例县人民医院")


@pytest.fixture
def second(at_work, lin, crisis, mask, luotian):
    return make_need(lin, crisis, item=mask, place=luotian, party_text="示例乡卫生院")


@pytest.fixture
def match(lin, crisis, mask, first):
    """Eighty masks held for the first need, of a hundred."""
    offer = make_offer(lin, crisis, item=mask, quantity=100, quantity_kind="EXACT")
    return actions.make_match(lin, first, offer, quantity=80, confirmed_at=NOW)


def split(lin, match, need, quantity: int) -> Reallocation:
    return actions.split_match(lin, match, need, quantity=quantity, at=NOW, reason=WHY)


def quantities(*matches: Match) -> list[tuple[str, int]]:
    return [(one.state, one.quantity) for one in (Match.objects.get(pk=each.pk) for each in matches)]


def test_pieces_given_over_stay_held_each_for_its_own_need(lin, match, second):
    made = split(lin, match, second, 30)

    assert quantities(match, made.taker) == [("HELD", 50), ("HELD", 30)]
    assert balance(match.lot, StockAccount.HELD) == 80
    assert [sum(n for _, n in held_for(one)) for one in (match, made.taker)] == [50, 30]
    assert promised([match.need, second]) == {str(match.need_id): 50, str(second.pk): 30}
    assert stock_breaks() == []


def test_the_new_match_says_where_it_comes_from_and_the_old_one_what_it_gave(lin, match, second):
    made = split(lin, match, second, 30)

    assert made.taker.reason == f"由给“示例县人民医院”的对接改拨 30：{WHY}"
    assert match.whole_reason == f"人工对接（其中 30 改拨给示例乡卫生院：{WHY}）"


def test_given_over_to_the_last_piece_the_match_is_withdrawn(lin, match, second):
    made = split(lin, match, second, 80)

    assert quantities(match, made.taker) == [("WITHDRAWN", 80), ("HELD", 80)]
    assert stock_breaks() == []


@pytest.mark.parametrize("quantity", [30, 80])
def test_taken_back_all_is_as_before(lin, match, second, quantity):
    made = split(lin, match, second, quantity)

    actions.rejoin_match(lin, made, at=NOW)

    assert quantities(match, made.taker) == [("HELD", 80), ("WITHDRAWN", quantity)]
    assert [sum(n for _, n in held_for(one)) for one in (match, made.taker)] == [80, 0]
    assert Match.objects.get(pk=match.pk).whole_reason == "人工对接"
    assert stock_breaks() == []


def test_it_is_taken_back_once(lin, match, second):
    made = split(lin, match, second, 30)
    actions.rejoin_match(lin, made, at=NOW)

    with pytest.raises(LineAlreadyDecidedError):
        actions.rejoin_match(lin, made, at=NOW)

    assert quantities(match) == [("HELD", 80)]


def test_what_was_sent_since_is_not_taken_back(lin, match, second):
    made = split(lin, match, second, 30)
    actions.send_delivery(lin, made.taker, sent_at=NOW)

    with pytest.raises(LineAlreadyDecidedError):
        actions.rejoin_match(lin, made, at=NOW)

    assert Reallocation.objects.get().undone_at is None


def test_what_was_given_on_is_taken_back_from_the_end(lin, crisis, mask, match, second):
    third = make_need(lin, crisis, item=mask)
    made = split(lin, match, second, 30)
    on = split(lin, made.taker, third, 20)

    with pytest.raises(LineAlreadyDecidedError):
        actions.rejoin_match(lin, made, at=NOW)
    actions.rejoin_match(lin, on, at=NOW)
    actions.rejoin_match(lin, made, at=NOW)

    assert quantities(match, made.taker, on.taker) == [("HELD", 80), ("WITHDRAWN", 30), ("WITHDRAWN", 20)]


def test_two_reallocations_of_one_match_are_taken_back_in_any_order(lin, crisis, mask, match, second):
    third = make_need(lin, crisis, item=mask)
    made = split(lin, match, second, 30)
    rest = split(lin, Match.objects.get(pk=match.pk), third, 50)

    actions.rejoin_match(lin, made, at=NOW)
    actions.rejoin_match(lin, rest, at=NOW)

    assert quantities(match) == [("HELD", 80)]
    assert stock_breaks() == []


def test_bug_what_was_given_over_meanwhile_is_not_sent(lin, match, second):
    """Somebody still has the match on the page as it was; found by the storm of `./qiao bench stock`."""
    seen = Match.objects.get(pk=match.pk)
    made = split(lin, match, second, 30)
    assert actions.send_delivery(lin, seen, sent_at=NOW).quantity == 50
    assert stock_breaks() == []

    assert (
        actions.load_shipment(lin, [made.taker], sent_at=NOW, trip=actions.Trip()).deliveries.get().quantity
        == 30
    )


def test_bug_what_came_back_meanwhile_is_sent_too(lin, match, second):
    made = split(lin, match, second, 30)
    seen = Match.objects.get(pk=match.pk)
    actions.rejoin_match(lin, made, at=NOW)

    delivery = actions.send_delivery(lin, seen, sent_at=NOW)
    actions.sign_receipt(lin, delivery, quantity=80, signed_at=NOW)

    assert delivery.quantity == 80
    assert balance(match.lot, StockAccount.IN_TRANSIT) == 0


def test_no_more_is_given_over_than_is_held(lin, match, second):
    with pytest.raises(StockExhaustedError) as refusal:
        split(lin, match, second, 81)

    assert refusal.value.details == {"left": 80, "asked": 81}
    assert quantities(match) == [("HELD", 80)]


def test_nothing_is_given_over_of_what_was_sent(lin, match, second):
    actions.send_delivery(lin, match, sent_at=NOW)

    with pytest.raises((LineAlreadyDecidedError, StockExhaustedError)):
        split(lin, match, second, 10)


def test_to_the_same_need_or_none_at_all_is_refused(lin, match, second):
    with pytest.raises(SameNeedError):
        split(lin, match, match.need, 10)
    with pytest.raises(QuantityInvalidError):
        split(lin, match, second, 0)


def test_a_need_that_nobody_verified_gets_nothing(lin, crisis, mask, match):
    unverified = make_need(lin, crisis, item=mask, is_verified=False)

    with pytest.raises(VerificationMissingError):
        split(lin, match, unverified, 10)


def test_the_donors_word_binds_whoever_takes_over(lin, crisis, mask, yingshan, first, second):
    offer = make_offer(lin, crisis, item=mask, earmark_place=yingshan)
    match = actions.make_match(lin, first, offer, quantity=50, confirmed_at=NOW)

    with pytest.raises(EarmarkedElsewhereError):
        split(lin, match, second, 10)
    assert others_for(offer, first) == []


def test_a_need_for_something_else_does_not_get_it(lin, crisis, gown, match):
    with pytest.raises(UnfitGoodsError):
        split(lin, match, make_need(lin, crisis, item=gown), 10)


def test_what_expired_meanwhile_is_not_given_over(lin, crisis, mask, first, second):
    offer = make_offer(lin, crisis, item=mask, expires_at=NOW + timedelta(days=1))
    match = actions.make_match(lin, first, offer, quantity=50, confirmed_at=NOW)

    with pytest.raises(UnfitGoodsError):
        actions.split_match(lin, match, second, quantity=10, at=NOW + timedelta(days=3), reason=WHY)


def test_who_lacks_most_comes_first_and_who_has_enough_last(lin, crisis, mask, match, first):
    little, much = (make_need(lin, crisis, item=mask, quantity=n, quantity_kind="EXACT") for n in (10, 90))
    split(lin, match, little, 10)

    assert [(one.need, one.missing) for one in others_for(match.offer, first)] == [(much, 90), (little, 0)]


@pytest.fixture
def share(lin, crisis, mask, yingshan, luotian) -> Share:
    """The line that gives a hundred masks to the more urgent of two needs."""
    make_need(lin, crisis, item=mask, place=yingshan, tier=1)
    make_need(lin, crisis, item=mask, place=luotian, tier=3)
    make_offer(lin, crisis, item=mask, place=luotian)
    return actions.make_plan(lin, crisis, now=NOW, rule=Rule("tiers-then-distance")).shares.get()


def test_a_line_of_a_plan_is_confirmed_for_two_needs(lin, share):
    other = share.plan.unmet.get().need
    made = actions.split_share(lin, share, other, quantity=40, at=NOW, reason=WHY)

    share.refresh_from_db()
    assert share.state == Share.State.CONFIRMED
    assert quantities(share.match, made.taker) == [("HELD", 60), ("HELD", 40)]
    assert made.taker.need == other
    verbs = list(TrailEntry.objects.order_by("-sequence").values_list("verb", flat=True)[:3])
    assert verbs == ["share.split", "match.split", "match.make"]


def test_a_line_that_cannot_be_divided_stays_proposed(lin, share):
    other = share.plan.unmet.get().need
    with pytest.raises(StockExhaustedError):
        actions.split_share(lin, share, other, quantity=101, at=NOW, reason=WHY)

    share.refresh_from_db()
    assert share.state == Share.State.PROPOSED
    assert not Match.objects.exists()


def test_a_volunteer_may_not_give_goods_to_others(chen, match, second):
    with pytest.raises(RightMissingError):
        split(chen, match, second, 10)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_offers_the_other_need_with_what_it_lacks(as_lin, match, second, language):
    answer = as_lin.get(reverse("relief:match_split", args=[match.pk]), headers={"accept-language": language})

    assert [(one.need, suggested) for one, suggested in answer.context["rows"]] == [(second, 80)]


def test_on_the_page_goods_are_given_over_and_taken_back(as_lin, match, second):
    told = {"need": second.pk, "quantity": 30, "reason": WHY}
    answer = as_lin.post(reverse("relief:match_split", args=[match.pk]), told, follow=True)
    made = Reallocation.objects.get()
    assert WHY in answer.content.decode()

    as_lin.post(reverse("relief:match_rejoin", args=[made.pk]))

    assert quantities(match) == [("HELD", 80)]


@pytest.mark.parametrize("told", [{"quantity": 0}, {"quantity": 300}, {"reason": ""}])
def test_a_refusal_is_told_on_the_page_and_nothing_changes(as_lin, match, second, told):
    facts = {"need": second.pk, "quantity": 30, "reason": WHY} | told
    answer = as_lin.post(reverse("relief:match_split", args=[match.pk]), facts)

    assert answer.status_code == 422
    assert quantities(match) == [("HELD", 80)]


def test_a_line_of_a_plan_is_divided_on_its_page(as_lin, share):
    other = share.plan.unmet.get().need
    address = reverse("relief:share_split", args=[share.pk])
    assert as_lin.get(address).status_code == 200

    as_lin.post(address, {"need": other.pk, "quantity": 40, "reason": WHY})

    assert Reallocation.objects.get().taker.need == other


def test_a_match_that_was_sent_offers_nothing_to_divide(as_lin, lin, match, second):
    actions.send_delivery(lin, match, sent_at=NOW)

    answer = as_lin.post(reverse("relief:match_split", args=[match.pk]), {"need": second.pk})

    assert answer.context["rows"] == []
    assert not Reallocation.objects.exists()


def test_a_word_finds_the_need(as_lin, match, second):
    address = reverse("relief:match_split", args=[match.pk])

    assert len(as_lin.get(address, {"q": "卫生院"}).context["rows"]) == 1
    assert as_lin.get(address, {"q": "没有这家"}).context["rows"] == []
