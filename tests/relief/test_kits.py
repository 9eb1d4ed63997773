"""Kits: components go down as kits come up, each kit knows its component lots, and taking apart gives them back."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from qiao.exceptions import (
    KitShortError,
    KitUnclearError,
    LineAlreadyDecidedError,
    QuantityInvalidError,
    StockExhaustedError,
)
from qiao.relief import actions
from qiao.relief.assembling import Component, Run, most_kits, runs_of
from qiao.relief.checks import stock_breaks
from qiao.relief.models import Assembly, AssemblyLine, LotPart, StockAccount, StockMovement
from qiao.relief.stock import balance, lying
from tests.conftest import NOW
from tests.makers import make_need
from tests.relief.kits_made import family_kit, item, lot_in

pytestmark = pytest.mark.usefixtures("at_work")
AVAILABLE, IN_KITS = StockAccount.AVAILABLE, StockAccount.IN_KITS


@pytest.fixture
def store(at_work, lin, yingshan):
    return actions.open_store(lin, name="示例一库", place=yingshan)


@pytest.fixture
def goods(lin, crisis, store):
    """Masks and soap in the store, 100 each."""
    return [lot_in(lin, crisis, store, code, 100) for code in ("mask-surgical", "soap")]


@pytest.fixture
def kits(lin, crisis, store, goods):
    """Twenty kits of a mask and two soaps."""
    return actions.assemble_kits(lin, family_kit(lin), crisis, store, kits=20, at=NOW)


def stands(lot):
    return balance(lot, AVAILABLE), balance(lot, IN_KITS)


def test_components_go_down_as_kits_come_up(goods, kits):
    assert [stands(lot) for lot in goods] == [(80, 20), (60, 40)]
    assert balance(kits, AVAILABLE) == 20
    assert stock_breaks() == []


def test_taking_kits_apart_gives_their_pieces_back(lin, goods, kits):
    actions.dismantle_kits(lin, LotPart.objects.get(lot=kits, number=1), kits=5, at=NOW)

    assert [stands(lot) for lot in goods] == [(85, 15), (70, 30)]
    assert balance(kits, AVAILABLE) == 15
    assert stock_breaks() == []


def test_kits_are_of_the_organisation_and_a_plan_proposes_them(lin, crisis, association, yingshan, kits):
    make_need(lin, crisis, item=item("family-kit"), place=yingshan, quantity=12)

    share = actions.make_plan(lin, crisis, now=NOW).shares.get()

    assert (share.offer_id, share.quantity) == (kits.offer_id, 12)
    assert kits.offer.party_id == association.pk


def test_kits_are_matched_sent_and_signed_for(lin, crisis, kits, goods):
    need = make_need(lin, crisis, item=item("family-kit"))
    match = actions.make_match(lin, need, kits.offer, quantity=8, confirmed_at=NOW)

    actions.sign_receipt(lin, actions.send_delivery(lin, match, sent_at=NOW), quantity=8, signed_at=NOW)

    assert balance(kits, StockAccount.DELIVERED) == 8
    assert [balance(lot, IN_KITS) for lot in goods] == [20, 40]
    assert stock_breaks() == []


def test_too_little_of_one_component_says_how_many_kits_it_makes(lin, crisis, store, goods):
    with pytest.raises(KitShortError) as refused:
        actions.assemble_kits(lin, family_kit(lin), crisis, store, kits=51, at=NOW)

    assert refused.value.details == {"item": "香皂", "left": 100, "asked": 102, "most": 50}
    assert not Assembly.objects.exists()


def test_what_ends_first_goes_into_kits_first_and_kits_end_with_it(lin, crisis, store):
    late = lot_in(lin, crisis, store, "mask-surgical", 100, expires_on="2021-01-01")
    early = lot_in(lin, crisis, store, "mask-surgical", 30, expires_on="2020-06-01")

    made = actions.assemble_kits(lin, family_kit(lin, **{"mask-surgical": 1}), crisis, store, kits=50, at=NOW)

    parts = list(LotPart.objects.filter(lot=made, number__gt=0).order_by("number"))
    assert [(lying(one.pk, AVAILABLE), one.expires_on) for one in parts] == [
        (30, date(2020, 6, 1)),
        (20, date(2021, 1, 1)),
    ]
    assert [one.assembly.lines.get().part.lot for one in parts] == [early, late]


@pytest.mark.parametrize(
    "facts",
    [
        {"purpose": "给孕产妇"},
        {"purpose_group": "MINORS"},
        {"earmark_place": "yingshan"},
        {"earmark_recipient": "association"},
    ],
)
def test_goods_given_for_somebody_are_not_put_into_kits(request, lin, crisis, store, facts):
    given = {
        name: request.getfixturevalue(value) if name.startswith("earmark") else value
        for name, value in facts.items()
    }
    lot_in(lin, crisis, store, "mask-surgical", 100, **given)

    with pytest.raises(KitShortError):
        actions.assemble_kits(lin, family_kit(lin, **{"mask-surgical": 1}), crisis, store, kits=1, at=NOW)


def test_expired_and_unfit_goods_are_not_put_into_kits(lin, crisis, store):
    lot_in(lin, crisis, store, "mask-surgical", 100, expires_on="2020-01-15")
    unfit = lot_in(lin, crisis, store, "mask-surgical", 100)
    actions.mark_unfit(lin, unfit.parts.get(number=1), quantity=100, unfit="DAMAGED", at=NOW)

    with pytest.raises(KitShortError) as refused:
        actions.assemble_kits(lin, family_kit(lin, **{"mask-surgical": 1}), crisis, store, kits=1, at=NOW)

    assert refused.value.details["left"] == 0


def test_kits_taken_apart_in_another_store_leave_their_pieces_there(lin, crisis, kits, goods):
    second = actions.open_store(lin, name="示例二库")
    actions.transfer_goods(lin, kits.parts.get(number=1), second, quantity=10, at=NOW)
    there = LotPart.objects.get(lot=kits, store=second)

    actions.dismantle_kits(lin, there, kits=4, at=NOW)

    lies = {one.lot: lying(one.pk, AVAILABLE) for one in LotPart.objects.filter(store=second)}
    assert lies == {kits: 6, goods[0]: 4, goods[1]: 8}
    assert stock_breaks() == []


def test_no_more_kits_are_taken_apart_than_are_free(lin, crisis, kits):
    need = make_need(lin, crisis, item=item("family-kit"))
    actions.make_match(lin, need, kits.offer, quantity=15, confirmed_at=NOW)

    with pytest.raises(StockExhaustedError) as refused:
        actions.dismantle_kits(lin, kits.parts.get(number=1), kits=6, at=NOW)

    assert refused.value.details == {"left": 5, "asked": 6}
    assert balance(kits, StockAccount.HELD) == 15


def test_kits_found_over_in_a_count_hold_nothing_that_could_come_back(lin, goods, kits):
    part = kits.parts.get(number=1)
    actions.count_stock(lin, kits, part=part, counted=22, at=NOW)

    with pytest.raises(StockExhaustedError):
        actions.dismantle_kits(lin, part, kits=22, at=NOW)

    assert stock_breaks() == []


def test_goods_that_are_no_kits_are_not_taken_apart(lin, goods):
    with pytest.raises(QuantityInvalidError):
        actions.dismantle_kits(lin, goods[0].parts.get(number=1), kits=1, at=NOW)


@pytest.mark.parametrize("held", [{}, {"family-kit": 1}])
def test_a_kit_holds_something_and_not_itself(lin, held):
    with pytest.raises(KitUnclearError):
        actions.save_kit(lin, item("family-kit"), {item(code): n for code, n in held.items()}, at=NOW)


def test_a_kit_said_anew_leaves_what_was_assembled_as_it_is(lin, goods, kits):
    family_kit(lin, **{"mask-surgical": 5})

    actions.dismantle_kits(lin, kits.parts.get(number=1), kits=20, at=NOW)

    assert [stands(lot) for lot in goods] == [(100, 0), (100, 0)]


def test_kits_come_in_by_assembling_alone(lin, kits, store):
    with pytest.raises(QuantityInvalidError):
        actions.receive_goods(lin, kits, store, arrivals=[actions.Arrival(5)], at=NOW)


@pytest.mark.usefixtures("kits")
def test_a_movement_of_kits_is_not_undone_by_itself(lin):
    for movement in StockMovement.objects.filter(assembly__isnull=False):
        with pytest.raises(LineAlreadyDecidedError):
            actions.undo_movement(lin, movement, at=NOW, reason="x")


def raw(lot, source, target, quantity, **facts):
    with transaction.atomic():
        StockMovement.objects.create(
            organization=lot.organization, lot=lot, source=source, target=target, quantity=quantity,
            at=NOW, reason="x", **facts,
        )  # fmt: skip


def test_the_database_refuses_kits_from_nothing(kits):
    part = kits.parts.get(number=1)

    with pytest.raises(IntegrityError, match="kit_never_from_nothing"):
        raw(kits, "OUTSIDE", "AVAILABLE", 1, target_part=part, assembly=part.assembly)


def test_the_database_gives_no_pieces_back_while_they_are_in_kits(goods, kits):
    part = goods[0].parts.get(number=1)
    assembly = kits.assemblies.get()

    with pytest.raises(IntegrityError, match="kit_never_from_nothing"):
        raw(goods[0], "IN_KITS", "AVAILABLE", 1, target_part=part, assembly=assembly)


def test_the_database_asks_into_which_kits_pieces_go(lin, crisis, store, goods, kits):
    part, assembly = goods[0].parts.get(number=1), kits.assemblies.get()
    stranger = lot_in(lin, crisis, store, "mask-surgical", 10).parts.get(number=1)

    with pytest.raises(IntegrityError, match="stock_movement_names_its_kits"):
        raw(goods[0], "AVAILABLE", "IN_KITS", 1, source_part=part)
    with pytest.raises(IntegrityError, match="another lot"):
        raw(stranger.lot, "AVAILABLE", "IN_KITS", 1, source_part=stranger, assembly=assembly)
    with pytest.raises(IntegrityError, match="another lot"):
        raw(goods[0], "AVAILABLE", "HELD", 1, source_part=part, assembly=assembly)


@pytest.mark.usefixtures("kits")
def test_verify_finds_pieces_in_kits_that_nobody_moved():
    AssemblyLine.objects.filter(per_kit=2).update(pieces=41)

    assert ["41 件，每套 2" in one for one in stock_breaks()] == [True]


@given(
    st.lists(
        st.tuples(st.integers(1, 5), st.lists(st.integers(1, 20), min_size=1, max_size=4)),
        min_size=1,
        max_size=4,
    )
)
def test_kits_take_exactly_what_they_need_and_no_part_gives_more_than_it_has(told):
    components = [
        Component(pieces, [((row, k), free) for k, free in enumerate(frees)])
        for row, (pieces, frees) in enumerate(told)
    ]
    kits = most_kits(components)

    runs = runs_of(kits, components)

    assert sum(run.kits for run in runs) == kits
    for row, one in enumerate(components):
        assert all(sum(n for part, n in run.holds.items() if part[0] == row) == one.pieces for run in runs)
        assert all(sum(run.kits * run.holds.get(part, 0) for run in runs) <= free for part, free in one.parts)


def test_kits_that_span_two_parts_are_told_apart():
    masks = Component(1, [("a", 5), ("b", 100)])
    soaps = Component(2, [("c", 7), ("d", 100)])

    assert runs_of(8, [masks, soaps]) == [
        Run(3, {"a": 1, "c": 2}),
        Run(1, {"a": 1, "c": 1, "d": 1}),
        Run(1, {"a": 1, "d": 2}),
        Run(3, {"b": 1, "d": 2}),
    ]


def test_a_component_may_come_from_more_than_two_parts():
    assert runs_of(1, [Component(3, [("a", 1), ("b", 1), ("c", 9)])]) == [Run(1, {"a": 1, "b": 1, "c": 1})]


def test_more_kits_than_the_parts_make_are_refused():
    with pytest.raises(ValueError, match="more kits"):
        runs_of(3, [Component(2, [("a", 5)])])
