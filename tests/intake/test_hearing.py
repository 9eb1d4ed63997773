"""The sender is told how a report goes on: only where they agreed, never anything personal, not at night."""

import email
from datetime import timedelta
from email.policy import default

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_scopes import scope

from qiao.accounts.roles import Actor
from qiao.intake import actions
from qiao.intake.actions.receive import Message
from qiao.intake.models import Need, Report
from qiao.intake.reporter.codes import receipt_code
from qiao.relief.actions import make_match
from qiao.trail.guests import agree, guest_of, withdraw
from qiao.trail.kinds import in_words
from qiao.trail.models import Guest, Notice
from qiao.trail.sending import send_due
from tests.makers import make_offer
from tests.trail.servers import PostOffice, running

TEXT = "示例数据：英山县人民医院急需医用外科口罩2000只，联系人林女士 15400000001"


@pytest.fixture
def post_office(settings):
    """A mail server on this machine."""
    with running(PostOffice()) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server_address[1]
        settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
        settings.QIAO_URL = "https://qiao.example.org"
        yield server


@pytest.fixture
def sent(crisis, association, at_work, new_id) -> Report:
    """A report by the public form, read into one need."""
    public = Actor.public(association.pk)
    return actions.take_in(
        public, Message(TEXT), id=new_id(), crisis=crisis, source="FORM", received_at=timezone.now()
    ).report


@pytest.fixture
def need(sent) -> Need:
    return sent.needs.get()


def hear(report, **more) -> Guest:
    facts = {
        "means": "EMAIL",
        "to": "reporter@example.org",
        "masked": "r***@example.org",
        "language": "zh-hans",
        "at": timezone.now(),
    } | more
    guest = agree(Actor.reporter(report.organization_id), report, **facts)
    Guest.objects.filter(pk=guest.pk).update(quiet_from=0, quiet_until=0)
    return guest


def check(lin, need, result="CONFIRMED"):
    return actions.verify_need(lin, need, method="PHONE", result=result, checked_at=timezone.now())


def page(report) -> str:
    return f"/s/{receipt_code(report.pk)}/"


def later():
    return timezone.now() + timedelta(minutes=11)


def told():
    return list(Notice.objects.order_by("created_at").values_list("kind", flat=True))


def test_nobody_who_did_not_agree_is_told(lin, need):
    check(lin, need)

    assert told() == []


def test_from_check_to_match_to_the_end_each_is_told_once(lin, need, sent, crisis, mask):
    hear(sent)
    check(lin, need)
    offer = make_offer(lin, crisis, item=mask, quantity=5000, quantity_kind="EXACT")
    for _ in range(2):
        make_match(lin, need, offer, quantity=100, confirmed_at=timezone.now())
    actions.close_need(lin, need, state="MET", closed_at=timezone.now(), reason="已收到")

    assert told() == ["report.verified", "report.matched", "report.closed"]


def test_a_second_check_of_what_was_checked_tells_nothing_new(lin, need, sent):
    hear(sent)
    check(lin, need)
    check(lin, need)

    assert told() == ["report.verified"]


def told_to(report):
    return list(
        Notice.objects.filter(guest__subject_id=report.pk)
        .order_by("created_at")
        .values_list("kind", flat=True)
    )


def test_sender_whose_need_was_folded_into_another_is_told_like_the_first(
    lin, need, sent, crisis, mask, association, new_id
):
    again = actions.take_in(
        Actor.public(association.pk), Message(TEXT), id=new_id(), crisis=crisis, source="FORM",
        received_at=timezone.now(),
    ).report  # fmt: skip
    actions.merge(lin, need, again.needs.get(), how="REPEAT", now=timezone.now())
    need.refresh_from_db()
    need = need.standing
    hear(sent)
    hear(again)

    check(lin, need)
    offer = make_offer(lin, crisis, item=mask, quantity=5000, quantity_kind="EXACT")
    make_match(lin, need, offer, quantity=100, confirmed_at=timezone.now())
    actions.close_need(lin, need, state="MET", closed_at=timezone.now(), reason="已收到")

    wanted = ["report.verified", "report.matched", "report.closed"]
    assert (told_to(sent), told_to(again)) == (wanted, wanted)


def test_sender_whose_need_was_taken_apart_again_hears_nothing_of_the_other(
    lin, need, sent, crisis, association, new_id
):
    again = actions.take_in(
        Actor.public(association.pk), Message(TEXT), id=new_id(), crisis=crisis, source="FORM",
        received_at=timezone.now(),
    ).report  # fmt: skip
    made = actions.merge(lin, need, again.needs.get(), how="REPEAT", now=timezone.now())
    actions.split(lin, made, now=timezone.now())
    hear(again)
    need.refresh_from_db()

    check(lin, need)

    assert told_to(again) == []


OFFERED = "示例数据：我们有医用外科口罩5000只可以捐给英山县，联系人林女士 15400000001"


@pytest.fixture
def given(crisis, association, at_work, new_id):
    """An offer by the public form whose sender wants to be told."""
    report = actions.take_in(
        Actor.public(association.pk), Message(OFFERED), id=new_id(), crisis=crisis, source="FORM",
        received_at=timezone.now(),
    ).report  # fmt: skip
    hear(report)
    return report.offers.get()


def test_sender_of_an_offer_is_told_from_check_to_match_to_the_end(lin, given, need):
    actions.verify_offer(lin, given, method="PHONE", result="CONFIRMED", checked_at=timezone.now())
    check(lin, need)
    make_match(lin, need, given, quantity=100, confirmed_at=timezone.now())
    actions.verify_offer(lin, given, method="PHONE", result="MET", checked_at=timezone.now())

    assert told_to(given.report) == ["offer.verified", "offer.matched", "offer.closed"]


def test_sender_of_an_offer_who_took_the_consent_back_is_told_nothing(lin, given):
    withdraw(Actor.reporter(given.organization_id), given.report, at=timezone.now())
    actions.verify_offer(lin, given, method="PHONE", result="CONFIRMED", checked_at=timezone.now())

    assert told_to(given.report) == []


@pytest.mark.parametrize("result", ["MET", "FALSE"])
def test_a_check_that_ends_it_tells_that_it_is_done(lin, need, sent, result):
    hear(sent)
    check(lin, need, result)

    assert told() == ["report.closed"]


def test_nobody_reached_is_nothing_to_tell(lin, need, sent):
    hear(sent)
    check(lin, need, "UNREACHABLE")

    assert told() == []


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "您反映的事已核实属实"), ("en", "What you reported was checked")]
)
def test_the_mail_says_it_in_the_senders_language_and_nothing_personal(
    lin, need, sent, post_office, language, words
):
    hear(sent, language=language)
    check(lin, need)

    with scope(organization=sent.organization_id):
        count = send_due(later())
    (mail,) = post_office.taken
    body = email.message_from_bytes(mail.encode(), policy=default).get_content()
    assert count == 1
    assert words in body
    assert "https://qiao.example.org/s/" in body
    for secret in ("15400000001", "林女士", "口罩", "医院", receipt_code(sent.pk)):
        assert secret not in body


def test_it_waits_as_long_as_a_result_can_be_taken_back(lin, need, sent, post_office):
    hear(sent)
    check(lin, need)

    assert (send_due(timezone.now()), send_due(later())) == (0, 1)


def test_a_result_that_is_taken_back_is_not_told(lin, need, sent):
    hear(sent)
    turn = actions.take_this(lin, need, now=timezone.now())
    actions.settle(lin, turn, outcome=_outcome(), now=timezone.now())
    turn.refresh_from_db()
    assert told() == ["report.verified"]

    actions.undo_settled(lin, turn, now=timezone.now())

    assert Notice.objects.get().state == "CANCELLED"


def _outcome():
    return actions.Outcome(result="CONFIRMED", method="PHONE")


def test_who_withdraws_is_told_nothing_more_and_the_address_is_gone(lin, need, sent, client, post_office):
    guest = hear(sent)
    check(lin, need)

    client.post(page(sent) + "unhear/")

    guest.refresh_from_db()
    assert (guest.sealed, guest.wrapped, send_due(later())) == (None, None, 0)
    assert Notice.objects.get().error == "no_consent"


def test_erasing_the_report_destroys_the_address(lin, sent):
    guest = hear(sent)

    actions.erase_report(lin, sent, reason="本人要求")

    guest.refresh_from_db()
    assert (guest.sealed, guest.withdrawn_at is not None) == (None, True)


def test_the_database_lets_no_address_outlive_its_consent(sent):
    guest = hear(sent)

    with pytest.raises(IntegrityError), transaction.atomic():
        Guest.objects.filter(pk=guest.pk).update(withdrawn_at=timezone.now())


def test_a_night_is_quiet(lin, need, sent, post_office):
    guest = hear(sent)
    check(lin, need)
    hour = timezone.localtime(later()).hour
    Guest.objects.filter(pk=guest.pk).update(quiet_from=hour, quiet_until=(hour + 2) % 24)

    assert send_due(later()) == 0


def test_what_comes_later_under_the_same_code_is_told_to_the_same_address(lin, sent, new_id):
    hear(sent)
    reporter = Actor.reporter(sent.organization_id)
    added = actions.add_to_report(
        reporter, sent, Message("需要：医用防护服50套"), id=new_id(), received_at=timezone.now()
    )

    check(lin, added.needs.first())

    assert told() == ["report.verified"]


def test_the_page_takes_a_mailbox_with_consent_and_shows_it_masked(sent, client, post_office):
    answer = client.post(
        page(sent) + "hear/",
        {"means": "EMAIL", "to": "reporter@example.org", "has_agreed": "on"},
        follow=True,
    )

    shown = answer.content.decode()
    assert guest_of(sent.pk).means == "EMAIL"
    assert "r***@example.org" in shown
    assert "reporter@example.org" not in shown


@pytest.mark.parametrize(
    "wrong",
    [
        {"has_agreed": ""},
        {"to": ""},
        {"to": "nonsense"},
        {"to": "a@b.c\nBcc: x@example.org"},
        {"means": "WECOM"},
        {"means": "SMS", "to": "15400000009"},
    ],
)
def test_without_consent_or_a_sound_address_nothing_is_kept(sent, client, post_office, wrong):
    body = {"means": "EMAIL", "to": "reporter@example.org", "has_agreed": "on"} | wrong

    assert (client.post(page(sent) + "hear/", body).status_code, Guest.objects.count()) == (422, 0)


def test_a_telephone_is_taken_where_there_is_a_gateway(sent, client, settings):
    settings.QIAO_SMS_URL = "https://sms.example.org/send"
    body = {"means": "SMS", "to": "15400000009", "has_agreed": "on"}

    answer = client.post(page(sent) + "hear/", body, follow=True)

    assert "154*****009" in answer.content.decode()


def test_where_nothing_is_set_up_nothing_is_offered(sent, client, settings):
    settings.EMAIL_HOST = settings.QIAO_SMS_URL = ""

    assert "有进展时告诉我" not in client.get(page(sent)).content.decode()


def test_a_new_address_takes_the_place_of_the_old_one(sent):
    old, new = hear(sent), hear(sent, to="other@example.org", masked="o***@example.org")

    old.refresh_from_db()
    assert (guest_of(sent.pk), old.sealed) == (new, None)


def test_a_wrong_code_opens_nothing(client, sent, post_office):
    body = {"means": "EMAIL", "to": "reporter@example.org", "has_agreed": "on"}

    client.post("/s/0000-0000-0000-0000/hear/", body)

    assert Guest.objects.count() == 0


def test_the_list_of_notices_shows_the_address_masked(as_lin, lin, need, sent):
    hear(sent)
    check(lin, need)

    shown = as_lin.get("/notices/").content.decode()
    assert "r***@example.org" in shown
    assert "reporter@example.org" not in shown


@pytest.mark.parametrize("kind", ["report.verified", "report.matched", "report.closed"])
def test_no_sentence_names_what_was_asked(lin, sent, kind):
    notice = Notice(kind=kind, subject_id=sent.pk, details={"crisis": "示例县疫情"})

    title, text, link = in_words(notice, "zh-hans")
    assert "示例县疫情" in text
    assert str(sent.pk)[:8] not in title + text + link
