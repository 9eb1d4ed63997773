"""The supervisor opens notes: the second factor again, a trail, a review; where one of them fails nothing opens."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from qiao.accounts.roles import Role
from qiao.care import actions
from qiao.care.models import NoteOpening
from qiao.exceptions import (
    LineAlreadyDecidedError,
    OpeningUnreviewedError,
    RightMissingError,
    SecondFactorLockedError,
    SecondFactorMissingError,
    SecondFactorWrongError,
)
from qiao.pages.adapter import SEALED, SealedSecrets
from qiao.trail.models import TrailEntry
from tests.care.conftest import NOTES, REASON, code_of, signed_in
from tests.conftest import appoint

pytestmark = pytest.mark.usefixtures("at_work")


def open_notes(he, file, code, now=None):
    return actions.open_notes(he, file, reason=REASON, code=code, now=now or timezone.now())


def test_a_wrong_code_opens_nothing_and_is_in_the_trail(he, file):
    with pytest.raises(SecondFactorWrongError):
        open_notes(he, file, "000000")

    assert not NoteOpening.objects.exists()
    assert TrailEntry.objects.filter(verb="care_note.refuse", subject_id=file.pk).count() == 1


def test_without_a_second_factor_nothing_opens(he, he_user, file):
    Authenticator.objects.filter(user=he_user).delete()

    with pytest.raises(SecondFactorMissingError):
        open_notes(he, file, "000000")


def test_a_code_opens_once(he, he_user, file):
    code = code_of(he_user)
    open_notes(he, file, code)

    with pytest.raises(SecondFactorWrongError):
        open_notes(he, file, code)


def test_the_six_digits_of_the_telephone_open(he, he_user, file):
    held = TOTP(Authenticator.objects.get(user=he_user, type=Authenticator.Type.TOTP))
    secret = SealedSecrets().decrypt(held.instance.data["secret"])
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))

    open_notes(he, file, code)

    assert actions.read_file(he, file, now=timezone.now()).shows_notes


def test_the_secret_of_a_second_factor_lies_sealed(he_user):
    held = Authenticator.objects.get(user=he_user, type=Authenticator.Type.TOTP).data["secret"]

    assert held.startswith(SEALED)
    assert SealedSecrets().decrypt(held) not in held


def test_after_five_wrong_codes_the_right_one_is_refused_for_a_while(he, he_user, file):
    for _ in range(5):
        with pytest.raises(SecondFactorWrongError):
            open_notes(he, file, "000000")

    with pytest.raises(SecondFactorLockedError):
        open_notes(he, file, code_of(he_user))

    later = timezone.now() + timedelta(minutes=16)
    open_notes(he, file, code_of(he_user), now=later)
    assert NoteOpening.objects.count() == 1


def test_what_nobody_reviewed_in_three_days_blocks_the_next(he, he_user, zhou, file):
    now = timezone.now()
    open_notes(he, file, code_of(he_user), now=now - timedelta(hours=73))
    with pytest.raises(OpeningUnreviewedError):
        open_notes(he, file, code_of(he_user))

    actions.review_opening(zhou, NoteOpening.objects.get(), reviewed_at=now)

    open_notes(he, file, code_of(he_user))


def test_within_three_days_the_next_is_not_blocked(he, he_user, file):
    open_notes(he, file, code_of(he_user), now=timezone.now() - timedelta(hours=71))
    open_notes(he, file, code_of(he_user))

    assert NoteOpening.objects.count() == 2


def test_an_opening_is_reviewed_once_and_by_the_team(he, he_user, zhou, sun, file):
    open_notes(he, file, code_of(he_user))
    opening = NoteOpening.objects.get()
    for other in (he, sun):
        with pytest.raises(RightMissingError):
            actions.review_opening(other, opening, reviewed_at=timezone.now())

    actions.review_opening(zhou, opening, reviewed_at=timezone.now())

    with pytest.raises(LineAlreadyDecidedError):
        actions.review_opening(zhou, opening, reviewed_at=timezone.now())


def test_the_database_takes_no_review_of_ones_own(he, he_user, file):
    open_notes(he, file, code_of(he_user))

    with pytest.raises(IntegrityError), transaction.atomic():
        NoteOpening.objects.update(reviewed_by=he_user, reviewed_at=timezone.now())


def test_without_a_trail_no_notes_open(as_he, he_user, file):
    as_he.raise_request_exception = False
    facts = {"reason-reason": REASON, "reason-code": code_of(he_user)}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trail_trailentry RENAME COLUMN hash TO hash_away")

    answer = as_he.post(reverse("care:notes_open", args=[file.pk]), facts)

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trail_trailentry RENAME COLUMN hash_away TO hash")
    assert answer.status_code >= 500
    assert NOTES not in answer.content.decode()
    assert not NoteOpening.objects.exists()


def test_the_page_opens_and_says_when_it_does_not(as_he, he_user, file):
    address = reverse("care:notes_open", args=[file.pk])

    wrong = as_he.post(address, {"reason-reason": REASON, "reason-code": "000000"})
    right = as_he.post(address, {"reason-reason": REASON, "reason-code": code_of(he_user)}, follow=True)

    assert (wrong.status_code, NOTES in wrong.content.decode()) == (403, False)
    assert NOTES in right.content.decode()


def test_the_auditor_sees_who_and_when_but_no_file(he, he_user, file, association):
    open_notes(he, file, code_of(he_user))
    shen = signed_in(appoint("shen", association, Role.AUDITOR))

    text = shen.get(reverse("care:openings")).content.decode()

    assert "he" in text
    for secret in (file.number, str(file.pk), REASON):
        assert secret not in text


@pytest.mark.parametrize("who", ["as_lin", "as_zhou", "as_he"])
def test_the_list_of_openings_is_the_auditors(request, file, who):
    assert request.getfixturevalue(who).get(reverse("care:openings")).status_code == 403


def test_half_an_hour_ends_by_the_clock_of_the_page(as_he, he, he_user, file, settings):
    settings.QIAO_IDLE_SECONDS = 3600  # the notes end, not the session
    open_notes(he, file, code_of(he_user))
    address = reverse("care:file", args=[file.pk])

    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        late = as_he.get(address).content.decode()

    assert NOTES in as_he.get(address).content.decode()
    assert NOTES not in late
