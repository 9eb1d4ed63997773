"""Coming and going by a code, late, twice or without a network; hours are what lies between."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from qiao.exceptions import PresenceConflictError, PresenceStandbyError, PresenceTimeError, SamePersonError
from qiao.volunteering import actions
from qiao.volunteering.actions import Came, ShiftPlan
from qiao.volunteering.codes import site_code, volunteer_code
from qiao.volunteering.models import HourRecord, Presence

pytestmark = pytest.mark.usefixtures("at_work")
OWN = {"X-Qiao-Outbox": "1", "Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}


@pytest.fixture
def place(lin, chen_person, activity, chen):
    """Chen's place in a shift that began four hours ago and ended one hour ago."""
    start = timezone.now().replace(microsecond=0) - timedelta(hours=4)
    plan = ShiftPlan(starts_at=start, ends_at=start + timedelta(hours=3), required_skill="CARRYING")
    shift = actions.open_shift(lin, activity, plan)
    actions.tell_skill(lin, chen_person, skill="CARRYING")
    return actions.assign(lin, shift, chen_person, at=start - timedelta(days=1))


@pytest.fixture
def phone():
    return Client(enforce_csrf_checks=True)


def send(phone, place, kind, at=None, on_site="", **more):
    form = {"code": volunteer_code(place), "kind": kind, "submission": str(uuid.uuid4()), "on_site": on_site}
    form |= {"at": at.isoformat()} if at else {}
    return phone.post(reverse("volunteering:come_send"), form | more, headers=OWN)


def told():
    with scopes_disabled():
        return list(Presence.objects.order_by("at"))


def test_hours_are_what_lies_between_coming_and_going_and_wait_to_be_verified(phone, place):
    begins = place.shift.starts_at

    send(phone, place, "IN", begins + timedelta(minutes=5), site_code(place.shift))
    send(phone, place, "OUT", begins + timedelta(minutes=95, seconds=59))

    served = HourRecord.objects.get()
    assert (served.minutes, served.skill, served.is_verified) == (90, "CARRYING", False)
    assert [one.is_on_site for one in told()] == [True, False]


def test_a_resend_and_a_second_tap_get_the_first_answer(phone, place):
    at, sent = place.shift.starts_at, str(uuid.uuid4())

    codes = [send(phone, place, "IN", at, submission=sent).status_code for _ in range(2)]
    codes.append(send(phone, place, "IN", at + timedelta(minutes=9)).status_code)

    assert codes == [200, 200, 200]
    assert [str(one.pk) for one in told()] == [sent]


def test_the_same_id_with_other_content_is_a_conflict(place):
    sent = uuid.uuid4()
    actions.take_presence(place, Came("IN"), submission=sent, received_at=timezone.now())

    with pytest.raises(PresenceConflictError):
        actions.take_presence(place, Came("OUT"), submission=sent, received_at=timezone.now())


def test_what_is_told_out_of_order_is_reckoned_all_the_same(phone, place):
    begins = place.shift.starts_at

    send(phone, place, "OUT", begins + timedelta(hours=2))
    send(phone, place, "IN", begins)

    assert HourRecord.objects.get().minutes == 120


def test_nobody_goes_before_they_come(phone, place):
    send(phone, place, "IN", place.shift.starts_at + timedelta(hours=1))

    assert send(phone, place, "OUT", place.shift.starts_at).json()["code"] == "presence_time"
    assert not HourRecord.objects.exists()


def test_a_clock_set_wrong_gives_way_to_ours(place):
    now = timezone.now()

    made = actions.take_presence(
        place, Came("IN", now - timedelta(days=400)), submission=uuid.uuid4(), received_at=now
    )

    assert made.at == now


def test_a_phone_that_gets_a_network_days_later_is_believed(place):
    late, at = timezone.now() + timedelta(days=3), place.shift.starts_at + timedelta(minutes=1)

    made = actions.take_presence(place, Came("IN", at), submission=uuid.uuid4(), received_at=late)

    assert (made.at, made.received_at) == (at, late)
    with pytest.raises(PresenceTimeError):
        actions.take_presence(place, Came("OUT", late), submission=uuid.uuid4(), received_at=late)


def test_who_stands_by_or_left_does_not_check_in(lin, place, member, activity):
    waiting = actions.assign(lin, _shift_later(lin, activity), member, at=timezone.now(), stands_by=True)

    with pytest.raises(PresenceStandbyError):
        actions.take_presence(waiting, Came("IN"), submission=uuid.uuid4(), received_at=timezone.now())


def _shift_later(lin, activity):
    start = timezone.now() + timedelta(minutes=30)
    return actions.open_shift(lin, activity, ShiftPlan(starts_at=start, ends_at=start + timedelta(hours=1)))


def test_the_volunteer_does_not_verify_what_the_phone_entered(phone, place, wu, lin):
    send(phone, place, "IN", place.shift.starts_at)
    send(phone, place, "OUT", place.shift.ends_at)
    served = HourRecord.objects.get()
    place.person.user_id = lin.user_id
    place.person.save()

    with pytest.raises(SamePersonError):
        actions.verify_hours(lin, HourRecord.objects.get(), verified_at=timezone.now())
    assert actions.verify_hours(wu, served, verified_at=timezone.now()).is_verified


def test_the_desk_on_site_checks_in_who_has_no_phone(as_lin, lin_user, place):
    as_lin.post(reverse("volunteering:place_check", args=[place.pk]), {"kind": "IN"})

    assert [(one.kind, one.told_by_id) for one in told()] == [("IN", lin_user.pk)]


def test_the_page_needs_no_account_and_may_be_kept_on_the_phone(phone, place):
    answer = phone.get(reverse("volunteering:come_code", args=[volunteer_code(place)]))

    assert answer.status_code == 200
    assert answer["X-Qiao-Keep"] == "1"
    assert "no-store" in answer["Cache-Control"]
    assert place.person.name not in answer.content.decode()


def test_without_scripts_the_plain_form_does_the_same(place):
    client = Client()
    page = reverse("volunteering:come_code", args=[volunteer_code(place)])

    assert client.post(page, {"kind": "IN"}).status_code == 303
    assert [one.kind for one in told()] == ["IN"]


@pytest.mark.parametrize(
    "headers", [{}, OWN | {"Sec-Fetch-Site": "cross-site"}, OWN | {"Origin": "http://evil.example"}]
)
def test_a_foreign_page_sends_nothing(phone, place, headers):
    form = {"code": volunteer_code(place), "kind": "IN"}

    assert phone.post(reverse("volunteering:come_send"), form, headers=headers).status_code == 403
    assert told() == []


def test_wrong_codes_are_counted_and_misread_ones_are_not(phone, place):
    page = "volunteering:come_code"
    code = volunteer_code(place)
    misread = code[:-1] + str((int(code[-1]) + 1) % 10)

    assert phone.get(reverse(page, args=[misread])).status_code == 404
    statuses = {phone.get(reverse(page, args=["0000-0000-0000-0000"])).status_code for _ in range(61)}

    assert statuses == {404, 429}


def test_who_scans_the_code_on_site_finds_its_digits_on_the_own_page(client, lin, member, shift):
    place = actions.assign(lin, shift, member, at=timezone.now())

    client.get(f"/in/?site={site_code(shift)}")
    page = client.get(f"/in/{volunteer_code(place)}/").content.decode()

    assert f'value="{site_code(shift)}"' in page
