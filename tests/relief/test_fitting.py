"""Which needs an offer fits, what a donor may choose, and that the plan obeys it; thanks when it was signed for."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.engines.allocation import Rule
from qiao.exceptions import EarmarkedElsewhereError, LineAlreadyDecidedError, NoticePersonalError
from qiao.intake import actions as intake
from qiao.intake.actions.earmarking import earmark_offer
from qiao.intake.actions.receive import Message
from qiao.intake.models import Offer
from qiao.intake.reporter.codes import receipt_code
from qiao.registry.models import Item, Organization
from qiao.registry.queries import actor_for
from qiao.relief import actions as relief
from qiao.relief.fitting import fits_for
from qiao.trail.guests import agree
from qiao.trail.kinds import KINDS, in_words
from qiao.trail.models import Notice, TrailEntry
from tests.conftest import NOW, appoint
from tests.makers import make_need, make_offer

HOUR = timedelta(hours=1)
CANARY = "王秀英"


@pytest.fixture
def hospital(yingshan):
    return Organization.objects.create(
        name="示例县人民医院", kind="INSTITUTION", home=yingshan, is_sample=True
    )


@pytest.fixture
def two(lin, crisis, mask, yingshan, luotian, association, hospital, at_work):
    """An ordinary need of the association in 英山, and later one that concerns life of the hospital in 罗田."""
    return (
        make_need(lin, crisis, item=mask, place=yingshan, party=association, tier=3, at=NOW),
        make_need(lin, crisis, item=mask, place=luotian, party=hospital, tier=1, at=NOW + HOUR),
    )


@pytest.fixture
def offer(association, crisis, at_work):
    """500 masks by the public form."""
    return intake.take_in(
        Actor.public(association.pk),
        Message("可提供：示例数据，医用外科口罩500只。\n地点：英山县。"),
        id=uuid.uuid4(),
        crisis=crisis,
        source="FORM",
        received_at=timezone.now(),
    ).report.offers.get()


def status_of(offer):
    return receipt_code(offer.report_id)


def test_needs_that_the_rule_serves_first_come_first(two, offer):
    fits = fits_for(offer, now=timezone.now())

    assert [(one.place.code, one.pieces) for one in fits] == [("421123", 100), ("421124", 100)]


def test_the_order_is_that_of_the_newest_plans_rule(lin, crisis, two, offer):
    relief.make_plan(lin, crisis, now=timezone.now(), rule=Rule("first-come"))

    assert [one.place.code for one in fits_for(offer, now=timezone.now())] == ["421124", "421123"]


def test_what_was_promised_is_no_longer_lacking(lin, crisis, mask, yingshan, association, offer):
    need = make_need(
        lin, crisis, item=mask, place=yingshan, party=association, quantity_kind="EXACT", quantity=100
    )
    relief.make_match(lin, need, make_offer(lin, crisis, item=mask), quantity=60, confirmed_at=NOW)

    (fit,) = fits_for(offer, now=timezone.now())
    assert fit.pieces == 40


def test_four_persons_of_a_county_show_neither_place_nor_number(lin, crisis, mask, yingshan, offer, client):
    for _ in range(4):
        make_need(lin, crisis, item=mask, place=yingshan, party_text=CANARY, specification=CANARY)

    (fit,) = fits_for(offer, now=timezone.now())
    assert (fit.place, fit.pieces) == (None, None)
    page = client.get(reverse("intake:status", args=[status_of(offer)])).content.decode()
    assert "其他地方（合计）" in page
    assert CANARY not in page


def test_a_fifth_person_shows_five_together(lin, crisis, mask, yingshan, offer):
    for _ in range(5):
        make_need(lin, crisis, item=mask, place=yingshan)

    (fit,) = fits_for(offer, now=timezone.now())
    assert (fit.place, fit.pieces) == (yingshan, 500)


def test_a_need_that_the_offer_may_serve_instead_fits_too_and_the_reverse_does_not(
    lin, crisis, mask, yingshan, association, at_work
):
    better = make_offer(lin, crisis, item=Item.objects.get(code="mask-gb19083"))
    civil = make_offer(lin, crisis, item=Item.objects.get(code="mask-civil"))
    make_need(lin, crisis, item=mask, place=yingshan, party=association)

    assert [one.is_substitute for one in fits_for(better, now=NOW)] == [True]
    assert fits_for(civil, now=NOW) == []


def test_who_reads_again_and_again_makes_it_reckon_once_a_minute(lin, crisis, mask, yingshan, offer, client):
    address = reverse("intake:status", args=[status_of(offer)])
    client.get(address)
    for _ in range(6):
        make_need(lin, crisis, item=mask, place=yingshan)

    assert "英山县</b> 医用外科口罩" not in client.get(address).content.decode()
    caches["memory"].clear()
    assert "英山县</b> 医用外科口罩" in client.get(address).content.decode()


def test_unverified_needs_are_not_shown(lin, crisis, mask, yingshan, association, offer):
    make_need(lin, crisis, item=mask, place=yingshan, party=association, is_verified=False)

    assert fits_for(offer, now=timezone.now()) == []


def test_needs_of_another_organisation_are_not_shown(
    client, other_association, crisis, mask, shanghai, offer
):
    with scope(organization=other_association.pk):
        stranger = actor_for(appoint("far", other_association, "ADMIN", "COORDINATOR"))
        make_need(stranger, crisis, item=mask, place=shanghai, party=other_association)

    page = client.get(reverse("intake:status", args=[status_of(offer)])).content.decode()
    assert "浦东新区" not in page


def earmark(client, offer, **held):
    return client.post(
        reverse("intake:status_earmark", args=[status_of(offer)]), {"voice": str(offer.pk), **held}
    )


def test_a_donor_chooses_a_county_and_the_plan_obeys(client, lin, crisis, two, yingshan, offer):
    page = client.get(reverse("intake:status", args=[status_of(offer)])).content.decode()
    assert "只给这里" in page

    assert earmark(client, offer, place="421124").status_code == 302

    offer.refresh_from_db()
    intake.verify_offer(lin, offer, method="PHONE", result="CONFIRMED", checked_at=timezone.now())
    shares = relief.make_plan(lin, crisis, now=timezone.now()).shares.all()
    assert [one.need.place for one in shares] == [yingshan]
    assert TrailEntry.objects.get(verb="offer.earmark").details["place"] == "421124"


def test_a_donor_names_a_unit_and_a_purpose(client, hospital, offer):
    earmark(client, offer, recipient=hospital.name, purpose="给老人")

    offer.refresh_from_db()
    assert (offer.earmark_recipient, offer.earmark_place, offer.purpose) == (hospital, None, "给老人")
    page = client.get(reverse("intake:status", args=[status_of(offer)])).content.decode()
    assert "示例县人民医院" in page


def test_a_donor_names_a_group_of_people_and_the_plan_obeys(client, lin, crisis, mask, yingshan, offer):
    for groups in (["SICK"], ["MINORS"]):
        make_need(lin, crisis, item=mask, place=yingshan, who_groups=groups, at=timezone.now())

    assert earmark(client, offer, purpose="给孩子", purpose_group="MINORS").status_code == 302

    offer.refresh_from_db()
    intake.verify_offer(lin, offer, method="PHONE", result="CONFIRMED", checked_at=timezone.now())
    share = relief.make_plan(lin, crisis, now=timezone.now()).shares.get()
    assert share.need.who_groups == ["MINORS"]
    page = client.get(reverse("intake:status", args=[status_of(offer)])).content.decode()
    assert "给孩子 未成年人" in page


def test_the_desk_says_whom_a_donors_words_mean(as_lin, client, offer):
    earmark(client, offer, purpose="给一小的娃娃")
    page = as_lin.get(reverse("intake:offer", args=[offer.pk])).content.decode()

    as_lin.post(reverse("intake:offer_purpose", args=[offer.pk]), {"purpose_group": "MINORS"})

    assert "用途还没有认定指哪些人" in page
    offer.refresh_from_db()
    assert (offer.purpose, offer.purpose_group) == ("给一小的娃娃", "MINORS")
    assert TrailEntry.objects.get(verb="offer.purpose").details["group"] == "MINORS"


def test_the_desk_adds_no_purpose_that_the_donor_did_not_name(as_lin, offer):
    as_lin.post(reverse("intake:offer_purpose", args=[offer.pk]), {"purpose_group": "MINORS"})

    offer.refresh_from_db()
    assert offer.purpose_group == ""


def test_a_donor_takes_it_back(client, hospital, offer):
    earmark(client, offer, recipient=hospital.name)
    earmark(client, offer)

    offer.refresh_from_db()
    assert offer.earmark_recipient is None


@pytest.mark.parametrize(
    "held",
    [{"place": "999999"}, {"recipient": "没有这家"}, {"purpose": "打 15400000001"}, {"purpose": "长" * 99}],
)
def test_what_cannot_be_an_earmark_is_refused(client, offer, held):
    assert earmark(client, offer, **held).status_code == 422
    offer.refresh_from_db()
    assert (offer.earmark_place, offer.earmark_recipient, offer.purpose) == (None, None, "")


def test_under_a_code_nothing_else_is_earmarked(client, lin, crisis, mask, offer):
    other = make_offer(lin, crisis, item=mask)

    answer = client.post(
        reverse("intake:status_earmark", args=[status_of(offer)]), {"voice": str(other.pk), "place": "421123"}
    )
    other.refresh_from_db()
    assert (answer.status_code, other.earmark_place) == (422, None)


def test_once_goods_are_promised_it_is_too_late(lin, crisis, mask, yingshan, luotian, association, at_work):
    given = make_offer(lin, crisis, item=mask)
    relief.make_match(
        lin, make_need(lin, crisis, item=mask, place=yingshan), given, quantity=5, confirmed_at=NOW
    )

    with pytest.raises(LineAlreadyDecidedError):
        earmark_offer(Actor.reporter(association.pk), given, recipient=None, place=luotian)


def test_a_purpose_holds_no_number_of_a_person(association, offer):
    with pytest.raises(NoticePersonalError):
        earmark_offer(
            Actor.reporter(association.pk), offer, recipient=None, place=None, purpose="找 15400000001"
        )


def test_a_line_planned_before_the_donor_chose_is_no_longer_confirmed(
    lin, crisis, mask, yingshan, luotian, association, at_work
):
    given = make_offer(lin, crisis, item=mask)
    make_need(lin, crisis, item=mask, place=yingshan)
    share = relief.make_plan(lin, crisis, now=NOW).shares.get()
    earmark_offer(Actor.reporter(association.pk), given, recipient=None, place=luotian)

    with pytest.raises(EarmarkedElsewhereError):
        relief.make_match(lin, share.need, share.offer, quantity=5, confirmed_at=NOW, share=share)


def signed(lin, crisis, mask, place, offer, quantity=50):
    need = make_need(lin, crisis, item=mask, place=place)
    match = relief.make_match(lin, need, offer, quantity=quantity, confirmed_at=NOW)
    return relief.sign_receipt(
        lin, relief.send_delivery(lin, match, sent_at=NOW), quantity=quantity, signed_at=timezone.now()
    )


def agreed(offer):
    agree(
        Actor.reporter(offer.organization_id),
        offer.report,
        means="EMAIL",
        to="giver@example.org",
        masked="g***@example.org",
        language="zh-hans",
        at=timezone.now(),
    )


def verified(lin, offer):
    intake.verify_offer(lin, offer, method="PHONE", result="CONFIRMED", checked_at=timezone.now())
    return offer


def test_whoever_gave_and_agreed_is_thanked_once_with_the_trace(
    lin, crisis, mask, yingshan, luotian, offer, settings
):
    settings.QIAO_URL = "https://qiao.example.org"
    agreed(offer)
    first = signed(lin, crisis, mask, yingshan, verified(lin, offer))
    signed(lin, crisis, mask, luotian, offer)

    (notice,) = Notice.objects.filter(kind="offer.received")
    _title, text, link = in_words(notice, "zh-hans")
    code = first.delivery.match.lot.trace_code
    assert link == f"https://qiao.example.org/t/{code}/"
    assert code in text
    assert not [one for one in (CANARY, "154", offer.what, "英山县人民医院") if one in text]


def test_the_link_of_the_thanks_opens_the_trace(client, lin, crisis, mask, yingshan, offer):
    agreed(offer)
    signed(lin, crisis, mask, yingshan, verified(lin, offer))
    _title, _text, link = in_words(Notice.objects.get(kind="offer.received"), "en")

    assert client.get(link).status_code == 200


def test_without_consent_nobody_is_thanked_by_message_but_the_page_shows_the_trace(
    client, lin, crisis, mask, yingshan, offer
):
    receipt = signed(lin, crisis, mask, yingshan, verified(lin, offer))

    assert not Notice.objects.filter(kind="offer.received").exists()
    page = client.get(reverse("intake:status", args=[status_of(offer)])).content.decode()
    assert receipt.delivery.match.lot.trace_code in page


def test_a_night_lets_thanks_wait():
    assert not KINDS["offer.received"].is_urgent


def test_the_page_after_sending_shows_where_it_fits(
    client, lin, association, crisis, mask, yingshan, at_work
):
    make_need(lin, crisis, item=mask, place=yingshan, party=association)
    form = {
        "submission": str(uuid.uuid4()), "direction": "OFFER", "what": "捐医用外科口罩", "where": "英山县",
        "quantity": "50只", "consent": "on",
    }  # fmt: skip
    client.post(reverse("intake:form", args=[crisis.slug]), form)

    page = client.get(reverse("intake:form_thanks", args=[crisis.slug])).content.decode()
    assert "现在哪里用得上" in page
    with scopes_disabled():
        assert Offer.objects.filter(report=form["submission"]).count() == 1
