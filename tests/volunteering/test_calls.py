"""Whom to ring when a shift lacks people; and a volunteer's calendar."""

from datetime import UTC, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.registry.models import Membership, Person
from qiao.volunteering import actions, queries
from qiao.volunteering.calendar_feed import calendar_token
from qiao.volunteering.calling import to_call

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def join(association, yingshan):
    """Return a maker of members."""

    def make(name, place=yingshan):
        person = Person.objects.create(name=name, place=place, is_sample=True)
        Membership.objects.create(organization=association, person=person)
        return person

    return make


def named(lin, shift):
    return [one.person.name for one in to_call(shift, queries.volunteers_for(lin))]


def test_who_stands_by_is_rung_first_in_their_order(lin, make_shift, join):
    shift = make_shift(slots=2)
    people = [join(name) for name in ("甲", "乙", "丙")]
    for person in (people[2], people[1]):
        actions.assign(lin, shift, person, at=timezone.now(), stands_by=True)

    assert named(lin, shift) == ["丙", "乙", "甲"]


def test_then_who_agreed_who_served_least_and_who_lives_near(lin, activity, shift, join, luotian):
    near, far, tired, willing = join("近"), join("远", luotian), join("累"), join("愿意", luotian)
    actions.record_hours(lin, activity, person=tired, served_on=timezone.localdate(), minutes=600)
    actions.tell_profile(
        lin, willing, week="", most_shifts=1, languages="", may_be_rostered=True, at=timezone.now()
    )

    found = to_call(shift, queries.volunteers_for(lin))

    assert [one.person for one in found] == [willing, near, far, tired]
    assert "近四周服务 10 小时" in found[-1].reason.zh


def test_who_is_held_then_or_lacks_the_skill_is_not_rung(lin, make_shift, join):
    held, cook, other = join("有班"), join("会做饭"), join("不会")
    actions.assign(lin, make_shift(), held, at=timezone.now())
    for person in (held, cook):
        actions.tell_skill(lin, person, skill="COOKING")
    shift = make_shift(after=1, required_skill="COOKING")

    assert named(lin, shift) == [cook.name]
    assert other.name not in named(lin, shift)


def test_the_list_stands_on_the_page_while_people_lack_and_not_for_volunteers(
    as_lin, as_chen, lin, shift, join
):
    person = join("示例丁")
    page = reverse("volunteering:shift", args=[shift.pk])

    assert "先打给谁" in as_lin.get(page).content.decode()
    assert person.name not in as_chen.get(page).content.decode()
    as_lin.post(reverse("volunteering:shift_assign", args=[shift.pk]), {"assign-person": str(person.pk)})
    assert "先打给谁" not in as_lin.get(page).content.decode()


# Calendar


@pytest.fixture
def address(lin, chen, chen_person):
    return reverse("volunteering:calendar_file", args=[calendar_token(chen.acts_for, chen_person)])


def test_a_calendar_tells_shifts_standing_by_and_what_was_called_off(
    client, lin, chen_person, make_shift, address
):
    taken, waits, off = make_shift(meet_at="东门; 大厅"), make_shift(after=5), make_shift(after=9)
    for shift, stands_by in ((taken, False), (waits, True), (off, False)):
        actions.assign(lin, shift, chen_person, at=timezone.now(), stands_by=stands_by)
    actions.cancel_shift(lin, off, reason="大雨", at=timezone.now())

    text = client.get(address).content.decode()

    assert [line for line in text.split("\r\n") if line.startswith("STATUS")] == [
        "STATUS:CONFIRMED", "STATUS:TENTATIVE", "STATUS:CANCELLED"
    ]  # fmt: skip
    assert f"DTSTART:{taken.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" in text
    assert "东门\\; 大厅" in text
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_nothing_but_the_whole_address_opens_a_calendar(client, chen, member, address):
    stranger = address.replace(address[-10:-4], "000000")

    assert client.get(address).status_code == 200
    assert client.get(stranger).status_code == 404
    assert client.get("/calendar/nonsense.ics").status_code == 404


def test_what_was_left_is_not_in_the_calendar(client, lin, chen_person, shift, address):
    place = actions.assign(lin, shift, chen_person, at=timezone.now() - timedelta(minutes=1))
    actions.leave_shift(lin, place, at=timezone.now())

    assert "VEVENT" not in client.get(address).content.decode()
