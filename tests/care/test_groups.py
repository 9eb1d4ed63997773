"""Groups: two leaders, members by consent, notes that nobody else reads, not even the members' own teams."""

from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from qiao.accounts.roles import Actor, Role
from qiao.care import actions
from qiao.care.keys import key_of, opened
from qiao.care.models import CareFile, CareGroup, Consent, GroupMember, GroupSession
from qiao.exceptions import (
    CareFileDestroyedError,
    GroupStateError,
    GuardianConsentError,
    LineAlreadyDecidedError,
    RightMissingError,
)
from qiao.registry.queries import actor_for
from qiao.trail.models import TrailEntry
from tests.care.conftest import signed_in
from tests.conftest import appoint

pytestmark = pytest.mark.usefixtures("at_work")

AIM = "示例数据：失去亲人的几家人一起过冬至"
NOTES = "示例数据：兰姨说起灯笼，大家都哭了"
CALLED = "示例称呼兰姨"


@pytest.fixture
def ma_user(association):
    """马, who leads with 孙."""
    return appoint("ma", association, Role.CASEWORKER)


@pytest.fixture
def ma(ma_user):
    return actor_for(ma_user)


@pytest.fixture
def group(sun, ma_user, crisis) -> CareGroup:
    """A group led by 孙 and 马, who are in no team of the file."""
    return actions.open_group(sun, crisis, kind="GRIEF", aim=AIM, planned_sessions=6, other=ma_user)


@pytest.fixture
def member(zhou, file, group) -> GroupMember:
    return actions.join_group(zhou, file, group=group, called=CALLED, joined_at=timezone.now())


@pytest.fixture
def met(sun, group, member) -> GroupSession:
    now = timezone.now()
    return actions.add_group_session(sun, group, held_at=now, minutes=90, notes=NOTES, present=[member])


def test_both_leaders_read_and_each_reading_is_in_the_trail(sun, ma, group, met):
    for one in (sun, ma):
        read = actions.read_group(one, group)
        assert (read.aim, read.members[0].name) == (AIM, CALLED)
        assert (read.sessions[0].notes, read.sessions[0].present) == (NOTES, (CALLED,))

    assert TrailEntry.objects.filter(verb="care_group.read").count() == 2


@pytest.mark.parametrize("who", ["zhou", "he", "lin"])
def test_nobody_else_reads_it(request, who, group, met):
    with pytest.raises(RightMissingError):
        actions.read_group(request.getfixturevalue(who), group)


@pytest.mark.parametrize("who", ["zhou_user", "he_user", "lin_user", "tao_user"])
def test_its_page_is_not_there_for_others(request, who, group, met):
    answer = signed_in(request.getfixturevalue(who)).get(reverse("care:group", args=[group.pk]))

    assert answer.status_code in {403, 404}
    assert NOTES not in answer.content.decode()


def test_the_files_team_sees_that_and_how_often_but_no_word(as_zhou, file, group, met):
    page = as_zhou.get(reverse("care:file", args=[file.pk])).content.decode()

    assert group.number in page
    assert "到场 1 / 1 次" in page
    assert not [word for word in (AIM, NOTES, CALLED) if word in page]


def test_the_leaders_get_nothing_of_the_file(sun, as_sun, file, group, met):
    assert as_sun.get(reverse("care:file", args=[file.pk])).status_code == 404
    with pytest.raises(RightMissingError):
        actions.read_file(sun, file, now=timezone.now())


def test_the_key_of_the_file_opens_nothing_of_the_group(file, group, met):
    with pytest.raises(InvalidTag):
        opened(key_of(file), met.sealed_notes, "GroupSession.notes", met.pk)
    with pytest.raises(InvalidTag):
        opened(key_of(group), file.sealed_identity, "CareFile.identity", file.pk)


def test_joining_records_a_consent_for_this_group_alone(file, group, member):
    consent = Consent.objects.get(pk=member.consent_id)

    assert (consent.purpose, consent.receiver) == ("GROUP", group.number)


def test_withdrawing_the_consent_ends_the_membership(zhou, member):
    actions.withdraw_consent(zhou, member.consent, withdrawn_at=timezone.now())

    member.refresh_from_db()
    assert member.left_at is not None


def test_leaving_withdraws_the_consent(zhou, member):
    actions.leave_group(zhou, member, left_at=timezone.now())

    assert Consent.objects.get(pk=member.consent_id).withdrawn_at is not None
    with pytest.raises(LineAlreadyDecidedError):
        actions.leave_group(zhou, member, left_at=timezone.now())


def test_a_child_joins_only_with_a_guardian(zhou, he_user, crisis, group):
    child = actions.open_file(
        zhou, crisis, kind="GRIEF", identity="示例", supervisor=he_user, age=CareFile.Age.UNDER_14
    )
    with pytest.raises(GuardianConsentError):
        actions.join_group(zhou, child, group=group, called="示例", joined_at=timezone.now())

    actions.join_group(zhou, child, group=group, called="示例", given_by="GUARDIAN", joined_at=timezone.now())


def test_one_leader_is_none(sun, sun_user, lin_user, crisis):
    for other in (sun_user, lin_user):
        with pytest.raises(RightMissingError):
            actions.open_group(sun, crisis, kind="GRIEF", aim=AIM, planned_sessions=6, other=other)


def test_the_end_takes_both_leaders(sun, ma, group, member):
    actions.ask_group_closing(sun, group, summary="示例小结")
    with pytest.raises(GroupStateError):
        actions.decide_group_closing(sun, group, agrees=True, at=timezone.now())
    actions.decide_group_closing(ma, group, agrees=True, at=timezone.now())

    group.refresh_from_db()
    member.refresh_from_db()
    assert (group.state, member.left_at is None) == ("CLOSED", False)
    with pytest.raises(GroupStateError):
        actions.add_group_session(sun, group, held_at=timezone.now(), minutes=60, notes=NOTES)


def test_a_leader_who_was_replaced_reads_it_no_more(sun, ma, ma_user, zhou, zhou_user, group):
    actions.change_leader(sun, group, former=ma_user, new=zhou_user)

    assert actions.read_group(zhou, group).aim == AIM
    with pytest.raises(RightMissingError):
        actions.read_group(ma, group)


def test_it_is_worked_through_the_pages(as_sun, as_zhou, ma_user, crisis, file):
    new = reverse("care:group_new", args=[crisis.slug])
    page = as_sun.post(new, {"kind": "GRIEF", "planned_sessions": "6", "other": str(ma_user.pk), "aim": AIM})
    made = CareGroup.objects.get()
    joined = {
        "join-group": str(made.pk),
        "join-called": CALLED,
        "join-given_by": "SELF",
        "join-has_consent": "on",
    }
    as_zhou.post(reverse("care:group_join", args=[file.pk]), joined)
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    came = {
        "met-held_at": now,
        "met-minutes": "90",
        "met-notes": NOTES,
        "met-present": [str(GroupMember.objects.get().pk)],
    }
    as_sun.post(reverse("care:group_session_new", args=[made.pk]), came)
    shown = as_sun.get(page["Location"]).content.decode()

    assert not [word for word in (AIM, CALLED, NOTES) if word not in shown]
    assert GroupSession.objects.get().present.count() == 1


@pytest.mark.parametrize("seals_anew", [False, True])
def test_every_word_is_there_after_the_keys_changed(
    sun, group, met, association, seals_anew, settings, tmp_path
):
    done = actions.rotate_keys(Actor.operator(association.pk), seals_anew=seals_anew)
    group.refresh_from_db()
    read = actions.read_group(sun, group)

    assert done.groups == 1
    assert (read.aim, read.sessions[0].notes, read.members[0].name) == (AIM, NOTES, CALLED)


def test_a_destroyed_group_holds_nothing_sealed(sun, group, met, association):
    actions.destroy_group(Actor.operator(association.pk), group, destroyed_at=timezone.now())

    group.refresh_from_db()
    rows = [
        (group, "sealed_aim"),
        (GroupMember.objects.get(), "sealed_called"),
        (GroupSession.objects.get(), "sealed_notes"),
    ]
    assert {bytes(getattr(row, name)) for row, name in rows} == {b""}
    with pytest.raises(CareFileDestroyedError):
        actions.read_group(sun, group)


def test_a_file_that_is_destroyed_leaves_no_name_in_the_group(file, member, association):
    actions.destroy_file(Actor.operator(association.pk), file, destroyed_at=timezone.now())

    member.refresh_from_db()
    assert (bytes(member.sealed_called), member.left_at is not None) == (b"", True)


def test_a_file_handed_on_leaves_the_group_here(zhou, tao, mei_user, file, member, other_association):
    now = timezone.now()
    actions.record_consent(zhou, file, purpose="SHARING", receiver=other_association.name, given_at=now)
    asked = actions.ask_referral(zhou, file, to=other_association, to_name="", summary="示例", asked_at=now)
    actions.accept_referral(tao, asked, supervisor=mei_user, answered_at=now)

    with scopes_disabled():
        held = GroupMember.objects.get(pk=member.pk)
    assert (held.organization_id, held.left_at is not None) == (member.organization_id, True)


def test_figures_count_who_took_part_where_both_sides_are_many(zhou, he, he_user, crisis, group):
    now = timezone.now()
    for serial in range(20):
        one = actions.open_file(zhou, crisis, kind="GRIEF", identity="示例", supervisor=he_user)
        actions.record_consent(zhou, one, purpose="STATISTICS", given_at=now)
        if serial < 11:
            actions.join_group(zhou, one, group=group, called="示例", joined_at=now)
    few = actions.release_figures(he, crisis, made_at=now)
    one = actions.open_file(zhou, crisis, kind="GRIEF", identity="示例", supervisor=he_user)
    actions.record_consent(zhou, one, purpose="STATISTICS", given_at=now)
    enough = actions.release_figures(he, crisis, made_at=now + timedelta(days=8))

    assert (few.content["groups"]["GRIEF"], enough.content["groups"]["GRIEF"]) == (None, 10)
