"""Entering one's name without an account: kept sealed, confirmed by a person, used by one code, left for good."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scope

from qiao.accounts.roles import Actor
from qiao.exceptions import (
    EnrolmentConflictError,
    EnrolmentEndedError,
    EnrolmentUnconfirmedError,
    ShiftClashError,
)
from qiao.registry.models import Membership
from qiao.trail.guests import guest_of
from qiao.volunteering import actions
from qiao.volunteering.actions import Entry
from qiao.volunteering.codes import enrolment_code, invitation, shift_invitation
from qiao.volunteering.models import (
    Assignment,
    Enrolment,
    HourRecord,
    PurposeConsent,
    VolunteerProfile,
    VolunteerSkill,
)

pytestmark = pytest.mark.usefixtures("at_work")
PHONE = "15400000061"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def entry(yingshan):
    return Entry("方小溪", PHONE, place=yingshan, skills=("DUTY",), week="1" * 28, purposes={"ROSTER"})


@pytest.fixture
def entered(association, entry, now):
    return actions.enter_publicly(association, entry, submission=uuid.uuid4(), client="10.0.0.1", at=now)


@pytest.fixture
def confirmed(lin, entered, now):
    return actions.confirm_enrolment(lin, entered, at=now)


@pytest.fixture
def holder(association):
    return Actor.volunteer(association.pk)


def form(**more):
    told = {"kind": "PERSON", "submission": str(uuid.uuid4()), "name": "方小溪", "phone": PHONE}
    return told | {"most_shifts": "2", "is_adult": "1", "contact": "1"} | more


def test_a_name_is_kept_sealed_and_shown_masked(entered):
    assert (entered.masked_name, entered.masked_phone) == ("方**", "154****61")
    assert PHONE.encode() not in bytes(entered.sealed)
    assert dict(actions.facts_of(entered)) == {"name": "方小溪", "phone": PHONE}


def test_sent_again_it_stands_once_and_another_content_is_refused(association, entry, entered, now):
    again = actions.enter_publicly(association, entry, submission=entered.pk, client="10.0.0.1", at=now)

    assert again == entered
    other = Entry("别人", "15400000062")
    with pytest.raises(EnrolmentConflictError):
        actions.enter_publicly(association, other, submission=entered.pk, client="10.0.0.1", at=now)


def test_nobody_takes_a_shift_before_a_person_has_confirmed(holder, entered, shift, now):
    with pytest.raises(EnrolmentUnconfirmedError):
        actions.take_shift(holder, shift, has_read_risks=False, at=now, holder=entered)


def test_confirmed_one_is_a_member_with_skills_and_free_time(association, confirmed):
    assert Membership.objects.filter(organization=association, person=confirmed.person).exists()
    assert list(VolunteerSkill.objects.values_list("skill", flat=True)) == ["DUTY"]
    assert VolunteerProfile.objects.get().may_be_rostered


def test_a_clash_is_refused_to_the_holder_of_a_code(holder, confirmed, make_shift, now):
    first, second = make_shift(), make_shift(after=1)
    actions.take_shift(holder, first, has_read_risks=False, at=now, holder=confirmed)

    with pytest.raises(ShiftClashError):
        actions.take_shift(holder, second, has_read_risks=False, at=now, holder=confirmed)


def test_a_consent_withdrawn_takes_one_off_the_roster(holder, confirmed, entry, now):
    changed = Entry(**{**vars(entry), "purposes": frozenset()})

    actions.amend_enrolment(holder, confirmed, changed, at=now)

    assert not VolunteerProfile.objects.get().may_be_rostered
    assert PurposeConsent.objects.get(purpose="ROSTER").withdrawn_at == now
    assert actions.purposes_of(confirmed) == {"CONTACT"}


def test_an_address_for_messages_stands_only_while_it_is_agreed_to(holder, confirmed, entry, now):
    told = Entry(**{**vars(entry), "purposes": {"NOTICES"}})
    actions.amend_enrolment(holder, confirmed, told, at=now)
    assert guest_of(confirmed.pk).masked == "154****61"

    actions.amend_enrolment(holder, confirmed, entry, at=now)

    assert guest_of(confirmed.pk) is None


def test_who_leaves_is_destroyed_and_gives_back_the_shifts_to_come(holder, confirmed, shift, now):
    place = actions.take_shift(holder, shift, has_read_risks=False, at=now, holder=confirmed)

    actions.leave_for_good(holder, confirmed, at=now)

    place.refresh_from_db()
    assert (confirmed.state, confirmed.sealed, confirmed.masked_phone) == ("LEFT", None, "")
    assert place.left_at == now
    assert confirmed.person.name == "（已删除）"
    with pytest.raises(EnrolmentEndedError):
        actions.leave_for_good(holder, confirmed, at=now)


def test_the_name_stays_with_time_that_was_served(lin, holder, confirmed, activity, now):
    actions.record_hours(lin, activity, person=confirmed.person, served_on=now.date(), minutes=60)

    actions.leave_for_good(holder, confirmed, at=now)

    assert HourRecord.objects.get().person.name == "方小溪"


def test_who_is_not_taken_is_destroyed_at_once(lin, entered, now):
    actions.decline_enrolment(lin, entered, reason="请到县义工联登记", at=now)

    entered.refresh_from_db()
    assert (entered.state, entered.sealed) == ("DECLINED", None)


def test_an_enterprise_becomes_a_member_enterprise(lin, association, yingshan, now):
    told = Entry("王经理", PHONE, kind="ENTERPRISE", enterprise_name="示例运输公司", place=yingshan)
    entered = actions.enter_publicly(association, told, submission=uuid.uuid4(), client="10.0.0.1", at=now)

    made = actions.confirm_enrolment(lin, entered, at=now)

    assert Membership.objects.get(organization=association, enterprise=made.enterprise).until is None


def test_a_stranger_signs_up_in_the_browser_and_finds_the_page_again(client, association, lin, shift):
    address = f"/join/{shift_invitation(shift)}/"
    assert "转运口罩" in client.get(address).content.decode()
    sent = form(skills=["DUTY"], free=["0-1"], purposes=["CALLS"])

    answer = client.post(address, sent, follow=True)

    with scope(organization=association.pk):
        made = Enrolment.objects.get()
        assert made.shift == shift
    code = enrolment_code(made)
    assert code in answer.content.decode()
    page = client.get(f"/me/{code}/").content.decode()
    assert "等协调员确认" in page
    assert PHONE in page


def test_a_form_without_consent_or_age_is_refused_with_what_was_typed(client, association):
    answer = client.post(f"/join/{invitation(association.pk)}/", form(is_adult="", contact=""))

    assert answer.status_code == 422
    assert PHONE in answer.content.decode()


def test_an_address_made_elsewhere_invites_nobody(client, association):
    assert client.get(f"/join/{association.pk.hex}-{'0' * 32}/").status_code == 404
    assert client.get("/join/none/").status_code == 404


def test_a_shift_is_taken_and_left_by_the_code_alone(client, confirmed, make_shift, association):
    shift = make_shift(risk_notice="水位高", is_insured=True, is_risky=True)
    code = enrolment_code(confirmed)

    refused = client.post(f"/me/{code}/take/{shift.pk}/")
    taken = client.post(f"/me/{code}/take/{shift.pk}/", {"has_read_risks": "1"}, follow=True)

    assert refused.status_code == 422
    assert "打开签到页" in taken.content.decode()
    with scope(organization=association.pk):
        place = Assignment.objects.get()
    client.post(f"/me/{code}/leave/{place.pk}/")
    place.refresh_from_db()
    assert place.left_at


def test_another_organisations_shift_and_anothers_place_are_not_found(
    client, confirmed, member, lin, shift, now
):
    place = actions.assign(lin, shift, member, at=now)
    code = enrolment_code(confirmed)

    assert client.post(f"/me/{code}/leave/{place.pk}/").status_code == 404
    assert client.post(f"/me/{code}/take/{uuid.uuid4()}/").status_code == 404


def test_a_certificate_is_issued_by_the_code(client, lin, wu, confirmed, activity, now):
    record = actions.record_hours(
        lin, activity, person=confirmed.person, served_on=timezone.localdate(), minutes=90
    )
    actions.verify_hours(wu, record, verified_at=now + timedelta(seconds=1))
    code = enrolment_code(confirmed)

    page = client.post(f"/me/{code}/proof/", follow=True)

    assert "方小溪" in page.content.decode()
    file = client.get(page.request["PATH_INFO"] + "file/")
    assert file.json()["lines"][0]["minutes"] == 90


def test_the_coordinators_list_shows_no_number_and_a_look_is_recorded(as_lin, entered):
    page = as_lin.get("/people/").content.decode()

    assert "方**" in page
    assert PHONE not in page
    assert PHONE in as_lin.post(f"/people/{entered.pk}/reveal/").content.decode()
