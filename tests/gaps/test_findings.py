"""Findings come in separate lists with reasons, and a person decides on each."""

from datetime import timedelta

import pytest

from qiao.exceptions import LineAlreadyDecidedError, RightMissingError
from qiao.gaps.actions import deciding, searching
from qiao.gaps.models import Gap
from qiao.gaps.queries import findings as queries
from qiao.trail.models import TrailEntry
from tests.gaps.test_beside import record
from tests.makers import make_need

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def two_counties(crisis, luotian):
    crisis.places.add(luotian)
    return crisis


def look(actor, crisis, now, **more):
    """Search, and return the findings as they stand then."""
    searching.find_gaps(actor, crisis, now=now, **more)
    return list(Gap.objects.filter(crisis=crisis).order_by("key"))


@pytest.fixture
def found(lin, two_counties, mask, gown, yingshan, now):
    make_need(lin, two_counties, item=mask, place=yingshan)
    record(lin, two_counties, yingshan, gown, 50)
    return look(lin, two_counties, now)


def test_a_need_the_official_list_lacks_is_found(found, mask, yingshan):
    (gap,) = [one for one in found if one.kind == Gap.Kind.BLIND_SPOT]

    assert (gap.place, gap.item, gap.observed) == (yingshan, mask, 100)
    assert gap.reason
    assert gap.reason_en


def test_where_no_official_list_is_known_nothing_is_called_lacking(lin, two_counties, mask, yingshan, now):
    make_need(lin, two_counties, item=mask, place=yingshan)

    assert [one.kind for one in look(lin, two_counties, now)] == [Gap.Kind.SILENT]


def test_a_need_the_official_list_has_is_not_found(lin, two_counties, mask, yingshan, now):
    make_need(lin, two_counties, item=mask, place=yingshan)
    record(lin, two_counties, yingshan, mask, 50)

    assert [one.kind for one in look(lin, two_counties, now)] == [Gap.Kind.SILENT]


def test_a_county_without_a_report_is_silent_and_called_unknown(found, luotian):
    (gap,) = [one for one in found if one.kind == Gap.Kind.SILENT]

    assert gap.place == luotian
    assert "未知" in gap.reason
    assert "unknown" in gap.reason_en


def test_the_lists_stay_apart(found, crisis):
    assert [each.kind for each in queries.gap_lists(crisis)] == [Gap.Kind.BLIND_SPOT, Gap.Kind.SILENT]


def test_looking_again_finds_nothing_twice_and_keeps_a_history(found, lin, crisis, now):
    again = searching.find_gaps(lin, crisis, now=now + timedelta(hours=1))

    assert again.basis["new"] == 0
    assert again.basis["again"] == len(found)
    assert {gap.sightings.count() for gap in Gap.objects.filter(crisis=crisis)} == {2}


def test_a_place_that_speaks_at_last_leaves_the_list_of_silence(found, lin, crisis, mask, luotian, now):
    make_need(lin, crisis, item=mask, place=luotian)

    later = searching.find_gaps(lin, crisis, now=now + timedelta(hours=1))

    gone = Gap.objects.get(kind=Gap.Kind.SILENT)
    assert later.basis["gone"] == 1
    assert gone.gone_since == now + timedelta(hours=1)
    assert [len(each.gone) for each in queries.gap_lists(crisis) if each.kind == Gap.Kind.SILENT] == [1]


def test_what_was_decided_is_not_undone_by_a_search(found, lin, crisis, now):
    (gap,) = [one for one in found if one.kind == Gap.Kind.SILENT]
    deciding.decide_gap(lin, gap, state=Gap.State.REFUTED)

    look(lin, crisis, now + timedelta(hours=1))

    assert Gap.objects.get(pk=gap.pk).state == Gap.State.REFUTED


def test_a_search_of_the_past_sees_only_what_was_said_by_then(found, lin, crisis, now, yingshan, luotian):
    before = searching.find_gaps(lin, crisis, now=now, known_at=now - timedelta(days=30))

    seen = {(one.gap.kind, one.gap.place) for one in before.sightings.select_related("gap__place")}
    assert seen == {("SILENT", luotian), ("SILENT", yingshan)}


def test_a_search_of_the_past_leaves_the_newest_figures_alone(found, lin, crisis, now):
    (gap,) = [one for one in found if one.kind == Gap.Kind.SILENT]

    past = searching.find_gaps(lin, crisis, now=now, known_at=now - timedelta(days=30))

    assert Gap.objects.get(pk=gap.pk).last_search_id == gap.last_search_id != past.pk


def test_a_decision_is_written_into_the_trail(found, lin, crisis):
    deciding.decide_gap(lin, found[0], state=Gap.State.CHECKING)

    entry = TrailEntry.objects.get(verb="gap.decide")
    assert entry.subject_id == found[0].pk
    assert (entry.details["before"], entry.details["after"]) == ("OPEN", "CHECKING")


@pytest.mark.parametrize(
    "steps", [("CHECKING", "CONFIRMED", "ACTED"), ("CONFIRMED", "ACTED", "CHECKING"), ("REFUTED", "CHECKING")]
)
def test_a_finding_lives_through_its_states(found, lin, steps):
    for step in steps:
        deciding.decide_gap(lin, found[0], state=step)

    assert Gap.objects.get(pk=found[0].pk).state == steps[-1]


@pytest.mark.parametrize("step", ["ACTED", "OPEN", "NONSENSE"])
def test_a_finding_nobody_checked_cannot_be_acted_upon(found, lin, step):
    with pytest.raises(LineAlreadyDecidedError):
        deciding.decide_gap(lin, found[0], state=step)


def test_the_slower_of_two_is_told_what_stands(found, lin):
    slower = Gap.objects.get(pk=found[0].pk)
    deciding.decide_gap(lin, found[0], state=Gap.State.REFUTED)

    with pytest.raises(LineAlreadyDecidedError, match="不成立"):
        deciding.decide_gap(lin, slower, state=Gap.State.CONFIRMED)


def test_a_volunteer_may_not_decide(found, chen):
    with pytest.raises(RightMissingError):
        deciding.decide_gap(chen, found[0], state=Gap.State.CHECKING)
