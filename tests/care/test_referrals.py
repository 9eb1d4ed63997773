"""A file is handed on: consent inside each step, the key wrapped anew, nothing seen before it is accepted."""

import pytest
from cryptography.exceptions import InvalidTag
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.accounts.sealing import unwrap
from qiao.care import actions
from qiao.care.keys import context, key_of
from qiao.care.models import CareFile, CareSession, Consent, Referral
from qiao.exceptions import (
    CareFileStateError,
    ConsentMissingError,
    GuardianConsentError,
    LineAlreadyDecidedError,
    ReferralStateError,
    RightMissingError,
)
from qiao.registry.models import Appointment
from qiao.trail.models import TrailEntry
from tests.care.conftest import IDENTITY, NOTES

pytestmark = pytest.mark.usefixtures("at_work", "mei_user", "tao_user")

SUMMARY = "示例数据：丧亲两个月，希望每周一次哀伤辅导"
OUTSIDE = "示例市心理卫生中心"


@pytest.fixture
def agreed(zhou, file, other_association):
    """The person's consent to the other association."""
    return actions.record_consent(
        zhou, file, purpose="SHARING", receiver=other_association.name, given_at=timezone.now()
    )


@pytest.fixture
def asked(zhou, file, other_association, agreed):
    """A referral that waits for 陶."""
    return actions.ask_referral(
        zhou, file, to=other_association, to_name="", summary=SUMMARY, asked_at=timezone.now()
    )


def accept(tao, referral, mei_user):
    with scope(organization=tao.organization_id):
        return actions.accept_referral(tao, referral, supervisor=mei_user, answered_at=timezone.now())


# Consent is inside the transition


def test_nothing_is_asked_without_consent_to_this_receiver(zhou, file, other_association):
    actions.record_consent(zhou, file, purpose="SHARING", receiver=OUTSIDE, given_at=timezone.now())

    with pytest.raises(ConsentMissingError):
        actions.ask_referral(
            zhou, file, to=other_association, to_name="", summary=SUMMARY, asked_at=timezone.now()
        )

    assert not Referral.objects.exists()


def test_a_withdrawn_consent_takes_the_referral_back_and_destroys_its_key(zhou, tao, mei_user, agreed, asked):
    actions.withdraw_consent(zhou, agreed, withdrawn_at=timezone.now())

    asked.refresh_from_db()
    assert (asked.state, bytes(asked.wrapped_key), bytes(asked.sealed_summary)) == ("WITHDRAWN", b"", b"")
    with pytest.raises(ReferralStateError):
        accept(tao, asked, mei_user)


def test_consent_is_asked_for_again_when_the_file_moves(tao, mei_user, agreed, asked, file):
    Consent.objects.filter(pk=agreed.pk).update(
        withdrawn_at=timezone.now()
    )  # past the action that would tell

    with pytest.raises(ConsentMissingError):
        accept(tao, asked, mei_user)

    asked.refresh_from_db()
    file.refresh_from_db()
    assert (asked.state, file.organization_id) == ("ASKED", asked.organization_id)


def test_a_child_under_fourteen_does_not_agree_alone(zhou, he_user, crisis):
    child = actions.open_file(zhou, crisis, kind="GRIEF", identity="示例", supervisor=he_user, age="UNDER_14")

    with pytest.raises(GuardianConsentError):
        actions.record_consent(zhou, child, purpose="SERVICE", given_at=timezone.now())

    held = actions.record_consent(
        zhou, child, purpose="SERVICE", given_at=timezone.now(), given_by="GUARDIAN"
    )
    assert held.given_by == "GUARDIAN"


# What the receiver sees


def test_the_receiver_reads_the_summary_and_nothing_of_the_file(as_tao, asked):
    text = as_tao.get(reverse("care:referral", args=[asked.pk])).content.decode()

    assert SUMMARY in text
    assert IDENTITY not in text
    assert NOTES not in text
    assert as_tao.get(reverse("care:file", args=[asked.file_id])).status_code == 404
    assert TrailEntry.objects.filter(verb="referral.read", subject_id=asked.pk).count() == 1


def test_the_senders_own_key_does_not_open_what_was_sealed_for_the_receiver(asked):
    with pytest.raises(InvalidTag):
        key_of(asked)


@pytest.mark.parametrize("who", ["as_lin", "as_chen", "as_zhao", "as_sun", "as_zhou"])
def test_a_referral_opens_to_the_receivers_social_workers_alone(request, asked, who):
    answer = request.getfixturevalue(who).get(reverse("care:referral", args=[asked.pk]))

    assert answer.status_code in {403, 404}
    assert SUMMARY not in answer.content.decode()


# Accepted


def test_an_accepted_file_changes_hands_whole(tao, mei_user, asked, file, other_association):
    moved = accept(tao, asked, mei_user)

    with scope(organization=other_association.pk):
        read = actions.read_file(tao, moved, now=timezone.now())
        assert (read.identity, [note.text for note in read.notes]) == (IDENTITY, [NOTES])
        assert list(moved.team.values_list("pk", flat=True)) == [tao.user_id]
    with scopes_disabled():
        rows = [*CareSession.objects.filter(file=file), *Consent.objects.filter(file=file)]
    assert {one.organization_id for one in rows} == {other_association.pk}


def test_the_key_is_wrapped_anew_for_the_receiver(tao, mei_user, asked, file, association):
    before = bytes(file.wrapped_key)
    key = key_of(file)
    moved = accept(tao, asked, mei_user)

    assert bytes(moved.wrapped_key) != before
    assert key_of(moved) == key
    with pytest.raises(InvalidTag):
        unwrap(
            bytes(moved.wrapped_key),
            context("CareFile.key", moved.pk),
            under=f"care-{association.pk.hex}-0001",
        )


def test_the_team_that_asked_reads_nothing_any_more(as_zhou, as_he, zhou, tao, mei_user, asked, file):
    accept(tao, asked, mei_user)

    assert as_zhou.get(reverse("care:file", args=[file.pk])).status_code == 404
    assert as_he.get(reverse("care:file", args=[file.pk])).status_code == 404
    with pytest.raises(RightMissingError):
        actions.read_file(zhou, file, now=timezone.now())


def test_a_referral_is_answered_once(tao, mei_user, asked):
    accept(tao, asked, mei_user)

    with pytest.raises(ReferralStateError):
        accept(tao, asked, mei_user)


def test_only_the_receiver_answers(sun, he_user, asked):
    with pytest.raises(RightMissingError):
        actions.accept_referral(sun, asked, supervisor=he_user, answered_at=timezone.now())
    with pytest.raises(RightMissingError):
        actions.decline_referral(sun, asked, reason="FULL", answered_at=timezone.now())


# Declined, withdrawn, once


def test_a_declined_file_stays_and_can_be_referred_again(tao, zhou, asked, file, other_association):
    with scope(organization=tao.organization_id):
        actions.decline_referral(tao, asked, reason="FULL", answered_at=timezone.now())

    asked.refresh_from_db()
    assert (asked.state, asked.reason, bytes(asked.sealed_summary)) == ("DECLINED", "FULL", b"")
    again = actions.ask_referral(
        zhou, file, to=other_association, to_name="", summary=SUMMARY, asked_at=timezone.now()
    )
    assert again.state == "ASKED"


@pytest.mark.parametrize(
    "wrong", [{"state": "DECLINED"}, {"state": "DECLINED", "reason": "FULL"}, {"reason": "FULL"}]
)
def test_the_database_keeps_states_whole(asked, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=asked.pk).update(**wrong)


def test_two_referrals_of_one_file_do_not_wait_at_once(zhou, file, asked, other_association):
    with pytest.raises(ReferralStateError):
        actions.ask_referral(
            zhou, file, to=other_association, to_name="", summary=SUMMARY, asked_at=timezone.now()
        )


def test_an_asking_is_taken_back(as_zhou, as_tao, asked):
    as_zhou.post(reverse("care:referral_withdraw", args=[asked.file_id, asked.pk]))

    asked.refresh_from_db()
    assert asked.state == "WITHDRAWN"
    assert as_tao.get(reverse("care:referral", args=[asked.pk])).status_code == 404


def test_an_organisation_without_a_team_of_care_is_not_asked(zhou, file, other_association):
    actions.record_consent(
        zhou, file, purpose="SHARING", receiver=other_association.name, given_at=timezone.now()
    )
    with scope(organization=other_association.pk):
        Appointment.objects.filter(organization=other_association, role="SUPERVISOR").delete()

    with pytest.raises(RightMissingError):
        actions.ask_referral(
            zhou, file, to=other_association, to_name="", summary=SUMMARY, asked_at=timezone.now()
        )


# On paper


@pytest.fixture
def on_paper(zhou, file):
    actions.record_consent(zhou, file, purpose="SHARING", receiver=OUTSIDE, given_at=timezone.now())
    return actions.ask_referral(
        zhou, file, to=None, to_name=OUTSIDE, summary=SUMMARY, asked_at=timezone.now()
    )


def test_the_letter_is_read_under_consent_and_in_the_trail(as_zhou, zhou, file, on_paper):
    letter = reverse("care:referral_letter", args=[file.pk, on_paper.pk])

    shown = as_zhou.get(letter).content.decode()

    assert IDENTITY in shown
    assert SUMMARY in shown
    assert TrailEntry.objects.filter(verb="care_file.read", subject_id=file.pk).count() == 1
    actions.withdraw_consent(zhou, on_paper.consent, withdrawn_at=timezone.now())
    assert IDENTITY not in as_zhou.get(letter).content.decode()


def test_what_went_out_on_paper_takes_nothing_more(zhou, file, on_paper):
    actions.note_answer(zhou, on_paper, is_accepted=True, answered_at=timezone.now())

    file.refresh_from_db()
    assert file.state == CareFile.State.REFERRED
    with pytest.raises(CareFileStateError):
        actions.add_session(zhou, file, held_at=timezone.now(), minutes=5, notes="示例")


def test_the_page_asks_for_consent_and_keeps_it(as_zhou, file, other_association):
    address = reverse("care:referral_new", args=[file.pk])
    facts = {"referral-to": str(other_association.pk), "referral-summary": SUMMARY}

    refused = as_zhou.post(address, facts)
    taken = as_zhou.post(address, facts | {"referral-has_consent": "on", "referral-given_by": "SELF"})

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert SUMMARY in refused.content.decode()
    held = Consent.objects.get(purpose="SHARING")
    assert (held.receiver, held.withdrawn_at) == (other_association.name, None)
    assert Referral.objects.get().consent == held


def test_the_receiver_accepts_by_the_page(as_tao, asked, mei_user):
    listed = as_tao.get(reverse("care:arrivals")).content.decode()
    answer = as_tao.post(
        reverse("care:referral_accept", args=[asked.pk]), {"supervisor": str(mei_user.pk)}, follow=True
    )

    assert str(asked.pk) in listed
    assert answer.status_code == 200
    assert IDENTITY in answer.content.decode()


@pytest.mark.parametrize("receiver", ["", OUTSIDE])
def test_consent_to_one_receiver_is_given_once(zhou, file, receiver):
    purpose = "SHARING" if receiver else "STATISTICS"
    actions.record_consent(zhou, file, purpose=purpose, receiver=receiver, given_at=timezone.now())

    with pytest.raises(LineAlreadyDecidedError):
        actions.record_consent(zhou, file, purpose=purpose, receiver=receiver, given_at=timezone.now())
    other = actions.record_consent(
        zhou, file, purpose="SHARING", receiver="示例另一家", given_at=timezone.now()
    )
    assert other.receiver == "示例另一家"
