"""Shifts: signed up for, full, clashing, stood by for, left; and what comes before a risky one."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from qiao.exceptions import (
    RightMissingError,
    RiskUnreadError,
    ShiftClashError,
    ShiftClosedError,
    ShiftFullError,
    ShiftTakenAlreadyError,
    SkillMissingError,
)
from qiao.registry.models import Membership, Person
from qiao.registry.queries import actor_for
from qiao.trail.models import TrailEntry
from qiao.volunteering import actions
from qiao.volunteering.models import Assignment, Shift, VolunteerSkill
from tests.conftest import appoint
from tests.intake.test_draft_races import together

pytestmark = pytest.mark.usefixtures("at_work")


def take(actor, shift, **facts):
    return actions.take_shift(actor, shift, at=timezone.now(), **{"has_read_risks": True} | facts)


def test_a_volunteer_who_signs_up_for_the_first_time_becomes_a_member(chen, shift, association):
    made = take(chen, shift)

    assert made.person.user_id == chen.user_id
    assert Membership.objects.filter(organization=association, person=made.person).exists()


def test_the_same_shift_is_taken_once(chen, make_shift):
    shift = make_shift(slots=2)
    take(chen, shift)

    with pytest.raises(ShiftTakenAlreadyError):
        take(chen, shift)


def test_a_full_shift_is_refused_and_may_be_stood_by_for(chen, lin, shift):
    take(lin, shift)

    with pytest.raises(ShiftFullError):
        take(chen, shift)
    assert take(chen, shift, stands_by=True).is_standby


@pytest.mark.parametrize(("after", "clashes"), [(2, True), (-2, True), (1, True), (3, False), (-3, False)])
def test_what_overlaps_is_refused_and_what_follows_is_not(chen, make_shift, after, clashes):
    take(chen, make_shift(after=10))
    other = make_shift(after=10 + after)

    if clashes:
        with pytest.raises(ShiftClashError) as refused:
            take(chen, other)
        assert "转运口罩" in refused.value.message("zh")
    else:
        assert take(chen, other)


def test_a_coordinator_overrides_a_clash_with_a_reason_only(lin, member, make_shift):
    actions.assign(lin, make_shift(), member, at=timezone.now())
    other = make_shift(after=1)

    with pytest.raises(ShiftClashError):
        actions.assign(lin, other, member, at=timezone.now(), override_reason="  ")
    made = actions.assign(lin, other, member, at=timezone.now(), override_reason="两地相邻，中途换岗")

    assert made.override_reason == "两地相邻，中途换岗"
    assert TrailEntry.objects.filter(verb="shift.assign").latest("sequence").details["is_overruled"] == "True"


def test_a_volunteer_enters_nobody_else(chen, member, shift):
    with pytest.raises(RightMissingError):
        actions.assign(chen, shift, member, at=timezone.now())


def test_a_shift_left_or_called_off_is_no_clash(chen, lin, make_shift):
    left, called_off, third = make_shift(), make_shift(after=10), make_shift(after=1)
    actions.leave_shift(chen, take(chen, left), at=timezone.now())
    take(chen, called_off)
    actions.cancel_shift(lin, called_off, reason="大雨", at=timezone.now())

    assert take(chen, third)
    assert take(chen, make_shift(after=11))


def test_who_stands_by_moves_up_when_somebody_leaves(chen, lin, shift):
    first = take(lin, shift)
    waiting = take(chen, shift, stands_by=True)

    with pytest.raises(ShiftFullError):
        actions.move_up(chen, waiting, at=timezone.now())
    actions.leave_shift(lin, first, at=timezone.now())
    moved = actions.move_up(chen, waiting, at=timezone.now())

    assert not moved.is_standby


def test_who_stands_by_twice_at_one_time_gets_only_one_place(chen, lin, make_shift):
    one, other = make_shift(), make_shift(after=1)
    first, second = (take(chen, each, stands_by=True) for each in (one, other))
    actions.move_up(chen, first, at=timezone.now())

    with pytest.raises(ShiftClashError):
        actions.move_up(chen, second, at=timezone.now())


def test_who_left_may_come_back_and_both_stay_on_record(chen, shift):
    actions.leave_shift(chen, take(chen, shift), at=timezone.now())
    take(chen, shift)

    assert Assignment.objects.filter(shift=shift).count() == 2


def test_nobody_leaves_for_another(chen, lin, shift):
    with pytest.raises(RightMissingError):
        actions.leave_shift(chen, take(lin, shift), at=timezone.now())


def test_a_shift_that_is_over_or_called_off_is_closed(chen, lin, shift, make_shift):
    over = make_shift(after=-10)
    actions.cancel_shift(lin, shift, reason="大雨", at=timezone.now())

    for closed in (over, shift):
        with pytest.raises(ShiftClosedError):
            take(chen, closed)


# Risks, insurance, skills


@pytest.mark.parametrize("facts", [{"is_insured": False, "risk_notice": "有水"}, {"is_insured": True}])
def test_the_database_refuses_a_risky_shift_that_is_not_told_and_insured(make_shift, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_shift(is_risky=True, **facts)


def test_the_risks_are_read_before_signing_up(chen, make_shift):
    shift = make_shift(is_risky=True, is_insured=True, risk_notice="注意水位")

    with pytest.raises(RiskUnreadError):
        take(chen, shift, has_read_risks=False)
    assert take(chen, shift).risk_read_at is not None


def test_a_skill_without_a_licence_counts_as_told(chen, make_shift, chen_person):
    shift = make_shift(required_skill="COOKING")

    with pytest.raises(SkillMissingError):
        take(chen, shift)
    actions.tell_skill(chen, chen_person, skill="COOKING")
    assert take(chen, shift)


def test_a_licence_counts_once_a_colleague_has_seen_it_and_while_it_holds(chen, lin, make_shift, chen_person):
    today = timezone.localdate()
    shift = make_shift(required_skill="LORRY")
    actions.tell_skill(chen, chen_person, skill="LORRY", valid_until=today + timedelta(days=30))
    told = VolunteerSkill.objects.get()

    with pytest.raises(SkillMissingError):
        take(chen, shift)
    actions.check_skill(lin, told, at=timezone.now(), valid_until=today - timedelta(days=1))
    with pytest.raises(SkillMissingError):
        take(chen, shift)
    actions.check_skill(lin, told, at=timezone.now(), valid_until=today + timedelta(days=30))
    assert take(chen, shift)


def test_a_licence_told_with_another_end_has_to_be_seen_again(chen, lin, chen_person):
    today = timezone.localdate()
    actions.tell_skill(chen, chen_person, skill="LORRY", valid_until=today)
    actions.check_skill(lin, VolunteerSkill.objects.get(), at=timezone.now(), valid_until=today)

    actions.tell_skill(chen, chen_person, skill="LORRY", valid_until=today + timedelta(days=900))

    assert VolunteerSkill.objects.get().checked_at is None


# Two at once


@pytest.mark.django_db(transaction=True)
def test_two_people_do_not_get_the_last_place(association, shift):
    actors = [actor_for(appoint(f"z{number}", association, "VOLUNTEER")) for number in range(6)]

    outcomes = together(*(lambda one=one: _try(one, shift) for one in actors))

    assert sorted(outcomes) == [*["ShiftFullError"] * 5, "taken"]
    assert Assignment.objects.filter(shift=shift).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_does_not_get_two_places_at_one_time(chen, chen_person, make_shift):
    shifts = [make_shift(slots=3) for _ in range(4)]

    outcomes = together(*(lambda one=one: _try(chen, one) for one in shifts))

    assert sorted(outcomes) == [*["ShiftClashError"] * 3, "taken"]


def _try(actor, shift) -> str:
    from django_scopes import scope

    with scope(organization=shift.organization_id):
        try:
            take(actor, shift)
        except Exception as error:  # noqa: BLE001 - its name is what is asked for
            return type(error).__name__
    return "taken"


# Pages


def test_a_phone_walks_from_the_board_to_a_place_and_is_refused_the_clash(as_chen, crisis, make_shift):
    first, second = make_shift(slots=2), make_shift(after=1, slots=2)
    board = as_chen.get(reverse("volunteering:shift_list", args=[crisis.slug])).content.decode()

    taken = as_chen.post(reverse("volunteering:shift_take", args=[first.pk]), follow=True)
    refused = as_chen.post(reverse("volunteering:shift_take", args=[second.pk]))

    assert board.count("报名<span") == 2
    assert "我已报名" in taken.content.decode()
    assert refused.status_code == 409
    assert "时间冲突" in refused.content.decode()


def test_a_volunteer_does_not_see_who_else_comes(as_chen, lin, shift, member):
    actions.assign(lin, shift, member, at=timezone.now())

    text = as_chen.get(reverse("volunteering:shift", args=[shift.pk])).content.decode()

    assert member.name not in text
    assert "1 / 1 人" in text


@pytest.mark.parametrize(
    "wrong", [{"shift-is_insured": ""}, {"shift-risk_notice": ""}, {"shift-day": "2020-01-01"}]
)
def test_a_shift_that_cannot_be_is_refused_in_the_form(as_lin, crisis, activity, wrong):
    tomorrow = timezone.localdate() + timedelta(days=1)
    form = {
        "shift-activity": str(activity.pk), "shift-slots": "2", "shift-day": f"{tomorrow}", "shift-begins": "22:00",
        "shift-ends": "06:00", "shift-is_risky": "on", "shift-is_insured": "on", "shift-risk_notice": "夜间涉水",
    }  # fmt: skip
    address = reverse("volunteering:shift_new", args=[crisis.slug])

    assert as_lin.post(address, form | wrong).status_code == 422
    assert not Shift.objects.exists()
    assert as_lin.post(address, form).status_code == 302
    assert Shift.objects.get().ends_at - Shift.objects.get().starts_at == timedelta(hours=8)


def test_a_skill_is_told_and_taken_away_on_ones_own_page(as_chen):
    address = reverse("volunteering:skill_tell")
    as_chen.post(address, {"skill-skill": "COOKING"})
    assert Person.objects.get(user__username="chen")
    assert VolunteerSkill.objects.get().skill == "COOKING"

    as_chen.post(address, {"gone": "COOKING"})

    assert not VolunteerSkill.objects.exists()
