"""Where goods lie: stores, parts of a lot by expiry and fitness; first expired, first out; conserved in each store."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from qiao.exceptions import PartUnclearError, QuantityInvalidError, StockExhaustedError, UnfitGoodsError
from qiao.registry.loading import reference_id
from qiao.registry.models import Item
from qiao.relief import actions
from qiao.relief.candidates import candidates_for
from qiao.relief.checks import stock_breaks
from qiao.relief.models import LotPart, PartBalance, StockAccount, StockMovement
from qiao.relief.picking import held_for
from qiao.relief.stock import balance, lying, open_lot
from qiao.relief.supplies import supplies_of
from tests.conftest import NOW
from tests.makers import make_need, make_offer

pytestmark = pytest.mark.usefixtures("at_work")
AVAILABLE, HELD = StockAccount.AVAILABLE, StockAccount.HELD
SPRING, SUMMER, PAST = date(2020, 4, 1), date(2020, 8, 1), date(2020, 1, 15)


@pytest.fixture
def lot(at_work, lin, crisis, mask):
    with transaction.atomic():
        return open_lot(make_offer(lin, crisis, item=mask, quantity=100), at=NOW)


@pytest.fixture
def store(at_work, lin, yingshan):
    return actions.open_store(lin, name="示例一库", place=yingshan, hours="8:00–18:00")


@pytest.fixture
def second(at_work, lin):
    return actions.open_store(lin, name="示例二库")


def receive(lin, lot, store, *arrivals):
    actions.receive_goods(lin, lot, store, arrivals=[actions.Arrival(*one) for one in arrivals], at=NOW)
    return list(LotPart.objects.filter(lot=lot, number__gt=0).order_by("number"))


def free(part):
    return lying(part.pk, AVAILABLE)


def test_what_arrives_in_parts_of_other_expiry_adds_up_to_the_lot(lin, lot, store):
    early, late = receive(lin, lot, store, (60, SPRING), (30, SUMMER, "B-7"))

    assert [free(one) for one in (early, late)] == [60, 30]
    assert lying(lot.pk, AVAILABLE) == 10
    assert balance(lot, AVAILABLE) == 100
    assert (str(early), late.batch, late.store) == (f"{lot.trace_code}-1", "B-7", store)


def test_more_than_was_pledged_comes_in_from_outside(lin, lot, store):
    (part,) = receive(lin, lot, store, (130,))

    assert free(part) == 130
    assert balance(lot, StockAccount.OUTSIDE) == -130
    assert stock_breaks() == []


def test_goods_held_before_they_came_are_held_in_the_store(lin, crisis, mask, lot, store):
    match = actions.make_match(
        lin, make_need(lin, crisis, item=mask), lot.offer, quantity=80, confirmed_at=NOW
    )

    (part,) = receive(lin, lot, store, (100, SPRING))
    delivery = actions.send_delivery(lin, match, sent_at=NOW)

    assert (free(part), lying(part.pk, HELD)) == (20, 0)
    assert balance(lot, StockAccount.IN_TRANSIT) == delivery.quantity == 80
    assert stock_breaks() == []


def test_goods_go_to_another_store_by_one_movement_which_can_be_undone(lin, lot, store, second):
    (part,) = receive(lin, lot, store, (100, SPRING))
    before = StockMovement.objects.count()

    moved = actions.transfer_goods(lin, part, second, quantity=40, at=NOW)

    there = LotPart.objects.get(lot=lot, store=second)
    assert StockMovement.objects.count() == before + 1
    assert (free(part), free(there), there.expires_on) == (60, 40, SPRING)
    actions.undo_movement(lin, moved, at=NOW, reason="没有运")
    assert (free(part), free(there)) == (100, 0)


def test_no_more_leaves_a_store_than_lies_in_it(lin, lot, store, second):
    (part,) = receive(lin, lot, store, (60,))

    with pytest.raises(StockExhaustedError) as refused:
        actions.transfer_goods(lin, part, second, quantity=61, at=NOW)
    with pytest.raises(QuantityInvalidError):
        actions.transfer_goods(lin, part, store, quantity=1, at=NOW)

    assert refused.value.details == {"left": 60, "asked": 61}
    assert free(part) == 60


def test_the_database_itself_keeps_each_store_at_or_above_zero(lin, lot, store):
    (part,) = receive(lin, lot, store, (60,))

    with pytest.raises(IntegrityError, match=r"part_never_below_zero"), transaction.atomic():
        StockMovement.objects.create(
            organization_id=lot.organization_id,
            lot=lot,
            source=AVAILABLE,
            target=StockAccount.OUTSIDE,
            quantity=61,
            at=NOW,
            reason="x",
            source_part=part,
        )


def test_a_part_of_another_lot_is_refused_by_the_database(lin, crisis, mask, lot):
    other = open_lot(make_offer(lin, crisis, item=mask, quantity=100), at=NOW)

    with pytest.raises(IntegrityError, match="another lot"), transaction.atomic():
        StockMovement.objects.create(
            organization_id=lot.organization_id,
            lot=lot,
            source=AVAILABLE,
            target=StockAccount.OUTSIDE,
            quantity=1,
            at=NOW,
            reason="x",
            source_part=LotPart.objects.get(pk=other.pk),
        )


@pytest.mark.owner
def test_movements_are_still_only_added(lin, lot, store):
    receive(lin, lot, store, (60,))

    for statement in ("UPDATE relief_stockmovement SET quantity = 1", "DELETE FROM relief_stockmovement"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


def test_what_expires_first_is_held_first_and_comes_back_where_it_lay(lin, crisis, mask, lot, store):
    early, late = receive(lin, lot, store, (30, SPRING), (70, SUMMER))

    match = actions.make_match(
        lin, make_need(lin, crisis, item=mask), lot.offer, quantity=50, confirmed_at=NOW
    )

    assert dict(held_for(match)) == {early: 30, late: 20}
    actions.withdraw_match(lin, match, at=NOW, reason="x")
    assert (free(early), free(late)) == (30, 70)


def test_a_person_may_choose_a_part_and_gets_no_more_than_it_holds(lin, crisis, mask, lot, store):
    _early, late = receive(lin, lot, store, (30, SPRING), (70, SUMMER))
    need = make_need(lin, crisis, item=mask)

    match = actions.make_match(lin, need, lot.offer, quantity=50, confirmed_at=NOW, part=late)

    assert held_for(match) == [(late, 50)]
    with pytest.raises(StockExhaustedError):
        actions.make_match(lin, need, lot.offer, quantity=21, confirmed_at=NOW, part=late)


def test_missing_pieces_come_back_to_the_store_they_left(lin, crisis, mask, lot, store):
    (part,) = receive(lin, lot, store, (100,))
    match = actions.make_match(
        lin, make_need(lin, crisis, item=mask), lot.offer, quantity=50, confirmed_at=NOW
    )
    receipt = actions.sign_receipt(
        lin, actions.send_delivery(lin, match, sent_at=NOW), quantity=40, signed_at=NOW
    )

    actions.settle(lin, receipt, kind="BACK", quantity=10, at=NOW)

    assert free(part) == 60


def test_what_expired_is_never_matched_and_is_written_off_in_one_act(lin, crisis, mask, lot, store):
    old, _good = receive(lin, lot, store, (30, PAST), (70, SUMMER))
    need = make_need(lin, crisis, item=mask)

    with pytest.raises(UnfitGoodsError):
        actions.make_match(lin, need, lot.offer, quantity=71, confirmed_at=NOW)
    actions.write_off_expired(lin, crisis, at=NOW)

    assert free(old) == 0
    assert balance(lot, StockAccount.WRITTEN_OFF) == 30
    assert [one.supply.quantity for one in supplies_of([lot.offer], now=NOW)] == [70]


def test_what_is_good_until_a_day_is_good_on_that_day(lin, crisis, mask, lot, store):
    today = NOW.date()
    receive(lin, lot, store, (100, today))
    need = make_need(lin, crisis, item=mask)

    actions.make_match(lin, need, lot.offer, quantity=40, confirmed_at=NOW)

    with pytest.raises(UnfitGoodsError):
        actions.make_match(lin, need, lot.offer, quantity=40, confirmed_at=NOW + timedelta(days=1))


def test_unfit_goods_go_only_to_needs_that_accept_them(lin, crisis, mask, lot, store):
    civil = Item.objects.get(pk=reference_id("item", "mask-civil"))
    (part,) = receive(lin, lot, store, (100,))
    actions.mark_unfit(lin, part, quantity=100, unfit="STANDARD", note="无注册证", serves_as=civil, at=NOW)
    clinic, community = make_need(lin, crisis, item=mask), make_need(lin, crisis, item=civil)

    with pytest.raises(UnfitGoodsError) as refused:
        actions.make_match(lin, clinic, lot.offer, quantity=10, confirmed_at=NOW)
    match = actions.make_match(lin, community, lot.offer, quantity=10, confirmed_at=NOW)

    assert refused.value.details == {"left": 0, "other": 100}
    assert [one.unfit for one, _pieces in held_for(match)] == ["STANDARD"]
    (left,) = supplies_of([lot.offer], now=NOW)
    assert (left.supply.item, left.supply.quantity) == ("mask-civil", 90)


def test_a_lot_in_two_places_is_counted_part_by_part(lin, lot, store):
    (part,) = receive(lin, lot, store, (60,))

    with pytest.raises(PartUnclearError):
        actions.count_stock(lin, lot, counted=90, at=NOW)
    count = actions.count_stock(lin, lot, part=part, counted=55, at=NOW)

    assert (count.expected, count.difference, free(part)) == (60, -5, 55)
    assert lying(lot.pk, AVAILABLE) == 40


def test_a_split_keeps_the_sum_and_asks_for_another_expiry(lin, lot, store):
    (part,) = receive(lin, lot, store, (100, SPRING))

    actions.split_lot(lin, part, quantity=25, expires_on=SUMMER, at=NOW)

    assert sorted(
        PartBalance.objects.filter(part__lot=lot, quantity__gt=0).values_list("quantity", flat=True)
    ) == [25, 75]
    with pytest.raises(QuantityInvalidError):
        actions.split_lot(lin, part, quantity=5, expires_on=SPRING, at=NOW)


def test_of_several_lots_what_expires_first_is_proposed_and_the_later_is_marked(lin, crisis, mask, store):
    lots = [open_lot(make_offer(lin, crisis, item=mask, quantity=100), at=NOW) for _ in range(2)]
    for one, ends in zip(lots, (SUMMER, SPRING), strict=True):
        receive(lin, one, store, (100, ends))

    rows = {one.offer.pk: one for one in candidates_for(make_need(lin, crisis, item=mask), now=NOW)}

    late, early = (rows[one.offer_id] for one in lots)
    assert (early.expires_first, early.expires_on) == (True, SPRING)
    assert (late.expires_later, late.expires_on) == (True, SUMMER)
