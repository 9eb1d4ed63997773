"""What is to be told is written once, with the act it tells of, and sent until it arrives or is out of date."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_scopes import scope

from qiao.exceptions import NoticePersonalError, NoticeSettledError
from qiao.intake import actions as intake
from qiao.trail import outbox_actions as outbox
from qiao.trail.kinds import in_words, refuse_personal
from qiao.trail.models import Attempt, Follow, Notice
from qiao.trail.outbox import backoff, notify, quiet_until
from qiao.trail.sending import DIGEST_FROM, LEASE, send, send_due
from tests.makers import make_need

pytestmark = pytest.mark.django_db
DAY = datetime(2020, 2, 1, 4, 0, tzinfo=UTC)  # noon in Shanghai
NIGHT = datetime(2020, 2, 1, 17, 0, tzinfo=UTC)  # an hour past midnight


@pytest.fixture
def tell(lin, crisis):
    """Return a teller of one thing, each time of a new occasion unless one is named."""

    def say(kind="need.due", occasion="", **more):
        said = {"crisis": crisis.name, "slug": crisis.slug, "count": 3} | more
        notify(lin, kind=kind, subject=crisis, occasion=occasion or str(uuid.uuid4()), **said)

    return say


def soon():
    return timezone.now() + timedelta(seconds=1)


def test_notice_goes_to_a_group_that_asked_for_its_kind(robot, taker, tell):
    tell()

    assert send_due(soon()) == 1
    assert "3 条需求过了有效期" in taker.bodies()[0]["text"]


def test_group_hears_nothing_it_did_not_ask_for(connect, taker, tell):
    connect(address={"url": taker.url}, kinds=["need.urgent"])
    tell("need.due")

    assert send_due(soon()) == 0


def test_same_occasion_is_told_once(robot, tell):
    tell(occasion="one")
    tell(occasion="one")

    assert Notice.objects.count() == 1


def test_notice_of_an_act_that_was_undone_is_not_sent(robot, tell):
    with transaction.atomic():
        tell()
        transaction.set_rollback(True)

    assert not Notice.objects.exists()


def test_sent_notice_is_not_sent_again(robot, taker, tell):
    tell()
    send_due(soon())
    send_due(soon())

    assert len(taker.taken) == 1


def test_failed_try_is_repeated_under_the_same_key(robot, taker, tell):
    taker.answers = [(503, b"", {})]
    tell()
    send_due(soon())
    send_due(soon() + timedelta(minutes=2))

    keys = [headers["Idempotency-Key"] for _path, headers, _body in taker.taken]
    assert keys[0] == keys[1]
    assert Notice.objects.get().state == "SENT"


def test_each_try_is_kept_with_how_it_ended(robot, taker, tell):
    taker.answers = [(503, b"", {})]
    tell()
    send_due(soon())
    send_due(soon() + timedelta(minutes=2))

    assert list(Attempt.objects.values_list("error", flat=True)) == ["try_later", ""]


def test_failed_try_is_not_repeated_at_once(robot, taker, tell):
    taker.answers = [(503, b"", {})]
    tell()
    send_due(soon())
    send_due(soon())

    assert len(taker.taken) == 1


def test_refusal_for_good_is_not_repeated(robot, taker, tell):
    taker.answers = [(403, b"", {})]
    tell()
    send_due(soon())
    send_due(soon() + timedelta(hours=3))

    assert (Notice.objects.get().state, Notice.objects.get().error) == ("FAILED", "refused")


def test_redirect_is_refused(robot, taker, tell):
    taker.answers = [(302, b"", {"Location": taker.url})]
    tell()
    send_due(soon())

    assert (len(taker.taken), Notice.objects.get().error) == (1, "redirected")


def test_notice_a_day_old_is_given_up(robot, taker, tell):
    tell()

    assert send_due(soon() + timedelta(hours=25)) == 0
    assert Notice.objects.get().error == "too_old"


def test_wait_doubles_up_to_two_hours():
    assert [backoff(n) // timedelta(minutes=1) for n in (1, 2, 3, 8, 60)] == [1, 2, 4, 120, 120]


def test_one_dead_channel_does_not_keep_another_waiting(robot, taker, connect, tell, settings):
    settings.QIAO_NOTICE_INNER_HOSTS = [taker.address, "127.0.0.1:9"]
    connect(name="a", address={"url": "http://127.0.0.1:9/", "secret": "x"})
    for _ in range(3):
        tell()

    assert send_due(soon()) == 3
    assert Attempt.objects.filter(error="unreachable").count() == 1


def test_worker_that_died_leaves_its_notice_to_the_next(robot, tell):
    tell()
    Notice.objects.update(state="SENDING", claimed_at=timezone.now(), claim=uuid.uuid4())

    assert send_due(soon()) == 0
    assert send_due(soon() + LEASE) == 1


def test_worker_that_comes_back_late_does_not_undo_what_the_next_wrote(robot, taker, tell):
    tell()
    notice = Notice.objects.get()
    taker.answers = [(403, b"", {})]
    Notice.objects.update(state="SENT")

    assert send([notice], soon()) == 0
    assert Notice.objects.get().state == "SENT"


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_a_notice_once(robot, taker, tell):
    for _ in range(DIGEST_FROM - 1):
        tell()

    def work():
        try:
            send_due(soon())
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    keys = [headers["Idempotency-Key"] for _path, headers, _body in taker.taken]
    assert len(keys) == len(set(keys)) == DIGEST_FROM - 1


def test_many_ordinary_notices_go_as_one_message(robot, taker, tell):
    for _ in range(DIGEST_FROM):
        tell()

    assert send_due(soon()) == DIGEST_FROM
    assert [one["kind"] for one in taker.bodies()] == ["digest"]


def test_hourly_cap_holds_ordinary_notices_back(connect, taker, tell):
    connect(address={"url": taker.url, "secret": "x"}, hourly_cap=1)
    tell()
    send_due(soon())
    tell()

    assert send_due(soon()) == 0
    assert Notice.objects.filter(state="WAITING").count() == 1


def test_ordinary_notice_waits_for_the_morning(connect, taker, tell):
    connect(address={"url": taker.url, "secret": "x"}, quiet_from=22, quiet_until=7)
    tell()
    Notice.objects.update(next_try_at=NIGHT, give_up_at=NIGHT + timedelta(days=1))

    assert send_due(NIGHT) == 0
    assert Notice.objects.get().next_try_at == datetime(2020, 2, 1, 23, 0, tzinfo=UTC)


def test_notice_that_concerns_life_is_sent_at_night(connect, taker, tell):
    connect(address={"url": taker.url, "secret": "x"}, quiet_from=22, quiet_until=7)
    tell("need.urgent")
    Notice.objects.update(next_try_at=NIGHT, give_up_at=NIGHT + timedelta(days=1))

    assert send_due(NIGHT) == 1


@pytest.mark.parametrize(
    ("start", "end", "at", "is_quiet"),
    [
        (22, 7, NIGHT, True),
        (22, 7, DAY, False),
        (12, 14, DAY, True),
        (0, 0, NIGHT, False),
        (7, 22, NIGHT, False),
    ],
)
def test_quiet_hours_may_cross_midnight(start, end, at, is_quiet):
    assert (quiet_until(start, end, at) is not None) is is_quiet


def test_paused_channel_sends_nothing_until_it_is_opened_again(robot, taker, tell, lin):
    tell()
    outbox.pause_channel(lin, robot, is_active=False)

    assert send_due(soon()) == 0
    outbox.pause_channel(lin, robot, is_active=True)
    assert send_due(soon()) == 1


def test_somebody_who_has_not_agreed_is_not_told_and_the_row_says_why(lin, lin_user, crisis):
    notify(lin, kind="need.due", subject=crisis, to=[lin_user.pk], crisis="示例", slug="small")

    assert (Notice.objects.get().state, Notice.objects.get().error) == ("SKIPPED", "no_consent")


def agree(actor, user, *kinds, **hours):
    user.email = "lin@example.org"
    user.save()
    return outbox.choose_notices(
        actor, kinds=kinds, at=timezone.now(), **({"quiet_from": 0, "quiet_until": 0} | hours)
    )


def test_somebody_who_agreed_gets_a_mail(lin, lin_user, crisis, post_office):
    agree(lin, lin_user, "need.due")
    notify(lin, kind="need.due", subject=crisis, to=[lin_user.pk], crisis="示例", slug="small")

    assert send_due(soon()) == 1
    assert f"Message-ID: <{Notice.objects.get().pk}@qiao>" in post_office.taken[0]


def test_consent_withdrawn_before_the_sending_stops_it(lin, lin_user, crisis, post_office):
    agree(lin, lin_user, "need.due")
    notify(lin, kind="need.due", subject=crisis, to=[lin_user.pk], crisis="示例", slug="small")
    agree(lin, lin_user)

    assert send_due(soon()) == 0
    assert (Notice.objects.get().error, post_office.taken) == ("no_consent", [])


def test_withdrawn_consent_stays_on_record_with_both_times(lin, lin_user):
    agree(lin, lin_user, "need.due")
    reach = agree(lin, lin_user)

    kept = reach.subscriptions.get()
    assert kept.withdrawn_at >= kept.agreed_at


def test_mailbox_that_the_server_refuses_is_not_tried_again(lin, lin_user, crisis, post_office):
    post_office.refuses = True
    agree(lin, lin_user, "need.due")
    notify(lin, kind="need.due", subject=crisis, to=[lin_user.pk], crisis="示例", slug="small")
    send_due(soon())

    assert (Notice.objects.get().state, Notice.objects.get().error) == ("FAILED", "mail_refused")


@pytest.mark.parametrize(
    "text",
    [
        "请致电15400000001",
        "１５４００００００01",
        "154 0000 0001",
        "154\u200b00000001",
        "420101199001011234",
        "lin@example.org",
        "0713-1234567",
    ],
)
def test_text_with_somebodys_number_is_refused(text):
    with pytest.raises(NoticePersonalError):
        refuse_personal(text)


@pytest.mark.parametrize("text", ["示例县疫情：3 条需求", "2020-02-01", "需要 2000 只", "编号 12345678"])
def test_text_without_one_passes(text):
    refuse_personal(text)


def test_crisis_named_after_a_telephone_is_not_told(robot, tell):
    with pytest.raises(NoticePersonalError):
        tell(crisis="洪水 15400000001")


def test_act_whose_notice_was_refused_is_undone_with_it(robot, at_work, lin, crisis, mask):
    crisis.name = "求助热线 15400000001"
    crisis.save()

    with pytest.raises(NoticePersonalError):
        make_need(lin, crisis, item=mask, tier=1, is_verified=False)


def test_notice_speaks_the_language_of_the_group(connect, taker, tell):
    connect(address={"url": taker.url, "secret": "x"}, language="en")
    tell()
    send_due(soon())

    assert "needs past their date" in taker.bodies()[0]["text"]


def test_notice_links_to_where_to_look(robot, tell, settings):
    settings.QIAO_URL = "https://qiao.example.org"
    tell()

    assert in_words(Notice.objects.get(), "zh-hans")[2] == "https://qiao.example.org/e/small/queue/"


def test_failed_notice_can_be_sent_again(robot, taker, tell, lin):
    taker.answers = [(403, b"", {})]
    tell()
    send_due(soon())
    outbox.retry_notice(lin, Notice.objects.get(), at=timezone.now())

    assert send_due(soon()) == 1


def test_cancelled_notice_is_not_sent(robot, tell, lin):
    tell()
    outbox.cancel_notice(lin, Notice.objects.get(), at=timezone.now())

    assert send_due(soon()) == 0


def test_sent_notice_cannot_be_cancelled(robot, tell, lin):
    tell()
    send_due(soon())

    with pytest.raises(NoticeSettledError):
        outbox.cancel_notice(lin, Notice.objects.get(), at=timezone.now())


def test_test_that_failed_is_not_tried_again(robot, taker, lin):
    taker.usual = (503, b"", {})
    sent = outbox.try_channel(lin, robot, at=timezone.now())

    assert (sent.state, sent.error) == ("FAILED", "try_later")
    assert send_due(soon() + timedelta(hours=1)) == 0


def test_secret_address_of_a_channel_is_not_readable_in_the_database(robot):
    assert b"secret-of-the-robot" not in bytes(robot.sealed)


def test_need_that_concerns_life_tells_the_group(robot, at_work, lin, crisis, mask):
    need = make_need(lin, crisis, item=mask, tier=1, is_verified=False)

    notice = Notice.objects.get(channel=robot)
    assert (notice.kind, notice.subject_id, notice.is_urgent) == ("need.urgent", need.pk, True)


def test_ordinary_need_tells_nobody(robot, at_work, lin, crisis, mask):
    make_need(lin, crisis, item=mask, is_verified=False)

    assert not Notice.objects.exists()


def test_needs_past_their_date_are_told_once_a_crisis(robot, at_work, lin, crisis, mask, now):
    for _ in range(3):
        make_need(lin, crisis, item=mask)
    intake.expire_needs(lin, now=now + timedelta(days=300))

    assert [one.details["count"] for one in Notice.objects.filter(channel=robot)] == [3]


def test_follower_is_told_of_a_check(at_work, lin, chen, chen_user, crisis, mask, now):
    agree(chen, chen_user, "need.checked")
    need = make_need(lin, crisis, item=mask, is_verified=False)
    outbox.follow(chen, need, is_on=True)
    intake.verify_need(lin, need, method="PHONE", result="CONFIRMED", checked_at=now)

    assert [(one.user, one.state) for one in Notice.objects.all()] == [(chen_user, "WAITING")]


def test_follower_is_not_told_of_what_they_did_themselves(at_work, lin, lin_user, crisis, mask, now):
    need = make_need(lin, crisis, item=mask, is_verified=False)
    outbox.follow(lin, need, is_on=True)
    intake.verify_need(lin, need, method="PHONE", result="CONFIRMED", checked_at=now)

    assert not Notice.objects.exists()


def test_following_twice_is_following_once(at_work, lin, crisis, mask):
    need = make_need(lin, crisis, item=mask)
    outbox.follow(lin, need, is_on=True)
    outbox.follow(lin, need, is_on=True)

    assert Follow.objects.count() == 1


def test_group_of_another_organisation_hears_nothing(connect, taker, zhao, association, lin, crisis, mask):
    connect(actor=zhao, address={"url": taker.url, "secret": "x"})
    with scope(organization=association.pk):
        make_need(lin, crisis, item=mask, tier=1, is_verified=False)

    assert not Notice.objects.filter(channel__isnull=False).exists()
