"""Groups of members and calls for help: who is asked, how they answer, what it becomes; and who is told of shifts."""

import uuid

import pytest
from django.utils import timezone
from django_scopes import scope

from qiao.exceptions import CallAnswerUnfitError, CallNobodyError, CallTakenError, NoticePersonalError
from qiao.intake.models import Offer
from qiao.registry.models import Place
from qiao.trail.models import Notice, TrailEntry
from qiao.volunteering import actions, queries
from qiao.volunteering.actions import Asked, Entry, Reply
from qiao.volunteering.codes import answer_token
from qiao.volunteering.joining_forms import things_of
from qiao.volunteering.models import HelpAnswer

pytestmark = pytest.mark.usefixtures("at_work")
CALLS = frozenset({"CALLS"})


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def join(lin, now):
    """Return a maker of confirmed members."""

    def make(name, phone, **facts):
        told = Entry(name, phone, **facts)
        return actions.confirm_enrolment(
            lin, actions.enter(lin, told, submission=uuid.uuid4(), at=now), at=now
        )

    return make


@pytest.fixture
def carrier(join, yingshan):
    return join(
        "王经理",
        "15400000071",
        kind="ENTERPRISE",
        enterprise_name="示例运输公司",
        place=yingshan,
        purposes=CALLS,
        capacities=[("TRANSPORT", "货车", 2, "辆")],
    )


@pytest.fixture
def cook(join, yingshan):
    return join("方小溪", "15400000072", place=yingshan, skills=("COOKING",), purposes=CALLS)


@pytest.fixture
def silent(join):
    """A member who has not agreed to be asked."""
    return join("不问我", "15400000073", skills=("COOKING",))


def send(lin, crisis, now, **more):
    asked = Asked("TRANSPORT", "要两辆货车，今晚到县体育馆。", **more)
    return actions.send_call(lin, crisis, asked, segment=None, name="全部会员", at=now)


def test_a_group_is_asked_anew_by_kind_skill_means_and_place(lin, carrier, cook, silent, yingshan):
    by_skill = actions.save_segment(lin, name="会做饭的", skill="COOKING")
    by_means = actions.save_segment(lin, name="有车的", means="TRANSPORT", place=yingshan)
    elsewhere = Place.objects.exclude(code__startswith=yingshan.code[:4]).first()
    nobody = actions.save_segment(lin, name="外县的", place=elsewhere)

    assert set(queries.members_of(by_skill)) == {cook, silent}
    assert set(queries.members_of(by_means)) == {carrier}
    assert set(queries.members_of(nobody)) == set()


def test_only_who_agreed_is_asked_through_the_one_outbox(lin, crisis, carrier, cook, silent, now):
    call = send(lin, crisis, now)

    assert {one.enrolment for one in call.answers.all()} == {carrier, cook}
    told = Notice.objects.filter(kind="help_call.asked")
    assert {one.subject_id for one in told} == {carrier.pk, cook.pk}
    assert "1540000" not in str(list(told.values_list("details", flat=True)))


def test_a_group_in_which_nobody_agreed_is_refused(lin, crisis, silent, now):
    with pytest.raises(CallNobodyError):
        send(lin, crisis, now)


def test_a_call_with_a_telephone_in_it_is_refused(lin, crisis, cook, now):
    asked = Asked("HANDS", "请打 15400000099")
    with pytest.raises(NoticePersonalError):
        actions.send_call(lin, crisis, asked, segment=None, name="全部会员", at=now)


def test_an_answer_becomes_an_offer_with_one_tap_and_then_stands(lin, crisis, carrier, now):
    answer = send(lin, crisis, now).answers.get()
    actions.take_reply(answer, Reply("YES", "货车", 2, "辆"), at=now)

    actions.make_offer(lin, answer, at=now)

    offer = Offer.objects.get()
    assert (offer.item_text, offer.quantity, offer.unit, offer.party) == ("货车", 2, "辆", carrier.enterprise)
    with pytest.raises(CallTakenError):
        actions.take_reply(answer, Reply("NO"), at=now)


def test_an_unknown_amount_stays_unknown(lin, crisis, carrier, now):
    answer = send(lin, crisis, now).answers.get()
    actions.take_reply(answer, Reply("YES", "货车"), at=now)

    actions.make_offer(lin, answer, at=now)

    assert (Offer.objects.get().quantity_kind, Offer.objects.get().quantity) == ("UNKNOWN", None)


def test_an_answer_becomes_a_place_in_the_shift_that_was_called_for(lin, crisis, cook, shift, now):
    answer = send(lin, crisis, now, shift=shift).answers.get()
    actions.take_reply(answer, Reply("YES"), at=now)

    actions.make_place(lin, answer, at=now)

    assert list(queries.people_of(shift).values_list("person", flat=True)) == [cook.person.pk]


def test_a_no_becomes_nothing(lin, crisis, carrier, now):
    answer = send(lin, crisis, now).answers.get()
    actions.take_reply(answer, Reply("NO"), at=now)

    with pytest.raises(CallAnswerUnfitError):
        actions.make_offer(lin, answer, at=now)


def test_hours_to_answer_and_share_are_counted(lin, crisis, carrier, cook, now):
    call = send(lin, crisis, now - timezone.timedelta(hours=3))
    actions.take_reply(call.answers.get(enrolment=cook), Reply("LATER"), at=now)

    answers = queries.answers_of(call)
    told = queries.answered(answers)

    assert (told.asked, told.later, told.share, round(told.hours, 1)) == (2, 1, 0.5, 3.0)
    assert queries.answers_by_wait(answers, (1, 6, 24))["LATER"] == [0, 1, 0, 0]


def test_a_member_answers_on_a_phone_by_the_link(client, lin, crisis, carrier, association, now):
    answer = send(lin, crisis, now).answers.get()
    link = f"/h/{answer_token(answer)}/"

    asked = client.get(link).content.decode()
    said = client.post(
        link, {"kind": "YES", "what": "货车，电话15400000071", "quantity": "2", "unit": "辆"}, follow=True
    )

    assert "要两辆货车" in asked
    assert "已收到您的答复" in said.content.decode()
    with scope(organization=association.pk):
        kept = HelpAnswer.objects.get()
    assert (kept.kind, kept.quantity) == ("YES", 2)
    assert "15400000071" not in kept.what


def test_a_link_not_copied_whole_opens_nothing(client, association):
    assert client.get("/h/abc/").status_code == 404


def test_exports_name_no_person_and_stand_in_the_trail(as_lin, lin, crisis, carrier, cook, now):
    call = send(lin, crisis, now)

    answers = as_lin.get(f"/calls/{call.pk}/csv/").content.decode()
    members = as_lin.get("/people/csv/").content.decode()

    assert "示例运输公司" in answers + members
    assert "方小溪" not in answers + members
    assert "1540000" not in answers + members
    assert TrailEntry.objects.filter(verb__in=("help_call.export", "enrolment.export")).count() == 2


def test_pages_of_calls_are_shown_to_who_may_see_them(as_lin, lin, crisis, carrier, now):
    call = send(lin, crisis, now)
    actions.take_reply(call.answers.get(), Reply("YES", "货车", 2, "辆"), at=now)

    assert "全部会员" in as_lin.get(f"/e/{crisis.slug}/calls/").content.decode()
    assert "变成资源" in as_lin.get(f"/calls/{call.pk}/").content.decode()


def test_a_call_is_sent_from_the_page(as_lin, crisis, carrier):
    sent = {"call-segment": "", "call-means": "TRANSPORT", "call-text": "要车", "call-shift": ""}

    page = as_lin.post(f"/e/{crisis.slug}/calls/send/", sent, follow=True)

    assert "还有 1 位没有答复" in page.content.decode()


def test_things_are_read_a_line_each_and_nought_is_unknown():
    assert things_of("GOODS", "方便面 200 箱\n水\n毯子 0 条\n") == [
        ("GOODS", "方便面", 200, "箱"),
        ("GOODS", "水", None, ""),
        ("GOODS", "毯子 0 条", None, ""),
    ]


def test_who_has_a_place_is_told_that_the_shift_is_off(lin, join, shift, now):
    told = join("方小溪", "15400000074", purposes={"NOTICES"})
    untold = join("小石", "15400000075")
    actions.assign(lin, shift, told.person, at=now)
    actions.assign(lin, shift, untold.person, at=now, stands_by=True)

    actions.cancel_shift(lin, shift, reason="水退了", at=now)

    notices = Notice.objects.filter(kind="shift.cancelled_told")
    assert [one.subject_id for one in notices] == [told.pk]


def test_who_stands_by_is_told_of_a_place_that_falls_free(lin, join, shift, now):
    first, second = join("方小溪", "15400000074"), join("小石", "15400000075", purposes={"NOTICES"})
    place = actions.assign(lin, shift, first.person, at=now)
    actions.assign(lin, shift, second.person, at=now, stands_by=True)

    actions.leave_shift(lin, place, at=now)

    assert Notice.objects.get(kind="shift.freed_told").subject_id == second.pk


def test_shifts_leave_as_a_table(as_lin, crisis, shift):
    table = as_lin.get(f"/e/{crisis.slug}/shifts/csv/").content.decode()

    assert "转运口罩" in table
