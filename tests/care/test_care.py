"""Case files: whose they are, what is sealed, and that no word is shown before its reading is in the trail."""

import json
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from qiao.accounts.roles import Role
from qiao.accounts.sealing import unseal
from qiao.care import actions
from qiao.care.keys import key_of
from qiao.care.models import CareFile, CareSession, Consent, NoteOpening
from qiao.exceptions import LineAlreadyDecidedError, ReasonMissingError, RightMissingError
from qiao.pages.search.index import FTS
from qiao.registry.models import Appointment
from qiao.trail.models import TrailEntry
from tests.care.conftest import IDENTITY, NOTES, REASON, code_of, signed_in
from tests.conftest import appoint

pytestmark = pytest.mark.usefixtures("at_work")

STRANGERS = (
    ("as_lin", 403),
    ("as_chen", 403),
    ("as_zhao", 403),
    ("as_sun", 404),
    ("as_gao", 404),
    ("as_tao", 404),
    ("client", 302),
)
"""Admin and coordinator, volunteer, another organisation's admin, the other team and its supervisor, nobody."""


def page(file):
    return reverse("care:file", args=[file.pk])


@pytest.fixture
def listing(crisis):
    return reverse("care:file_list", args=[crisis.slug])


# Whose files


@pytest.mark.parametrize(("who", "status"), STRANGERS)
def test_a_file_does_not_open_to_others(request, file, who, status):
    answer = request.getfixturevalue(who).get(page(file))

    assert answer.status_code == status
    assert IDENTITY not in answer.content.decode()


@pytest.mark.parametrize("who", ["as_lin", "as_chen", "as_zhao"])
def test_the_list_is_closed_to_all_but_the_care_roles(request, file, listing, who):
    assert request.getfixturevalue(who).get(listing).status_code == 403


@pytest.mark.parametrize("who", ["as_sun", "as_gao", "as_tao"])
def test_files_of_other_teams_are_neither_listed_nor_counted(request, file, listing, who):
    answer = request.getfixturevalue(who).get(listing)

    assert answer.status_code == 200
    assert file.number not in answer.content.decode()
    assert list(answer.context["files"]) == []


@pytest.mark.parametrize("who", ["as_zhou", "as_he"])
def test_the_team_and_its_supervisor_find_the_file(request, file, listing, who):
    text = request.getfixturevalue(who).get(listing).content.decode()

    assert file.number in text
    assert IDENTITY not in text


@pytest.mark.parametrize(("who", "status"), STRANGERS)
@pytest.mark.parametrize("door", ["session_new", "consent_new", "notes_open"])
def test_no_door_of_a_file_opens_to_others(request, file, who, status, door):
    # The right of the door comes first: 高 and 孙 hold only one of the two care roles.
    answer = request.getfixturevalue(who).post(reverse(f"care:{door}", args=[file.pk]), {})

    assert answer.status_code in {status, 403}
    assert answer.status_code >= 302
    assert CareSession.objects.count() == 1


def test_a_missing_and_a_foreign_file_are_answered_alike(as_sun, file):
    foreign = as_sun.get(page(file))
    missing = as_sun.get("/care/00000000-0000-4000-8000-000000000000/")

    assert (foreign.status_code, foreign.templates[0].name) == (
        missing.status_code,
        missing.templates[0].name,
    )


def test_an_admin_who_appoints_herself_still_sees_no_file(as_lin, lin_user, association, file, listing):
    for role in (Role.CASEWORKER, Role.SUPERVISOR):
        Appointment.objects.create(user=lin_user, organization=association, role=role)

    assert as_lin.get(page(file)).status_code == 404
    assert list(as_lin.get(listing).context["files"]) == []


def test_who_left_the_role_no_longer_reads(as_zhou, zhou_user, file):
    Appointment.objects.filter(user=zhou_user).update(role=Role.VOLUNTEER)

    assert as_zhou.get(page(file)).status_code == 403


def test_a_withdrawn_consent_of_another_file_is_not_found(as_sun, sun, gao_user, crisis, file, zhou):
    other = actions.open_file(sun, crisis, kind="GRIEF", identity="示例", supervisor=gao_user)
    consent = actions.record_consent(zhou, file, purpose="SERVICE", given_at=timezone.now())

    answer = as_sun.post(reverse("care:consent_withdraw", args=[other.pk, consent.pk]))

    assert answer.status_code == 404
    assert Consent.objects.get().withdrawn_at is None


@pytest.mark.parametrize("act", ["read_file", "add_session", "record_consent", "open_notes"])
def test_the_actions_themselves_refuse_another_team(sun, file, act):
    now = timezone.now()
    facts = {
        "read_file": {"now": now},
        "add_session": {"held_at": now, "minutes": 5, "notes": "示例"},
        "record_consent": {"purpose": "SERVICE", "given_at": now},
        "open_notes": {"reason": REASON, "code": "", "now": now},
    }

    with pytest.raises(RightMissingError):
        getattr(actions, act)(sun, file, **facts[act])


def test_a_team_takes_only_people_of_the_care_roles(zhou, he_user, chen_user, crisis):
    with pytest.raises(RightMissingError):
        actions.open_file(zhou, crisis, kind="GRIEF", identity="示例", supervisor=he_user, team=[chen_user])


def test_a_supervisor_must_be_one_of_the_organisation(zhou, tao_user, crisis):
    with pytest.raises(RightMissingError):
        actions.open_file(zhou, crisis, kind="GRIEF", identity="示例", supervisor=tao_user)


# The trail


def reads():
    return TrailEntry.objects.filter(verb="care_file.read")


def test_each_reading_leaves_one_entry_about_the_file(as_zhou, zhou_user, file):
    as_zhou.get(page(file))
    as_zhou.get(page(file))

    assert reads().count() == 2
    assert set(reads().values_list("subject_id", "actor")) == {(file.pk, zhou_user.pk)}


def test_a_refused_reading_leaves_no_entry(as_sun, file):
    as_sun.get(page(file))

    assert not reads().exists()


def test_without_a_trail_there_is_no_content(as_zhou, file):
    as_zhou.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trail_trailentry RENAME TO trail_away")

    answer = as_zhou.get(page(file))

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trail_away RENAME TO trail_trailentry")
    assert answer.status_code >= 500
    assert IDENTITY not in answer.content.decode()
    assert NOTES not in answer.content.decode()


def test_no_word_of_a_file_is_in_the_trail(zhou, he, file, he_user):
    actions.open_notes(he, file, reason=REASON, code=code_of(he_user), now=timezone.now())
    actions.read_file(he, file, now=timezone.now())

    told = json.dumps([[one.verb, one.details] for one in TrailEntry.objects.all()], ensure_ascii=False)

    for word in ("郝", "15400000077", "丈夫", "自伤", "GRIEF", file.number):
        assert word not in told


def test_no_word_of_a_file_lies_open_in_the_database(zhou, he, file, he_user):
    actions.open_notes(he, file, reason=REASON, code=code_of(he_user), now=timezone.now())

    with connection.cursor() as cursor:
        # The index of the search holds no rows to be read on SQLite; its tokens stand in pages_searchentry.
        for table in set(connection.introspection.table_names(cursor)) - {FTS}:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                held = b" ".join(
                    bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                    for cell in row
                )
                for secret in (IDENTITY, NOTES, REASON, "15400000077"):
                    assert secret.encode() not in held, table


@pytest.mark.parametrize("who", ["as_lin", "as_chen", "as_sun"])
def test_the_overview_does_not_tell_that_a_file_was_opened(request, file, crisis, who):
    text = request.getfixturevalue(who).get(reverse("pages:crisis", args=[crisis.slug])).content.decode()

    assert "建立个案" not in text
    assert "记录会谈" not in text


def test_the_trail_shows_acts_on_files_to_the_auditor_alone(as_lin, file, association):
    as_auditor = signed_in(appoint("shen", association, Role.AUDITOR))

    assert "建立个案" in as_auditor.get(reverse("pages:trail")).content.decode()
    assert "建立个案" not in as_lin.get(reverse("pages:trail")).content.decode()


# Sealing


def test_each_file_has_a_key_of_its_own(zhou, he_user, crisis, file):
    other = actions.open_file(zhou, crisis, kind="STRESS", identity=IDENTITY, supervisor=he_user)
    key = key_of(other)

    with pytest.raises(InvalidTag):
        unseal(key, file.sealed_identity, f"care.CareFile.identity:{file.pk}")


def test_a_key_moved_to_another_file_opens_nothing(zhou, he_user, crisis, file):
    other = actions.open_file(zhou, crisis, kind="STRESS", identity="示例", supervisor=he_user)
    other.wrapped_key, other.sealed_identity = file.wrapped_key, file.sealed_identity
    other.save()

    with pytest.raises(InvalidTag):
        actions.read_file(zhou, other, now=timezone.now())


def test_numbers_do_not_count(zhou, he_user, crisis):
    numbers = [
        actions.open_file(zhou, crisis, kind="GRIEF", identity="示例", supervisor=he_user).number
        for _ in range(3)
    ]

    assert len(set(numbers)) == 3
    assert all(len(number) == len("C-XXXX-XXXX") for number in numbers)


# Opening, sessions, consent


def test_the_team_reads_identity_and_notes(as_zhou, file):
    answer = as_zhou.get(page(file))

    assert IDENTITY in answer.content.decode()
    assert NOTES in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_a_social_worker_opens_a_file_with_consent(as_zhou, he_user, crisis, zhou_user):
    as_zhou.post(
        reverse("care:file_new", args=[crisis.slug]),
        {"kind": "GRIEF", "identity": IDENTITY, "supervisor": str(he_user.pk), "has_consent": "on"},
    )

    file = CareFile.objects.get()
    assert list(file.team.all()) == [zhou_user]
    assert file.consents.get().purpose == "SERVICE"


def test_a_file_without_a_supervisor_is_not_opened(as_zhou, crisis):
    answer = as_zhou.post(reverse("care:file_new", args=[crisis.slug]), {"kind": "GRIEF", "identity": "示例"})

    assert answer.status_code == 422
    assert not CareFile.objects.exists()


def test_a_supervisor_does_not_open_files(as_he, crisis):
    assert as_he.post(reverse("care:file_new", args=[crisis.slug]), {}).status_code == 403


def test_a_session_of_tomorrow_is_refused(as_zhou, file):
    ahead = timezone.localtime(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")

    answer = as_zhou.post(
        reverse("care:session_new", args=[file.pk]), {"held_at": ahead, "minutes": "50", "notes": "示例"}
    )

    assert answer.status_code == 422
    assert CareSession.objects.count() == 1


def test_a_consent_is_given_once_and_can_be_withdrawn(zhou, file):
    now = timezone.now()
    consent = actions.record_consent(zhou, file, purpose="SHARING", given_at=now)
    with pytest.raises(LineAlreadyDecidedError):
        actions.record_consent(zhou, file, purpose="SHARING", given_at=now)

    actions.withdraw_consent(zhou, consent, withdrawn_at=now)

    assert actions.record_consent(zhou, file, purpose="SHARING", given_at=now).pk != consent.pk


# The supervisor


def test_a_supervisor_reads_the_identity_but_not_the_notes(as_he, file):
    text = as_he.get(page(file)).content.decode()

    assert IDENTITY in text
    assert NOTES not in text


def test_a_reason_opens_the_notes_for_half_an_hour(he, file, he_user):
    now = timezone.now()
    actions.open_notes(he, file, reason=REASON, code=code_of(he_user), now=now)

    shown = actions.read_file(he, file, now=now + timedelta(minutes=29))
    later = actions.read_file(he, file, now=now + timedelta(minutes=31))

    assert [note.text for note in shown.notes] == [NOTES]
    assert [note.text for note in later.notes] == [None]


def test_a_reason_opens_that_file_only(he, zhou, he_user, crisis, file):
    other = actions.open_file(zhou, crisis, kind="GRIEF", identity="示例", supervisor=he_user)
    now = timezone.now()
    actions.open_notes(he, file, reason=REASON, code=code_of(he_user), now=now)

    assert not actions.read_file(he, other, now=now).shows_notes


def test_a_short_reason_is_refused(he, as_he, file):
    with pytest.raises(ReasonMissingError):
        actions.open_notes(he, file, reason="看看", code="", now=timezone.now())

    assert (
        as_he.post(reverse("care:notes_open", args=[file.pk]), {"reason-reason": "看看"}).status_code == 422
    )
    assert not NoteOpening.objects.exists()


def test_the_team_sees_why_the_supervisor_looked(as_he, as_zhou, file, he_user):
    as_he.post(
        reverse("care:notes_open", args=[file.pk]), {"reason-reason": REASON, "reason-code": code_of(he_user)}
    )

    assert REASON in as_zhou.get(page(file)).content.decode()


def test_the_other_supervisor_cannot_open_the_notes(as_gao, file, he_user):
    answer = as_gao.post(
        reverse("care:notes_open", args=[file.pk]), {"reason-reason": REASON, "reason-code": code_of(he_user)}
    )

    assert answer.status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_speak_both_languages(as_zhou, file, listing, language):
    for address in (listing, page(file)):
        assert as_zhou.get(address, headers={"accept-language": language}).status_code == 200
