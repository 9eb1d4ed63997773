"""Who carries how much: hours, rest, days in a row, open work in one pair of hands, and notes between people."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from qiao.accounts.roles import Role
from qiao.exceptions import HandOverReadError, NoticePersonalError
from qiao.registry.queries import actor_for
from qiao.trail.models import Notice
from qiao.volunteering import actions, queries
from qiao.volunteering.load import hangs_on, load, longest_row
from qiao.volunteering.models import HandOverNote
from tests.conftest import appoint
from tests.makers import make_match

pytestmark = pytest.mark.usefixtures("at_work")
TODAY = date(2020, 2, 10)
HOUR = 60


def shift_at(day, begins, hours):
    start = datetime(2020, 2, day, begins, tzinfo=UTC)
    return start, start + timedelta(hours=hours)


def test_hours_count_in_seven_and_twenty_eight_days_and_no_further():
    served = [(TODAY - timedelta(days=days), HOUR) for days in (0, 6, 7, 27, 28)]

    found = load(served, [], today=TODAY)

    assert (found.week, found.month) == (2 * HOUR, 4 * HOUR)


def test_forty_hours_in_a_week_ask_for_rest():
    assert load([(TODAY, 40 * HOUR)], [], today=TODAY).reasons == ("week",)
    assert load([(TODAY, 40 * HOUR - 1)], [], today=TODAY).reasons == ()


def test_less_than_eleven_hours_between_two_shifts_is_too_little_rest():
    short = load([], [shift_at(3, 8, 12), shift_at(4, 6, 4)], today=TODAY)
    enough = load([], [shift_at(3, 8, 12), shift_at(4, 7, 4)], today=TODAY)

    assert (short.shortest_rest, short.reasons) == (timedelta(hours=10), ("rest",))
    assert enough.reasons == ()


def test_days_in_a_row_are_counted_over_shifts_and_hours():
    shifts = [shift_at(day, 8, 2) for day in (1, 2, 3)]
    served = [(date(2020, 2, day), HOUR) for day in (4, 5, 6)]

    assert load(served, shifts, today=TODAY).reasons == ("row",)
    assert longest_row([]) == 0


def test_much_open_work_and_a_large_share_hang_on_one_person():
    assert hangs_on([8, 4], 8)
    assert not hangs_on([7, 0], 7)
    assert not hangs_on([8, 8, 8], 8)


@pytest.fixture
def now():
    return timezone.now()


def test_open_matches_are_shown_in_the_hands_of_who_confirmed_them(lin, lin_user, crisis, mask, now):
    make_match(lin, crisis, item=mask)

    found = queries.colleagues_load(crisis, now=now)

    assert [(one.user, one.count) for one in found] == [(lin_user, 1)]


def test_a_volunteer_with_too_little_rest_comes_first_on_the_page(
    as_lin, lin, crisis, member, chen_person, make_shift, now
):
    for after in (0, 12):
        actions.assign(lin, make_shift(after=after), member, at=now)
    actions.assign(lin, make_shift(after=30), chen_person, at=now)

    page = as_lin.get(f"/e/{crisis.slug}/load/").content.decode()

    assert "两班之间歇不到十一小时" in page
    assert page.index(member.name) < page.index(f">{chen_person.name} ")


def test_a_note_is_written_seen_and_taken_over(as_lin, client, lin, wu, crisis, now):
    note = actions.write_note(lin, crisis, meant_for=wu.user_id, text="三条需求等回电", at=now)
    assert Notice.objects.filter(kind="handover_note.written", user=wu.user_id).exists()

    actions.note_opened(wu, at=now)
    note.refresh_from_db()
    assert note.opened_at == now
    actions.take_note(wu, note, at=now)

    assert not queries.notes_for(wu.user_id).exists()
    assert "已接手" in as_lin.get(f"/e/{crisis.slug}/load/").content.decode()


def test_nobody_takes_over_what_is_meant_for_another(lin, wu, association, crisis, now):
    other = actor_for(appoint("zheng", association, Role.COORDINATOR))
    note = actions.write_note(lin, crisis, meant_for=wu.user_id, text="三条需求等回电", at=now)

    with pytest.raises(HandOverReadError):
        actions.take_note(other, note, at=now)


def test_a_note_holds_no_telephone_and_is_not_to_oneself(lin, crisis, wu, now):
    with pytest.raises(NoticePersonalError):
        actions.write_note(lin, crisis, meant_for=wu.user_id, text="打 15400000001", at=now)
    with transaction.atomic(), pytest.raises(IntegrityError):
        HandOverNote.objects.create(
            organization_id=lin.acts_for,
            crisis=crisis,
            written_by_id=lin.user_id,
            meant_for_id=lin.user_id,
            text="x",
            written_at=now,
        )


def test_a_note_is_left_from_the_page_and_found_under_my_volunteering(as_lin, client, crisis, chen_user):
    sent = {"note-meant_for": str(chen_user.pk), "note-text": "三条需求等回电"}
    as_lin.post(f"/e/{crisis.slug}/load/notes/", sent)
    client.force_login(chen_user, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get("/my/volunteering/").content.decode()

    assert "三条需求等回电" in page
    note = HandOverNote.objects.get()
    client.post(f"/notes/{note.pk}/take/")
    note.refresh_from_db()
    assert note.taken_at
