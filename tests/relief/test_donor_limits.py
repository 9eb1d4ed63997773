"""What a donor allows one recipient holds over all lots: in plans, by hand, when goods go over; kits bear an earmark."""

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.exceptions import (
    DonorLimitError,
    EarmarkedElsewhereError,
    KitShortError,
    LineAlreadyDecidedError,
    QuantityInvalidError,
)
from qiao.intake.actions.earmarking import earmark_offer
from qiao.registry.models import Organization
from qiao.relief import actions
from qiao.relief.assembling import Earmark, earmarks_in
from qiao.relief.candidates import candidates_for
from qiao.relief.checks import stock_breaks
from qiao.relief.models import DonorLimit, Lot, Match
from qiao.relief.stock import open_lot
from tests.conftest import NOW
from tests.makers import make_need, make_offer
from tests.relief.kits_made import family_kit, item, lot_in

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def hospital(db) -> Organization:
    return Organization.objects.create(name="示例县人民医院", is_sample=True)


@pytest.fixture
def company(db) -> Organization:
    return Organization.objects.create(name="示例制药公司", is_sample=True)


@pytest.fixture
def needs(at_work, lin, crisis, mask, yingshan, hospital):
    """Two needs of one hospital, nine hundred each."""
    return [
        make_need(
            lin,
            crisis,
            item=mask,
            place=yingshan,
            party=hospital,
            quantity=900,
            quantity_kind="EXACT",
            tier=tier,
        )
        for tier in (1, 2)
    ]


@pytest.fixture
def offers(at_work, lin, crisis, mask, luotian, company):
    """Two lots of one company, six hundred each; at most five hundred to one recipient."""
    made = [
        make_offer(lin, crisis, item=mask, place=luotian, party=company, quantity=600, quantity_kind="EXACT")
        for _ in range(2)
    ]
    actions.set_donor_limit(lin, made[0], most=500, at=NOW)
    return made


def given(plan) -> int:
    return sum(plan.shares.values_list("quantity", flat=True))


def test_a_plan_keeps_the_limit_over_all_lots_and_needs(lin, crisis, needs, offers):
    plan = actions.make_plan(lin, crisis, now=NOW)

    assert given(plan) == 500
    assert {one.reason_code for one in plan.unmet.all()} == {"DONOR_LIMIT"}


def test_what_was_promised_before_counts_in_the_next_plan(lin, crisis, needs, offers):
    actions.make_match(lin, needs[1], offers[1], quantity=300, confirmed_at=NOW)

    assert given(actions.make_plan(lin, crisis, now=NOW)) == 200


def test_what_was_signed_for_counts_as_signed(lin, crisis, needs, offers):
    match = actions.make_match(lin, needs[1], offers[1], quantity=300, confirmed_at=NOW)
    delivery = actions.send_delivery(lin, match, sent_at=NOW)
    actions.sign_receipt(lin, delivery, quantity=250, signed_at=NOW)

    assert given(actions.make_plan(lin, crisis, now=NOW)) == 250


def test_another_recipient_has_the_limit_for_itself(lin, crisis, mask, needs, offers):
    actions.make_match(lin, needs[0], offers[0], quantity=500, confirmed_at=NOW)
    other = make_need(lin, crisis, item=mask, quantity=900, quantity_kind="EXACT")

    assert actions.make_match(lin, other, offers[1], quantity=500, confirmed_at=NOW)


def test_by_hand_no_recipient_gets_more_than_the_donor_allows(lin, needs, offers):
    actions.make_match(lin, needs[0], offers[0], quantity=400, confirmed_at=NOW)

    with pytest.raises(DonorLimitError) as refusal:
        actions.make_match(lin, needs[1], offers[1], quantity=101, confirmed_at=NOW)

    assert refusal.value.details == {"most": 500, "left": 100, "asked": 101}
    assert Match.objects.count() == 1


def test_what_is_withdrawn_counts_no_more(lin, needs, offers):
    match = actions.make_match(lin, needs[0], offers[0], quantity=500, confirmed_at=NOW)
    actions.withdraw_match(lin, match, at=NOW, reason="x")

    assert actions.make_match(lin, needs[1], offers[1], quantity=500, confirmed_at=NOW)


def test_goods_given_over_keep_the_limit_and_between_needs_of_one_recipient_nothing_is_added(
    lin, crisis, mask, needs, offers
):
    other = make_need(lin, crisis, item=mask, quantity=900, quantity_kind="EXACT")
    full = actions.make_match(lin, needs[0], offers[0], quantity=500, confirmed_at=NOW)
    elsewhere = actions.make_match(lin, other, offers[1], quantity=100, confirmed_at=NOW)

    with pytest.raises(DonorLimitError):
        actions.split_match(lin, elsewhere, needs[1], quantity=1, at=NOW, reason="x")
    made = actions.split_match(lin, full, needs[1], quantity=200, at=NOW, reason="x")

    assert made.taker.quantity == 200


def test_a_new_word_ends_the_one_before_and_a_limit_can_be_taken_back(lin, needs, offers):
    told = actions.set_donor_limit(lin, offers[1], most=700, at=NOW)
    assert list(DonorLimit.objects.filter(ended_at__isnull=True)) == [told]

    actions.end_donor_limit(lin, told, at=NOW)

    assert actions.make_match(lin, needs[0], offers[0], quantity=600, confirmed_at=NOW)
    with pytest.raises(LineAlreadyDecidedError):
        actions.end_donor_limit(lin, told, at=NOW)


def test_a_limit_of_nothing_is_refused(lin, offers):
    with pytest.raises(QuantityInvalidError):
        actions.set_donor_limit(lin, offers[0], most=0, at=NOW)


def test_whoever_matches_by_hand_reads_what_is_left_of_the_limit(lin, needs, offers):
    actions.make_match(lin, needs[0], offers[0], quantity=400, confirmed_at=NOW)
    assert {(one.limit, one.limit_left) for one in candidates_for(needs[1], now=NOW)} == {(500, 100)}

    actions.make_match(lin, needs[0], offers[0], quantity=100, confirmed_at=NOW)

    assert {one.obstacle for one in candidates_for(needs[1], now=NOW)} == {"LIMIT"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_limit_is_told_and_taken_back_on_the_page_of_a_lot(as_lin, lin, crisis, mask, language):
    lot = open_lot(make_offer(lin, crisis, item=mask), at=NOW)
    page = reverse("relief:lot", args=[lot.pk])

    as_lin.post(reverse("relief:lot_limit", args=[lot.pk]), {"most": "50"})
    limit = DonorLimit.objects.get()
    assert "50" in as_lin.get(page, headers={"accept-language": language}).content.decode()

    answer = as_lin.post(reverse("relief:limit_end", args=[limit.pk]))

    limit.refresh_from_db()
    assert limit.ended_at is not None
    assert answer["Location"] == page


def test_a_volunteer_may_not_tell_a_limit(as_chen, lin, crisis, mask):
    lot = open_lot(make_offer(lin, crisis, item=mask), at=NOW)

    assert as_chen.post(reverse("relief:lot_limit", args=[lot.pk]), {"most": "50"}).status_code == 403


@pytest.fixture
def store(lin, at_work):
    return actions.open_store(lin, name="示例仓库")


@pytest.fixture
def kit(lin):
    """A mask and two soaps."""
    return family_kit(lin)


@pytest.fixture
def for_hospital(lin, crisis, store, kit, hospital) -> Earmark:
    """Forty masks for the hospital alone, ten for anybody, a hundred soaps for anybody."""
    lot_in(lin, crisis, store, "mask-surgical", 40, earmark_recipient=hospital)
    lot_in(lin, crisis, store, "mask-surgical", 10)
    lot_in(lin, crisis, store, "soap", 100)
    return Earmark(recipient=hospital)


def test_kits_for_nobody_in_particular_take_no_goods_that_were_given_for_somebody(
    lin, crisis, store, kit, for_hospital
):
    made = actions.assemble_kits(lin, kit, crisis, store, kits=10, at=NOW)

    assert made.offer.earmark_recipient is None
    parts = [line.part.lot.offer.earmark_recipient for line in made.assemblies.get().lines.all()]
    assert parts == [None, None]


def test_an_earmark_of_a_component_binds_the_kits(lin, crisis, store, kit, for_hospital, yingshan, hospital):
    assert earmarks_in(crisis, store, NOW.date()) == [for_hospital]
    made = actions.assemble_kits(lin, kit, crisis, store, kits=45, at=NOW, earmark=for_hospital)
    kits = item("family-kit")
    own = make_need(lin, crisis, item=kits, party=hospital, place=yingshan)
    other = make_need(lin, crisis, item=kits, place=yingshan)

    with pytest.raises(EarmarkedElsewhereError):
        actions.make_match(lin, other, made.offer, quantity=1, confirmed_at=NOW)
    plan = actions.make_plan(lin, crisis, now=NOW)

    shares = plan.shares.filter(offer=made.offer)
    assert {share.need for share in shares} == {own}
    assert sum(share.quantity for share in shares) == 45
    assert stock_breaks() == []


@pytest.mark.parametrize("facts", [{"place": "yingshan"}, {"group": "MINORS"}])
def test_a_region_or_a_purpose_of_a_component_binds_the_kits(
    lin, crisis, store, kit, yingshan, luotian, facts
):
    earmark = Earmark(place=yingshan) if "place" in facts else Earmark(group="MINORS")
    words = {"earmark_place": yingshan} if "place" in facts else {"purpose_group": "MINORS"}
    lot_in(lin, crisis, store, "mask-surgical", 40, **words)
    lot_in(lin, crisis, store, "soap", 100)
    made = actions.assemble_kits(lin, kit, crisis, store, kits=20, at=NOW, earmark=earmark)
    kits = item("family-kit")
    inside = make_need(lin, crisis, item=kits, place=yingshan, who_groups=["MINORS"])
    make_need(lin, crisis, item=kits, place=luotian)

    plan = actions.make_plan(lin, crisis, now=NOW)

    assert {share.need for share in plan.shares.filter(offer=made.offer)} == {inside}


def test_the_word_of_a_donor_whose_goods_are_in_kits_stays_as_it_was(
    lin, association, crisis, store, kit, hospital
):
    lot = lot_in(lin, crisis, store, "mask-surgical", 40)
    lot_in(lin, crisis, store, "soap", 100)
    actions.assemble_kits(lin, kit, crisis, store, kits=5, at=NOW)

    with pytest.raises(LineAlreadyDecidedError):
        earmark_offer(Actor.reporter(association.pk), lot.offer, recipient=hospital, place=None)


def test_goods_of_a_donor_who_sets_a_limit_are_not_hidden_in_kits(lin, crisis, store, kit):
    limited = lot_in(lin, crisis, store, "mask-surgical", 40).offer
    lot_in(lin, crisis, store, "soap", 100)
    assert actions.assemble_kits(lin, kit, crisis, store, kits=1, at=NOW)
    actions.set_donor_limit(lin, limited, most=5, at=NOW)

    with pytest.raises(KitShortError):
        actions.assemble_kits(lin, kit, crisis, store, kits=1, at=NOW)


def test_on_the_page_kits_are_made_for_whom_the_goods_were_given(as_lin, lin, crisis, store, kit, hospital):
    facts = {"earmark_recipient": hospital, "at": timezone.now()}
    lot_in(lin, crisis, store, "mask-surgical", 40, **facts)
    lot_in(lin, crisis, store, "soap", 100, at=timezone.now())
    page = as_lin.get(reverse("relief:kit_list", args=[crisis.slug]))
    assert "示例县人民医院" in page.content.decode()
    told = {"store": store.pk, "kits": 30, "given_for": Earmark(recipient=hospital).key}

    as_lin.post(reverse("relief:kit_assemble", args=[crisis.slug, kit.pk]), told)

    assert Lot.objects.get(offer__item=kit.item).offer.earmark_recipient == hospital
