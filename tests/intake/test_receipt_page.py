import re
import threading
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.exceptions import (
    LineAlreadyDecidedError,
    ReceiptCodeLockedError,
    ReportErasedError,
    RightMissingError,
)
from qiao.intake import actions as intake
from qiao.intake.actions.receive import Message
from qiao.intake.actions.reporter import TRIES, WINDOW, find_report
from qiao.intake.models import Alert, Attachment, FollowUp, Need, Offer, Report, WrongReceiptCode
from qiao.intake.reporter.codes import receipt_code
from qiao.intake.reporter.sending import take_in_follow_up
from qiao.relief import actions as relief
from qiao.trail.models import TrailEntry
from tests.conftest import NOW
from tests.intake.test_attachments import photo
from tests.makers import make_offer

TEXT = "求助：示例数据，英山县人民医院急需医用外科口罩300只。"
CONTACT = "林女士 15400000001"
GUESS = "0000-0000-0000-0000"
TOKEN = re.compile(r'value="[A-Za-z0-9]{64}"|name="next" value="[^"]*"')
MISREAD = GUESS[:-1] + str((int(GUESS[-1]) + 1) % 10)
"""A code with a right check digit that no report has."""


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "QIAO_ATTACHMENTS", tmp_path / "attachments")


@pytest.fixture
def report(association, crisis, at_work) -> Report:
    """A message sent by the public form."""
    actor = Actor.public(association.pk)
    message = Message(TEXT, contact=CONTACT)
    return intake.take_in(
        actor, message, id=uuid.uuid4(), crisis=crisis, source="FORM", received_at=timezone.now()
    ).report


@pytest.fixture
def need(report) -> Need:
    return report.needs.get()


@pytest.fixture
def reporter(association) -> Actor:
    return Actor.reporter(association.pk)


@pytest.fixture
def verified(lin, need) -> Need:
    intake.verify_need(lin, need, method="PHONE", result="CONFIRMED", checked_at=timezone.now())
    return need


def address(report, page="status") -> str:
    return reverse(f"intake:{page}", args=(receipt_code(report.pk),))


def page_of(report) -> str:
    return Client().get(address(report)).content.decode()


def post(report, page, **form):
    return Client().post(address(report, page), form)


def write(report, page, text="英山县人民医院需要医用外科口罩500只", **more):
    return post(report, page, submission=str(uuid.uuid4()), text=text, **more)


# ---- Who comes in


def test_a_wrong_code_and_a_misread_one_get_the_same_answer(client, db):
    answers = [client.get(f"/s/{code}/") for code in (GUESS, MISREAD, "林女士", "x" * 400)]

    assert {one.status_code for one in answers} == {404}
    assert len({TOKEN.sub("", one.content.decode()) for one in answers}) == 1


def test_after_many_wrong_codes_a_client_waits_even_with_a_right_one(report, now):
    for _ in range(TRIES):
        with pytest.raises(Exception, match="查询码"):
            find_report(GUESS, client="10.0.0.7", now=now)

    with pytest.raises(ReceiptCodeLockedError):
        find_report(receipt_code(report.pk), client="10.0.0.7", now=now)


def test_other_clients_and_later_hours_are_not_locked(report, now):
    WrongReceiptCode.objects.bulk_create(
        WrongReceiptCode(client_mark="elsewhere", at=now) for _ in range(TRIES)
    )

    assert find_report(receipt_code(report.pk), client="10.0.0.8", now=now + WINDOW) == report


def test_a_misread_code_does_not_lock_the_village(client, report):
    for _ in range(TRIES + 1):
        client.get(f"/s/{MISREAD}/")

    assert client.get(address(report)).status_code == 200


def test_wrong_codes_are_forgotten_after_a_day(db):
    from qiao.intake.upkeep import forget_wrong_codes

    WrongReceiptCode.objects.create(client_mark="a", at=NOW - timedelta(days=2))
    WrongReceiptCode.objects.create(client_mark="a", at=NOW)

    assert (forget_wrong_codes(NOW), WrongReceiptCode.objects.count()) == (1, 1)


@pytest.mark.parametrize("page", ["status", "status_slip", "status_correct", "status_add"])
def test_pages_behind_a_code_are_kept_by_nobody(report, page):
    answer = Client().get(address(report, page))

    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer["X-Robots-Tag"]


@pytest.mark.parametrize("page", ["status_answer", "status_withdraw", "status_erase"])
def test_deeds_ask_for_a_post(report, page):
    assert Client().get(address(report, page)).status_code == 405


@pytest.mark.parametrize(
    "page", ["status_answer", "status_correct", "status_add", "status_withdraw", "status_erase"]
)
def test_deeds_ask_for_the_pages_own_token(report, page):
    client = Client(enforce_csrf_checks=True)

    assert client.post(address(report, page), {}).status_code == 403


def test_a_reporter_may_not_read_or_close_what_belongs_to_the_desk(reporter):
    assert not any(
        reporter.may(verb) for verb in ("report.read", "report.reveal", "need.close", "need.verify")
    )


def test_the_public_may_not_do_what_asks_for_a_code(association, report):
    with pytest.raises(RightMissingError):
        intake.withdraw_report(Actor.public(association.pk), report, withdrawn_at=NOW)


# ---- What the page tells


def test_page_shows_the_own_words_masked(report):
    page = page_of(report)

    assert "医用外科口罩" in page
    assert "15400000001" not in page
    assert CONTACT not in page


def test_page_walks_along_the_chain_to_the_signature(lin, crisis, verified, report):
    offer = make_offer(lin, crisis, item=verified.item, quantity_kind="EXACT", quantity=300)
    assert "正在对接资源" in page_of(report)

    match = relief.make_match(lin, verified, offer, quantity=300, confirmed_at=timezone.now())
    assert "正在安排发出" in page_of(report)

    delivery = relief.send_delivery(lin, match, sent_at=timezone.now())
    assert "在路上" in page_of(report)

    relief.sign_receipt(
        Actor.recipient(delivery.organization_id), delivery, quantity=300, signed_at=timezone.now()
    )
    assert "需要的已经得到" in page_of(report)


def test_page_of_another_report_tells_nothing_of_this_one(report, association, crisis):
    other = intake.take_in(
        Actor.public(association.pk),
        Message("求助：罗田县缺棉被50床。"),
        id=uuid.uuid4(),
        crisis=crisis,
        source="FORM",
        received_at=NOW,
    ).report

    assert "口罩" not in page_of(other)


def test_page_lists_who_looked_by_role_and_never_by_name(lin, report):
    assert "还没有人看过" in page_of(report)

    User.objects.filter(pk=lin.user_id).update(display_name="林小雨")
    intake.reveal_report(lin, report, reason="CALL")

    page = page_of(report)
    assert "协调员" in page
    assert "打电话核实" in page
    assert "林小雨" not in page


def test_code_in_any_spelling_leads_to_the_page(report):
    typed = receipt_code(report.pk).replace("-", "　")

    assert Client().get(reverse("intake:status_ask"), {"code": typed}, follow=True).status_code == 200


def test_slip_shows_code_and_qr(report):
    slip = Client().get(address(report, "status_slip")).content.decode()

    assert receipt_code(report.pk) in slip
    assert "<svg" in slip


# ---- Still needed?


def test_still_needed_makes_an_expired_need_wait_for_a_call_again(report, need):
    Need.objects.filter(pk=need.pk).update(state="EXPIRED", valid_until=NOW)

    post(report, "status_answer", voice=need.pk, answer="STILL")

    need.refresh_from_db()
    assert need.state == Need.State.NEW
    assert need.valid_until > timezone.now()


def test_still_needed_does_not_verify(report, need):
    post(report, "status_answer", voice=need.pk, answer="STILL")

    need.refresh_from_db()
    assert (need.state, need.verifications.count()) == (Need.State.NEW, 0)


@pytest.mark.parametrize(("answer", "state"), [("MET", "MET"), ("GONE", "WITHDRAWN")])
def test_an_answer_closes_the_need(report, need, answer, state):
    post(report, "status_answer", voice=need.pk, answer=answer)

    need.refresh_from_db()
    assert need.state == state
    assert need.closed_at is not None


def test_a_verified_need_that_ends_calls_somebody(report, verified):
    post(report, "status_answer", voice=verified.pk, answer="GONE")

    assert Alert.objects.get(need=verified).kind == Alert.Kind.REPORTER


def test_the_alert_tells_what_the_sender_said(as_lin, report, verified, crisis):
    post(report, "status_answer", voice=verified.pk, answer="GONE")

    page = as_lin.get(reverse("intake:alert_list", args=(crisis.slug,))).content.decode()

    assert "反映人说：不需要了" in page


def test_an_answer_for_what_is_ended_changes_nothing(reporter, need):
    intake.answer_for_voice(reporter, need, answer="MET", answered_at=NOW)

    with pytest.raises(LineAlreadyDecidedError):
        intake.answer_for_voice(reporter, need, answer="GONE", answered_at=NOW)

    need.refresh_from_db()
    assert need.state == Need.State.MET


def test_an_answer_for_somebody_elses_need_is_refused(report, lin, crisis, mask):
    offer = make_offer(lin, crisis, item=mask)

    answer = post(report, "status_answer", voice=offer.pk, answer="GONE")

    offer.refresh_from_db()
    assert (answer.status_code, offer.state) == (422, "OPEN")


@pytest.mark.parametrize("answer", ["", "VERIFY", "still", "\u202eMET"])
def test_an_answer_nobody_offered_is_refused(report, need, answer):
    assert post(report, "status_answer", voice=need.pk, answer=answer).status_code == 422


def test_every_answer_is_in_the_trail_under_the_reporters_role(report, need):
    post(report, "status_answer", voice=need.pk, answer="MET")

    entry = TrailEntry.objects.get(verb="report.answer")
    assert (entry.roles, entry.subject_id, entry.actor) == ("REPORTER", need.pk, None)


# ---- Correct and add


def test_a_correction_leaves_the_first_word_for_word(report):
    before = bytes(report.sealed_text)

    write(report, "status_correct")

    report.refresh_from_db()
    assert bytes(report.sealed_text) == before
    assert FollowUp.objects.get(first=report).kind == FollowUp.Kind.CORRECTION


def test_a_correction_replaces_what_nobody_had_checked(report, need):
    write(report, "status_correct")

    need.refresh_from_db()
    assert need.state == Need.State.WITHDRAWN
    assert Need.objects.get(closed_at=None).quantity == 500


def test_a_correction_of_something_verified_asks_a_person(report, verified):
    write(report, "status_correct")

    verified.refresh_from_db()
    assert verified.state == Need.State.OPEN
    assert Need.objects.count() == 1
    assert {note.code for note in verified.notes.all()} == {"reporter_corrected"}
    assert Alert.objects.filter(need=verified, state="OPEN").exists()


def test_a_sender_reads_that_the_correction_waits_for_a_call(report, verified):
    write(report, "status_correct")
    assert "先打电话问清" in page_of(report)

    Alert.objects.update(state="DONE")
    assert "先打电话问清" not in page_of(report)


def test_an_addition_keeps_what_was_told_before(report, need):
    write(report, "status_add", text="还缺医用防护服20套")

    need.refresh_from_db()
    assert need.state == Need.State.NEW
    assert sorted(Need.objects.values_list("quantity", flat=True)) == [20, 300]


def test_a_correction_does_not_end_what_was_added(report):
    write(report, "status_add", text="还缺医用防护服20套")
    write(report, "status_correct")

    assert sorted(Need.objects.filter(closed_at=None).values_list("quantity", flat=True)) == [20, 500]


def test_a_photograph_is_added_and_shown_to_its_sender(report, files):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("门口.jpg", photo(), content_type="image/jpeg")
    write(report, "status_add", text="门口的照片", photos=[file])

    (kept,) = Attachment.objects.all()
    shown = Client().get(reverse("intake:status_photo", args=(receipt_code(report.pk), 0)))
    assert kept.report.follows.first == report
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert b"Exif" not in shown.content


def test_a_photograph_that_is_none_is_refused_and_nothing_is_kept(report, files):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("../../x.jpg", b"<svg onload=alert(1)>", content_type="image/jpeg")
    answer = write(report, "status_add", text="门口的照片", photos=[file])

    assert answer.status_code == 422
    assert "门口的照片" in answer.content.decode()
    assert not FollowUp.objects.exists()


def test_an_empty_correction_is_refused(report):
    assert write(report, "status_correct", text="  ").status_code == 422


def test_a_correction_sent_twice_is_kept_once(report):
    form = {"submission": str(uuid.uuid4()), "text": "英山县人民医院需要医用外科口罩500只"}

    for _ in range(2):
        post(report, "status_correct", **form)

    assert FollowUp.objects.count() == 1
    assert Need.objects.filter(closed_at=None).count() == 1


def test_the_desk_sees_first_and_later_report_on_each_others_page(as_lin, report):
    write(report, "status_correct")
    later = FollowUp.objects.get().report

    assert str(later.pk) in as_lin.get(reverse("intake:report", args=(report.pk,))).content.decode()
    assert str(report.pk) in as_lin.get(reverse("intake:report", args=(later.pk,))).content.decode()


@pytest.mark.django_db(transaction=True)
def test_twenty_equal_corrections_at_once_are_one(report, association):
    submission, errors = uuid.uuid4(), []

    def send():
        try:
            take_in_follow_up(
                report,
                Message("求助：英山县人民医院需要医用外科口罩500只"),
                kind="CORRECTION",
                photos=(),
                submission=submission,
                received_at=NOW,
            )
        except Exception as error:  # noqa: BLE001 - told below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert errors == []
    with scope(organization=association.pk):
        assert FollowUp.objects.count() == 1
        assert Need.objects.filter(closed_at=None).count() == 1


# ---- Withdraw and erase


def test_withdrawing_ends_everything_open_and_keeps_the_report(report, need):
    post(report, "status_withdraw")

    need.refresh_from_db()
    assert need.state == Need.State.WITHDRAWN
    assert not Report.objects.get(pk=report.pk).is_erased
    assert "已经撤回" in page_of(report)


def test_withdrawing_leaves_what_is_done(report, need, reporter):
    intake.answer_for_voice(reporter, need, answer="MET", answered_at=NOW)

    post(report, "status_withdraw")

    need.refresh_from_db()
    assert need.state == Need.State.MET


def test_erasing_asks_for_confirmation(report):
    assert post(report, "status_erase").status_code == 422
    assert not Report.objects.get(pk=report.pk).is_erased


def test_erasing_destroys_the_key_of_the_whole_thread(report, need):
    write(report, "status_add", text="我的电话是 15400000009")

    post(report, "status_erase", confirm="on", withdraw="on")

    assert all(one.is_erased for one in Report.objects.all())
    need.refresh_from_db()
    assert need.state == Need.State.WITHDRAWN


def test_erasing_may_leave_the_need_open(report, need):
    post(report, "status_erase", confirm="on")

    need.refresh_from_db()
    assert need.state == Need.State.NEW


def test_after_erasure_the_code_still_tells_that_it_was_done(report):
    post(report, "status_erase", confirm="on")

    page = page_of(report)
    assert "已按规定删除" in page
    assert "英山县人民医院" not in page
    assert TrailEntry.objects.filter(verb="report.erase", subject_id=report.pk, roles="REPORTER").exists()


def test_after_erasure_nothing_can_be_added(report, reporter):
    post(report, "status_erase", confirm="on")

    with pytest.raises(ReportErasedError):
        intake.add_to_report(
            reporter, Report.objects.get(pk=report.pk), Message("再补充"), id=uuid.uuid4(), received_at=NOW
        )
    assert write(report, "status_add").status_code == 410


def test_an_offer_is_taken_back_too(association, crisis, at_work):
    report = intake.take_in(
        Actor.public(association.pk),
        Message("可提供：口罩5000只。\n地点：黄州区。"),
        id=uuid.uuid4(),
        crisis=crisis,
        source="FORM",
        received_at=NOW,
    ).report

    post(report, "status_answer", voice=report.offers.get().pk, answer="MET")

    assert Offer.objects.get().state == Offer.State.SPENT


def test_scripts_in_a_report_are_only_words(association, crisis, at_work):
    said = "<script>alert(1)</script><img src=x onerror=alert(2)>缺口罩"
    report = intake.take_in(
        Actor.public(association.pk),
        Message(said),
        id=uuid.uuid4(),
        crisis=crisis,
        source="FORM",
        received_at=NOW,
    ).report

    page = page_of(report)
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_page_reads_whole_in_english(report, need):
    with scopes_disabled():
        page = Client(headers={"accept-language": "en"}).get(address(report)).content.decode()

    assert "Still needed" in page
    assert "现在还需要吗" not in page
