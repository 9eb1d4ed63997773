"""Several lorries: drops shared within limits and hours, moved by hand, reckoned anew; nothing lost, nothing doubled."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiao.engines.routing import Job
from qiao.intake.models import Verification
from qiao.relief import actions
from qiao.relief.fleet import Fleet, ranked, where_they_lie
from qiao.relief.loadings import Origin, Vehicle
from qiao.relief.measures import Load, loads_of, measures_of, total
from qiao.relief.models import Measure
from qiao.relief.receiving_hours import Hours, hours_of, read_hours
from qiao.relief.roads import read_table
from tests.conftest import NOW
from tests.makers import make_need, make_offer

pytestmark = pytest.mark.usefixtures("at_work")
ZONE = timezone.get_default_timezone()
MORNING = datetime(2020, 2, 3, 8, 0, tzinfo=ZONE)
"""A Monday."""


def weigh(actor, lot, *, kg=None, m3=None, pieces=1, at=NOW):
    measured = actions.Measured(
        lot, pieces, None if kg is None else int(kg * 1000), None if m3 is None else int(m3 * 1_000_000)
    )
    return actions.save_measures(actor, [measured], told_at=at)


@pytest.fixture
def held(at_work, lin, crisis, mask, yingshan, luotian, shanghai):
    """Three matches out of one lot in Luotian: 10, 20 and 30 pieces to Yingshan, Luotian and far Shanghai."""
    offer = make_offer(lin, crisis, item=mask, place=luotian, quantity_kind="EXACT", quantity=100)
    needs = [make_need(lin, crisis, item=mask, place=place) for place in (yingshan, luotian, shanghai)]
    return [
        actions.make_match(lin, need, offer, quantity=10 * n, confirmed_at=NOW)
        for n, need in enumerate(needs, 1)
    ]


def lorry(number=1, *, kg=None, m3=None, leaves_at=MORNING):
    return Vehicle(
        number,
        f"车{number}",
        leaves_at,
        None if kg is None else kg * 1000,
        None if m3 is None else int(m3 * 1_000_000),
    )


def fleet(matches, vehicles, table=None):
    lying = where_they_lie(matches)
    return Fleet(matches, vehicles, ranked(lying.values())[0][0], lying=lying, table=table)


def test_what_a_box_weighs_gives_what_pieces_weigh_rounded_up(held, lin):
    weigh(lin, held[0].lot, kg=2, pieces=3)

    assert [loads_of(held)[one.pk].weight_g for one in held] == [6_667, 13_334, 20_000]
    assert total(loads_of(held).values()) == Load(40_001, None)


def test_the_newest_of_the_lot_counts_then_the_newest_of_the_item_and_unknown_is_never_nothing(
    held, lin, crisis, mask, gown, yingshan
):
    other = make_offer(lin, crisis, item=mask, quantity_kind="EXACT", quantity=5)
    need = make_need(lin, crisis, item=mask, place=yingshan)
    alike = actions.make_match(lin, need, other, quantity=5, confirmed_at=NOW)
    gowns = actions.make_match(
        lin,
        make_need(lin, crisis, item=gown),
        make_offer(lin, crisis, item=gown),
        quantity=5,
        confirmed_at=NOW,
    )

    weigh(lin, held[0].lot, kg=1)
    weigh(lin, held[0].lot, kg=2, at=NOW + timedelta(hours=1))
    weigh(lin, alike.lot, m3=0.5, at=NOW + timedelta(hours=2))

    loads = loads_of([held[0], alike, gowns])
    assert loads[held[0].pk] == Load(20_000, 5_000_000)
    assert loads[alike.pk] == Load(10_000, 2_500_000)
    assert loads[gowns.pk] == Load(None, None)
    assert measures_of([held[0].lot])[held[0].lot_id].is_of(held[0].lot) is False
    assert Measure.objects.count() == 3


def test_two_lorries_take_what_one_cannot_and_each_stays_within_its_limit(held, lin):
    weigh(lin, held[0].lot, kg=1)

    plan = fleet(held, [lorry(1, kg=30), lorry(2, kg=30)]).share()

    assert plan.left == []
    assert sorted(one.load.weight_g for one in plan.loadings) == [30_000, 30_000]
    assert not any(one.is_over for one in plan.loadings)


def test_what_no_lorry_can_take_and_what_nobody_weighed_stay_with_their_reasons(
    held, lin, crisis, gown, yingshan
):
    weigh(lin, held[0].lot, kg=1)
    gowns = actions.make_match(
        lin,
        make_need(lin, crisis, item=gown, place=yingshan),
        make_offer(lin, crisis, item=gown),
        quantity=5,
        confirmed_at=NOW,
    )
    nowhere = actions.make_match(
        lin, make_need(lin, crisis, item=held[0].offer.item), held[0].offer, quantity=5, confirmed_at=NOW
    )

    plan = fleet([*held, gowns, nowhere], [lorry(1, kg=25)]).share()

    assert {match.pk: why for match, _load, why in plan.left} == {
        held[0].pk: "NO_ROOM",
        held[2].pk: "TOO_HEAVY",
        gowns.pk: "WEIGHT_UNKNOWN",
        nowhere.pk: "NO_PLACE",
    }


def test_a_drop_moved_by_hand_stays_where_it_was_put_and_what_is_too_much_is_told(held, lin):
    weigh(lin, held[0].lot, kg=1)

    plan = fleet(held, [lorry(1, kg=30), lorry(2, kg=30)]).reckon(
        {held[0].pk: 1, held[1].pk: 1, held[2].pk: 1}, {}, {}
    )

    first, second = plan.loadings
    assert [one.pk for one in first.matches] == [held[1].pk, held[0].pk, held[2].pk]
    assert (first.over.kg, second.stops) == (30, [])


def test_an_order_that_was_shown_is_kept_and_another_set_of_drops_is_put_in_order(held, lin):
    here = fleet(held, [lorry(1)])
    shown = [held[0].pk, held[2].pk, held[1].pk]
    all_on = dict.fromkeys(shown, 1)

    kept = here.reckon(all_on, {}, {1: shown})
    anew = here.reckon(all_on, {}, {1: shown[:2]})

    assert [one.pk for one in kept.loadings[0].matches] == shown
    assert [one.pk for one in anew.loadings[0].matches] == [held[1].pk, held[0].pk, held[2].pk]


def test_each_lorry_arrives_by_its_own_clock_and_who_waits_too_long_is_marked(held):
    held[0].need.deadline = MORNING + timedelta(hours=2)
    vehicles = [lorry(1), lorry(2, leaves_at=MORNING + timedelta(hours=6))]

    plan = fleet(held[:1], vehicles).reckon({held[0].pk: 2}, {}, {})
    shared = fleet(held[:1], vehicles).share()

    stop = plan.loadings[1].stops[0]
    assert stop.arrives_at > MORNING + timedelta(hours=6)
    assert stop.is_late
    assert shared.assignment == {held[0].pk: 1}
    assert not shared.loadings[0].stops[0].is_late


def test_minutes_and_kilometres_of_the_table_count(held):
    table = read_table("从,到,公里,分钟\n罗田县,英山县,91.5,200\n")

    plan = fleet(held[:1], [lorry(1)], table).share()

    stop = plan.loadings[0].stops[0]
    assert (stop.km, stop.is_measured, stop.arrives_at) == (91.5, True, MORNING + timedelta(minutes=200))


def tell_hours(lin, need, text):
    Verification.objects.create(
        need=need, method="PHONE", result="CONFIRMED", checked_at=NOW, answers={"receiving_hours": text}
    )


def test_a_lorry_waits_for_the_hours_of_the_recipient(held, lin):
    tell_hours(lin, held[0].need, "王主任收，14:00–17:00，后门")

    stop = fleet(held[:1], [lorry(1)]).share().loadings[0].stops[0]

    assert (str(stop.hours), stop.opens_at) == ("14:00–17:00", MORNING + timedelta(hours=6))
    assert stop.arrives_at < stop.opens_at
    assert hours_of([held[0].need])[held[0].need_id].spans == ((14 * 60, 17 * 60),)


def test_a_deadline_before_the_hours_begin_counts_more_than_the_hours(held, lin):
    tell_hours(lin, held[0].need, "14:00–17:00")
    held[0].need.deadline = MORNING + timedelta(hours=3)

    stop = fleet(held[:1], [lorry(1)]).share().loadings[0].stops[0]

    assert (stop.opens_at, stop.is_late) == (None, False)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("8:00–18:00，后门卸货", ((480, 1080),)),
        ("上午9点到11点半，下午2点到5点", ((540, 690), (840, 1020))),
        ("9:00-11:30、14：00~17：00", ((540, 690), (840, 1020))),
        ("上午8点至下午5点", ((480, 1020),)),
        ("2-3号到", None),
        ("随时", None),
        ("周一到周五 9:00-17:00", None),
        ("25:00-26:00", None),
        ("18:00-8:00", None),
        ("9:75-10:00", None),
        ("", None),
    ],
)
def test_hours_are_read_where_they_are_told_and_not_guessed_elsewhere(text, spans):
    read = read_hours(text)

    assert (read.spans if read else None) == spans


def test_hours_of_working_days_skip_the_weekend():
    hours = read_hours("工作日 9:00–17:00")
    friday = datetime(2020, 2, 7, 18, 0, tzinfo=ZONE)

    opens, _closes = hours.next_after(friday)

    assert hours == Hours(((540, 1020),), True)
    assert opens == datetime(2020, 2, 10, 9, 0, tzinfo=ZONE)


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text):
    hours = read_hours(text)

    assert hours is None or all(0 <= begin < end <= 24 * 60 for begin, end in hours.spans)


SPOTS = [(115 + k % 3 / 5, 30 + k // 3 / 5) for k in range(8)]


class Told(Fleet):
    """A fleet whose drops and loads are given, not read from the database."""

    def __init__(self, loads, vehicles, lying):
        self.matches = [
            SimpleNamespace(
                pk=pk,
                need_id=pk,
                need=SimpleNamespace(
                    pk=pk, party=None, place=SimpleNamespace(longitude=x, latitude=y), deadline=None
                ),
            )
            for pk, (x, y) in zip(loads, SPOTS, strict=False)
        ]
        self.vehicles, self.table, self.loads = vehicles, None, loads
        self.origin, self.begins = Origin("仓库", None, (114.9, 30.1)), MORNING
        self.codes, self.hours, self.elsewhere, self.lying = {}, {}, set(), lying
        self.jobs = {
            one.pk: Job(self._drop(one, (one.need.place.longitude, one.need.place.latitude)), self._pick(one))
            for one in self.matches
        }


KG = st.one_of(st.none(), st.integers(1, 60))
LATE = MORNING + timedelta(hours=14)
STORES = [
    Origin("仓库", None, (114.9, 30.1)),
    Origin("二号仓", None, (115.2, 30.3)),
    Origin("不知在哪", None, None),
]


@st.composite
def told(draw):
    ids = draw(st.lists(st.uuids(), min_size=1, max_size=8, unique=True))
    loads = {pk: Load(draw(KG), draw(KG)) for pk in ids}
    vehicles = [
        Vehicle(n, f"车{n}", MORNING + timedelta(hours=draw(st.integers(0, 5))), draw(KG), draw(KG))
        for n in range(1, draw(st.integers(1, 4)) + 1)
    ]
    vehicles = [
        replace(one, trips=draw(st.integers(1, 2)), until=draw(st.sampled_from([None, LATE])))
        for one in vehicles
    ]
    moved = {pk: draw(st.sampled_from([0, 1, 2, 5, 7, 8])) for pk in ids}
    lying = {pk: draw(st.sampled_from(STORES)) for pk in ids}
    return Told(loads, vehicles, lying), moved


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told())
def test_no_drop_is_lost_or_doubled_and_no_lorry_is_loaded_beyond_its_limits(case):
    here, moved = case

    shared, by_hand = here.share(), here.reckon(moved, {}, {})

    for plan in (shared, by_hand):
        placed = [one.pk for each in plan.loadings for one in each.matches]
        assert sorted(placed + [match.pk for match, _load, _why in plan.left]) == sorted(here.loads)
    assert not any(one.is_over or one.is_unsure or one.is_after_hours for one in shared.loadings)
    for each in (*shared.loadings, *by_hand.loadings):
        fetched = [one.pk for pick in each.picks for one in pick.matches]
        away = {one.pk for one in each.matches if here.jobs[one.pk].pick is not None}
        assert len(fetched) == len(set(fetched))
        assert away <= set(fetched) <= {one.pk for one in each.matches}
    for each in by_hand.loadings:
        on_board = {pk for pk, number in moved.items() if number == each.vehicle.slot}
        assert {one.pk for one in each.matches} == on_board
        assert each.is_over == (not_within(each, here.loads, on_board))


def not_within(loading, loads, on_board):
    vehicle = loading.vehicle
    kg = sum(loads[pk].weight_g or 0 for pk in on_board)
    m3 = sum(loads[pk].volume_ml or 0 for pk in on_board)
    return (vehicle.weight_limit_g is not None and kg > vehicle.weight_limit_g) or (
        vehicle.volume_limit_ml is not None and m3 > vehicle.volume_limit_ml
    )


def test_the_beginning_is_where_most_goods_lie_and_the_rest_is_marked(
    held, lin, crisis, mask, shanghai, yingshan
):
    away = make_offer(lin, crisis, item=mask, place=shanghai, quantity_kind="EXACT", quantity=5)
    need = make_need(lin, crisis, item=mask, place=yingshan)
    other = actions.make_match(lin, need, away, quantity=5, confirmed_at=NOW)

    (origin, most), (second, least) = ranked(where_they_lie([other, *held]).values())
    loading = fleet([other, *held], [lorry(1)]).share().loadings[0]

    assert (origin.code, most, second.code, least) == ("421123", 3, "310115", 1)
    assert [(one.origin.code, {match.pk for match in one.matches}) for one in loading.picks] == [
        ("421123", {one.pk for one in held}),
        ("310115", {other.pk}),
    ]
    assert not any(one.is_elsewhere for one in loading.stops)


def test_goods_that_nobody_knows_the_way_to_are_marked_and_not_fetched(held, lin, crisis, mask, yingshan):
    nowhere = make_offer(lin, crisis, item=mask, quantity_kind="EXACT", quantity=5)
    need = make_need(lin, crisis, item=mask, place=yingshan)
    other = actions.make_match(lin, need, nowhere, quantity=5, confirmed_at=NOW)

    loading = fleet([other, *held], [lorry(1)]).share().loadings[0]

    assert loading.picks == []
    assert {one.match.pk for one in loading.stops if one.is_elsewhere} == {other.pk}


def test_a_lorry_that_comes_back_takes_on_a_second_trip_what_did_not_fit(held, lin):
    weigh(lin, held[0].lot, kg=1)
    once = fleet(held[:2], [lorry(1, kg=20)]).share()
    again = fleet(held[:2], [replace(lorry(1, kg=20), trips=2)]).share()

    assert [match.pk for match, _load, _why in once.left] == [held[0].pk]
    assert again.left == []
    first, second = again.loadings
    assert (first.vehicle.slot, second.vehicle.slot) == (1, 7)
    assert second.vehicle.leaves_at > first.ends_at
    assert second.back_km > 0 or first.stops[-1].km == 0
    assert again.assignment == {first.matches[0].pk: 1, second.matches[0].pk: 7}


def test_a_lorry_whose_hours_end_early_does_not_leave_again(held, lin):
    weigh(lin, held[0].lot, kg=1)
    short = replace(lorry(1, kg=20), trips=2, until=MORNING + timedelta(minutes=30))

    assert len(fleet(held[:2], [short]).share().left) == 1


def test_what_is_moved_to_a_second_trip_by_hand_goes_there_and_late_hours_are_marked(held, lin):
    weigh(lin, held[0].lot, kg=1)
    both = [replace(lorry(1), trips=2, until=MORNING + timedelta(hours=1))]
    plan = fleet(held[:2], both).reckon({held[0].pk: 1, held[1].pk: 7}, {}, {})

    assert [[one.pk for one in each.matches] for each in plan.loadings] == [[held[0].pk], [held[1].pk]]
    assert plan.loadings[1].is_after_hours


def test_goods_in_a_store_begin_at_the_store(held, lin, yingshan):
    store = actions.open_store(lin, name="示例仓", place=yingshan)
    actions.receive_goods(lin, held[0].lot, store, arrivals=[actions.Arrival(100)], at=NOW)

    assert [(one.name, one.code) for one, _n in ranked(where_they_lie(held).values())] == [
        ("示例仓", "421124")
    ]


def test_utc_and_local_time_agree(held, lin):
    tell_hours(lin, held[0].need, "14:00–17:00")

    stop = fleet(held[:1], [lorry(1, leaves_at=MORNING.astimezone(UTC))]).share().loadings[0].stops[0]

    assert stop.opens_at == MORNING + timedelta(hours=6)
