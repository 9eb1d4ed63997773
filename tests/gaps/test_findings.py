"""Findings come in separate lists with reasons, and a person decides on each."""

import pytest

from qiao.exceptions import LineAlreadyDecidedError, RightMissingError
from qiao.gaps import actions, queries
from qiao.gaps.models import Gap
from qiao.trail.models import TrailEntry
from tests.gaps.test_beside import record
from tests.makers import make_need

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def two_counties(crisis, luotian):
    crisis.places.add(luotian)
    return crisis


@pytest.fixture
def found(lin, two_counties, mask, yingshan, now):
    make_need(lin, two_counties, item=mask, place=yingshan)
    return actions.find_gaps(lin, two_counties, now=now)


def test_a_need_the_official_list_lacks_is_found(found, mask, yingshan):
    (gap,) = [one for one in found if one.kind == Gap.Kind.BLIND_SPOT]

    assert (gap.place, gap.item, gap.observed) == (yingshan, mask, 100)
    assert gap.reason
    assert gap.reason_en


def test_a_need_the_official_list_has_is_not_found(lin, two_counties, mask, yingshan, now):
    make_need(lin, two_counties, item=mask, place=yingshan)
    record(lin, two_counties, yingshan, mask, 50)

    found = actions.find_gaps(lin, two_counties, now=now)

    assert [one.kind for one in found] == [Gap.Kind.SILENT]


def test_a_county_without_a_report_is_silent_and_called_unknown(found, luotian):
    (gap,) = [one for one in found if one.kind == Gap.Kind.SILENT]

    assert gap.place == luotian
    assert "未知" in gap.reason
    assert "unknown" in gap.reason_en


def test_the_lists_stay_apart(found, crisis):
    assert [each.kind for each in queries.gap_lists(crisis)] == [Gap.Kind.BLIND_SPOT, Gap.Kind.SILENT]


def test_looking_again_finds_nothing_twice(found, lin, crisis, now):
    assert actions.find_gaps(lin, crisis, now=now) == []


def test_a_decision_is_written_into_the_trail(found, lin, crisis):
    actions.decide_gap(lin, found[0], state=Gap.State.CHECKING)

    entry = TrailEntry.objects.get(verb="gap.decide")
    assert entry.subject_id == found[0].pk
    assert (entry.details["before"], entry.details["after"]) == ("OPEN", "CHECKING")


@pytest.mark.parametrize(
    "steps", [("CHECKING", "CONFIRMED", "ACTED"), ("CONFIRMED", "ACTED", "CHECKING"), ("REFUTED", "CHECKING")]
)
def test_a_finding_lives_through_its_states(found, lin, steps):
    for step in steps:
        actions.decide_gap(lin, found[0], state=step)

    assert Gap.objects.get(pk=found[0].pk).state == steps[-1]


@pytest.mark.parametrize("step", ["ACTED", "OPEN", "NONSENSE"])
def test_a_finding_nobody_checked_cannot_be_acted_upon(found, lin, step):
    with pytest.raises(LineAlreadyDecidedError):
        actions.decide_gap(lin, found[0], state=step)


def test_the_slower_of_two_is_told_what_stands(found, lin):
    slower = Gap.objects.get(pk=found[0].pk)
    actions.decide_gap(lin, found[0], state=Gap.State.REFUTED)

    with pytest.raises(LineAlreadyDecidedError, match="不成立"):
        actions.decide_gap(lin, slower, state=Gap.State.CONFIRMED)


def test_a_volunteer_may_not_decide(found, chen):
    with pytest.raises(RightMissingError):
        actions.decide_gap(chen, found[0], state=Gap.State.CHECKING)
