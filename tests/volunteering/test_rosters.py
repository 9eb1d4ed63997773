"""The roster's page: only who agreed, only when free; taken over by a person, refused line by line."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from qiao.registry.models import Membership, Person
from qiao.volunteering import actions
from qiao.volunteering.models import Assignment, VolunteerProfile
from qiao.volunteering.rostering import draw_roster, free

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def agreed(lin, association, yingshan):
    """Return a maker of members who are free at all times and agreed."""

    def make(name, week="1" * 28, most_shifts=3, **facts):
        person = Person.objects.create(name=name, place=yingshan, is_sample=True)
        Membership.objects.create(organization=association, person=person)
        told = {"languages": "", "may_be_rostered": True, "at": timezone.now()} | facts
        actions.tell_profile(lin, person, week=week, most_shifts=most_shifts, **told)
        return person

    return make


def drawn(crisis):
    return draw_roster(crisis, now=timezone.now(), seconds=2)


def test_only_who_agreed_is_drawn(agreed, member, shift, crisis):
    agreed("不愿意", may_be_rostered=False)
    willing = agreed("愿意")

    assert [(person, one) for _, person, one in drawn(crisis).lines] == [(willing, shift)]


def test_only_who_is_free_then_is_drawn(agreed, make_shift, crisis):
    agreed("没空", week="0" * 28)
    make_shift(slots=1)

    found = drawn(crisis)

    assert found.lines == []
    assert "没有空 1 人" in found.empty[0][0].reason.zh


def test_free_parts_that_touch_are_one_stretch(agreed):
    person = agreed("甲", week="0011" + "1000" + "0000" * 5)
    monday = timezone.localtime().replace(
        year=2026, month=11, day=30, hour=0, minute=0, second=0, microsecond=0
    )

    found = list(free(VolunteerProfile.objects.get(person=person), monday, monday + timedelta(days=2)))

    assert found == [(12 * 60, 30 * 60)]


def test_who_has_a_place_is_not_drawn_for_the_same_time(agreed, lin, make_shift, crisis):
    first, person = make_shift(), agreed("甲")
    actions.assign(lin, first, person, at=timezone.now())
    make_shift(after=1)

    assert drawn(crisis).lines == []


def test_the_page_keeps_nothing_until_a_person_takes_lines_over(as_lin, agreed, shift, crisis):
    person = agreed("示例乙")
    page = as_lin.get(reverse("volunteering:roster", args=[crisis.slug])).content.decode()
    assert person.name in page
    assert not Assignment.objects.exists()

    as_lin.post(
        reverse("volunteering:roster_take", args=[crisis.slug]), {"line": [f"{shift.pk}:{person.pk}"]}
    )

    assert Assignment.objects.get().person == person


def test_a_line_that_clashes_meanwhile_is_refused_alone(as_lin, agreed, lin, make_shift, crisis):
    one, other = make_shift(slots=2), make_shift(after=1, slots=2)
    first, second = agreed("甲"), agreed("乙")
    actions.assign(lin, other, first, at=timezone.now())

    answer = as_lin.post(
        reverse("volunteering:roster_take", args=[crisis.slug]),
        {"line": [f"{one.pk}:{first.pk}", f"{one.pk}:{second.pk}"]},
        follow=True,
    )

    assert [held.person for held in Assignment.objects.filter(shift=one)] == [second]
    assert "时间冲突" in answer.content.decode()


def test_who_did_not_agree_is_not_taken_over(as_lin, member, shift, crisis):
    as_lin.post(
        reverse("volunteering:roster_take", args=[crisis.slug]), {"line": [f"{shift.pk}:{member.pk}"]}
    )

    assert not Assignment.objects.exists()


def test_a_volunteer_agrees_and_takes_it_back_on_their_own_page(as_chen):
    address = reverse("volunteering:profile_tell")
    told = {"free": ["0-1", "6-3"], "profile-most_shifts": "2"}

    as_chen.post(address, told | {"profile-may_be_rostered": "on"})
    kept = VolunteerProfile.objects.get()
    assert (kept.week, kept.agreed_at is not None) == ("01" + "0" * 25 + "1", True)
    as_chen.post(address, told)

    kept.refresh_from_db()
    assert (kept.may_be_rostered, kept.agreed_at) == (False, None)


def test_the_database_keeps_consent(agreed):
    agreed("甲", may_be_rostered=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        VolunteerProfile.objects.update(may_be_rostered=True)


def test_a_volunteer_draws_no_roster(as_chen, crisis):
    assert as_chen.get(reverse("volunteering:roster", args=[crisis.slug])).status_code == 403
