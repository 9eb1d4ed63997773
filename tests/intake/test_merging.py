"""Two records of one thing: joined, counted once, and taken apart exactly as they were."""

import contextlib
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django_scopes import scope

from qiao.exceptions import MergeRefusedError, PairContradictsError, PairDecidedError, PairTakenError
from qiao.intake import actions
from qiao.intake.models import Merge, Need, Offer, Pair, Telling, Turn
from qiao.intake.queries import need_figures, pair_figures, pair_queue, told_of
from qiao.relief import actions as relief
from qiao.relief.models import Match
from qiao.trail.models import TrailEntry
from tests.conftest import NOW
from tests.makers import make_offer, make_report

HOUR = timedelta(hours=1)


@pytest.fixture
def told(lin, crisis, mask, yingshan, at_work):
    """Open a need of the same hospital, told some hours later."""

    def tell(*, hours=0, is_verified=False, **facts):
        facts = {
            "item": mask,
            "place": yingshan,
            "party_text": "英山县人民医院",
            "quantity_kind": "EXACT",
            "quantity": 200,
            "unit": "只",
        } | facts
        report = make_report(lin, crisis, text=f"示例数据：第{hours}份", at=NOW + hours * HOUR)
        need = actions.open_need(lin, report, **facts)
        if is_verified:
            actions.verify_need(lin, need, method="PHONE", result="CONFIRMED", checked_at=NOW)
        return need

    return tell


def pair_of(one, other) -> Pair:
    first, second = sorted((one.pk, other.pk))
    return Pair.objects.get(need_a=first, need_b=second)


def state_of(voice):
    """Everything that a merge may touch, for comparing before and after."""
    voice = type(voice).objects.get(pk=voice.pk)
    kind = "need" if isinstance(voice, Need) else "offer"
    tellings = Telling.objects.filter(**{kind: voice}, undone_at__isnull=True)
    row = {field.attname: getattr(voice, field.attname) for field in voice._meta.concrete_fields}
    return row, sorted(tellings.values_list("report", flat=True))


def test_same_leaves_one_need_told_twice(lin, crisis, told):
    first, second = told(), told(hours=1)

    actions.decide(lin, pair_of(first, second), "SAME", now=NOW)

    second.refresh_from_db()
    assert (second.state, second.standing, told_of(first).times) == ("MERGED", first, 2)
    assert need_figures(crisis, now=NOW)["live"] == 1


def test_update_takes_over_the_later_quantity(lin, told):
    first, second = told(), told(hours=2, quantity=500)

    actions.decide(lin, pair_of(first, second), "UPDATE", now=NOW)

    first.refresh_from_db()
    assert first.quantity == 500


def test_update_in_which_the_earlier_joins_keeps_the_later_quantity(lin, told):
    first, second = told(), told(hours=2, quantity=500, is_verified=True)

    actions.decide(lin, pair_of(first, second), "UPDATE", now=NOW)

    second.refresh_from_db()
    assert (second.quantity, second.state) == (500, "OPEN")


def test_later_telling_without_a_number_takes_none_away(lin, told):
    first, second = told(), told(hours=2, quantity_kind="UNKNOWN", quantity=None)

    actions.decide(lin, pair_of(first, second), "UPDATE", now=NOW)

    first.refresh_from_db()
    assert first.quantity == 200


def test_more_urgent_telling_makes_the_need_more_urgent(lin, told):
    first, second = told(), told(hours=1, tier=1, who_groups=["ELDERLY"])

    actions.decide(lin, pair_of(first, second), "SAME", now=NOW)

    first.refresh_from_db()
    assert (first.tier, first.who_groups) == (1, ["ELDERLY"])


def test_undoing_puts_both_back_exactly(lin, told):
    first, second = told(), told(hours=2, quantity=500, tier=1, who_groups=["SICK"])
    before = state_of(first), state_of(second)
    pair = pair_of(first, second)
    actions.decide(lin, pair, "UPDATE", now=NOW)

    actions.undo_pair(lin, pair, now=NOW)

    assert (state_of(first), state_of(second)) == before
    assert pair.state == "OPEN"


def test_three_joined_come_apart_exactly_in_any_order(lin, told):
    needs = [
        told(),
        told(hours=1, tier=2, who_groups=["SICK"]),
        told(hours=2, tier=1, who_groups=["ELDERLY"]),
    ]
    before = [state_of(one) for one in needs]
    pairs = [pair_of(needs[0], needs[1]), pair_of(needs[0], needs[2])]
    for pair in pairs:
        actions.decide(lin, pair, "SAME", now=NOW)

    for pair in pairs:
        actions.undo_pair(lin, pair, now=NOW)

    assert [state_of(one) for one in needs] == before


def test_splitting_one_of_three_leaves_what_the_other_says(lin, told):
    first, second, third = told(), told(hours=1, tier=1, who_groups=["SICK"]), told(hours=2, tier=2)
    for other in (second, third):
        actions.decide(lin, pair_of(first, other), "SAME", now=NOW)

    actions.undo_pair(lin, pair_of(first, second), now=NOW)

    first.refresh_from_db()
    assert (first.tier, first.who_groups, told_of(first).times) == (2, [], 2)


def test_what_was_corrected_after_joining_stays_corrected(lin, told, mask, yingshan):
    first, second = told(), told(hours=2, quantity=500)
    pair = pair_of(first, second)
    actions.decide(lin, pair, "UPDATE", now=NOW)
    first.refresh_from_db()
    actions.amend_need(lin, first, item=mask, quantity_kind="EXACT", quantity=450, unit="只", place=yingshan)

    actions.undo_pair(lin, pair, now=NOW)

    first.refresh_from_db()
    assert first.quantity == 450


def test_further_tellings_move_along_and_back(lin, crisis, told):
    first, second = told(is_verified=True), told(hours=1)
    report = make_report(lin, crisis, text="示例数据：又说一遍")
    actions.tell_again(lin, second, report, facts={"quantity_kind": "UNKNOWN"}, decided_at=NOW)
    pair = pair_of(first, second)

    actions.decide(lin, pair, "SAME", now=NOW)
    joined = told_of(first).times
    actions.undo_pair(lin, pair, now=NOW)

    assert (joined, told_of(first).times, told_of(second).times) == (3, 1, 2)


def test_matched_need_is_the_one_that_stands(lin, crisis, mask, told):
    first, second = told(is_verified=True), told(hours=1, is_verified=True)
    offer = make_offer(lin, crisis, item=mask, quantity=900)
    match = relief.make_match(lin, second, offer, quantity=100, confirmed_at=NOW)

    actions.decide(lin, pair_of(first, second), "SAME", now=NOW)

    first.refresh_from_db()
    assert (first.standing, Match.objects.get(pk=match.pk).need) == (second, second)


def test_two_matched_needs_are_refused_and_unchanged(lin, crisis, mask, told):
    first, second = told(is_verified=True), told(hours=1, is_verified=True)
    offer = make_offer(lin, crisis, item=mask, quantity=900)
    for need in (first, second):
        relief.make_match(lin, need, offer, quantity=100, confirmed_at=NOW)
    before = state_of(first), state_of(second)

    with pytest.raises(MergeRefusedError):
        actions.decide(lin, pair_of(first, second), "SAME", now=NOW)

    assert (state_of(first), state_of(second), pair_of(first, second).state) == (*before, "OPEN")


def test_need_of_a_sheet_is_the_one_that_stands(lin, told):
    first, second = told(), told(hours=1, key="表\t行\t列")

    actions.decide(lin, pair_of(first, second), "SAME", now=NOW)

    first.refresh_from_db()
    assert first.standing == second


def test_need_that_somebody_is_calling_about_is_not_joined(lin, chen, told):
    first, second = told(), told(hours=1)
    actions.take_this(chen, second, now=NOW)

    with pytest.raises(MergeRefusedError):
        actions.decide(lin, pair_of(first, second), "SAME", now=NOW)


def test_result_of_a_call_that_outlasted_its_lease_counts_for_what_stands(lin, chen, told):
    first, second = told(), told(hours=1)
    turn = actions.take_this(chen, second, now=NOW)
    actions.decide(lin, pair_of(first, second), "SAME", now=NOW + HOUR)
    turn = Turn.objects.get(pk=turn.pk)

    actions.settle(chen, turn, actions.Outcome(result="CONFIRMED"), now=NOW + HOUR)

    first.refresh_from_db()
    assert first.state == "OPEN"


def test_ended_need_is_not_joined(lin, told):
    first, second = told(), told(hours=1)
    actions.close_need(lin, second, state="MET", closed_at=NOW)

    with pytest.raises(MergeRefusedError):
        actions.decide(lin, pair_of(first, second), "SAME", now=NOW)


def test_third_pair_follows_from_two_that_are_the_same(lin, told):
    one, two, three = told(), told(hours=1), told(hours=2)
    actions.decide(lin, pair_of(one, two), "SAME", now=NOW)
    actions.decide(lin, pair_of(two, three), "SAME", now=NOW)

    assert pair_of(one, three).state == "IMPLIED"
    assert told_of(one).times == 3


def test_third_pair_follows_from_one_same_and_one_different(lin, crisis, told):
    one, two, three = told(), told(hours=1), told(hours=2)
    actions.decide(lin, pair_of(one, two), "SAME", now=NOW)
    actions.decide(lin, pair_of(one, three), "DIFFERENT", now=NOW)

    assert pair_of(two, three).state == "IMPLIED"
    assert list(pair_queue(crisis, lin, now=NOW)) == []


def test_undoing_opens_again_what_followed_from_it(lin, told):
    one, two, three = told(), told(hours=1), told(hours=2)
    actions.decide(lin, pair_of(one, two), "SAME", now=NOW)
    actions.decide(lin, pair_of(one, three), "DIFFERENT", now=NOW)

    actions.undo_pair(lin, pair_of(one, three), now=NOW)

    assert pair_of(two, three).state == "OPEN"


def test_contradiction_is_refused(lin, told):
    one, two, three = told(), told(hours=1), told(hours=2)
    actions.decide(lin, pair_of(one, two), "DIFFERENT", now=NOW)
    actions.decide(lin, pair_of(one, three), "SAME", now=NOW)
    Pair.objects.filter(pk=pair_of(two, three).pk).update(state="OPEN")  # as if the page was opened before

    with pytest.raises(PairContradictsError):
        actions.decide(lin, pair_of(two, three), "SAME", now=NOW)


def test_different_is_remembered_and_never_asked_again(lin, crisis, told):
    first, second = told(), told(hours=1)
    actions.decide(lin, pair_of(first, second), "DIFFERENT", now=NOW)

    actions.rebuild_repeats(lin, [first, second], now=NOW)

    assert list(pair_queue(crisis, lin, now=NOW)) == []
    assert (pair_figures(crisis).settled, pair_figures(crisis).total) == (1, 1)


def test_postponed_pair_comes_back_later(lin, crisis, told):
    pair = pair_of(told(), told(hours=1))
    actions.decide(lin, pair, "POSTPONED", now=NOW)

    assert list(pair_queue(crisis, lin, now=NOW)) == []
    assert list(pair_queue(crisis, lin, now=NOW + 13 * HOUR)) == [pair]


def test_split_from_the_page_of_a_need_is_remembered_as_different(lin, told):
    first, second = told(), told(hours=1)
    actions.decide(lin, pair_of(first, second), "SAME", now=NOW)

    back = actions.part_for_good(lin, Telling.objects.get(need=first), now=NOW)

    assert (back, Need.objects.count(), pair_of(first, second).state) == (second, 2, "DIFFERENT")


def test_deciding_and_undoing_leave_their_trace(lin, told):
    pair = pair_of(told(), told(hours=1))
    actions.decide(lin, pair, "SAME", now=NOW)
    actions.undo_pair(lin, pair, now=NOW)

    verbs = list(TrailEntry.objects.order_by("sequence").values_list("verb", flat=True))[-5:]
    assert verbs == ["telling.fold", "voice.merge", "pair.decide", "voice.split", "pair.undo"]


def test_two_people_get_two_pairs(lin, chen, crisis, told):
    for hours in range(3):
        told(hours=hours)

    taken = [actions.take_next_pair(who, crisis, now=NOW) for who in (lin, chen)]

    assert len(set(taken)) == 2


def test_pair_in_other_hands_is_neither_taken_nor_decided(lin, chen, crisis, told):
    told(), told(hours=1)
    pair = actions.take_next_pair(lin, crisis, now=NOW)

    with pytest.raises(PairTakenError):
        actions.take_this_pair(chen, pair, now=NOW)
    with pytest.raises(PairDecidedError):
        actions.decide(chen, pair, "SAME", now=NOW)


def test_pair_kept_too_long_goes_to_the_next_person(lin, chen, crisis, told):
    told(), told(hours=1)
    pair = actions.take_next_pair(lin, crisis, now=NOW)

    assert actions.take_next_pair(chen, crisis, now=NOW + timedelta(minutes=11)) == pair


def test_same_decision_sent_twice_joins_once(lin, told):
    pair = pair_of(told(), told(hours=1))
    for _time in range(2):
        actions.decide(lin, pair, "SAME", now=NOW)

    assert Merge.objects.count() == 1


def test_offers_are_joined_too(lin, crisis, mask, yingshan, at_work):
    facts = {"item": mask, "place": yingshan, "party_text": "示例县红旗纸业公司", "quantity": 900}
    offers = [make_offer(lin, crisis, at=NOW + hours * HOUR, **facts) for hours in (0, 3)]
    before = [state_of(one) for one in offers]
    pair = Pair.objects.get()

    actions.decide(lin, pair, "SAME", now=NOW)
    states = sorted(Offer.objects.values_list("state", flat=True))
    actions.undo_pair(lin, pair, now=NOW)

    assert states == ["MERGED", "OPEN"]
    assert [state_of(one) for one in offers] == before


@pytest.mark.django_db(transaction=True)
def test_eight_people_at_once_decide_each_pair_once(lin, chen, association, crisis, told):
    with scope(organization=association.pk):
        for hours in range(4):
            told(hours=hours)
    pairs = list(Pair.objects.all())
    errors, together = [], threading.Barrier(8)

    def work(actor, number):
        try:
            together.wait()
            with scope(organization=association.pk):
                for pair in pairs[number % 3 :] + pairs[: number % 3]:
                    with contextlib.suppress(PairDecidedError, MergeRefusedError, PairContradictsError):
                        actions.decide(actor, Pair.objects.get(pk=pair.pk), "SAME", now=NOW)
        except Exception as error:  # noqa: BLE001 - told to the test
            errors.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=work, args=(who, number)) for number, who in enumerate((lin, chen) * 4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with scope(organization=association.pk):
        standing = Need.objects.get(closed_at__isnull=True)
        assert errors == []
        assert (
            told_of(standing).times,
            Merge.objects.count(),
            Need.objects.filter(state="MERGED").count(),
        ) == (4, 3, 3)
