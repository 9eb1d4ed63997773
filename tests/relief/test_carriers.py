"""Carriers from their notices: read, corrected, saved; their rules and the permit's days are never passed over in silence."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.exceptions import LineAlreadyDecidedError, RightMissingError
from qiao.intake.models import Report
from qiao.relief import actions
from qiao.relief.carriers import covers, doubts_of, doubts_of_trip, fitting
from qiao.relief.models import Carrier, Match, Shipment
from qiao.trail.models import TrailEntry
from tests.conftest import NOW
from tests.makers import make_need, make_offer

pytestmark = pytest.mark.usefixtures("at_work")
NOTICE = (
    "鹭江速运关于开通救灾物资绿色通道的公告\n即日起，鹭江速运开通从福建、广东发往湖北黄冈的救灾物资免费运输服务，"
    "不接受个人寄件。咨询请拨打客服热线95000，或联系陈先生15400000091。\n鹭江速运有限公司\n二〇二〇年一月三十日"
)
TODAY = date(2020, 2, 1)


@pytest.fixture
def held(at_work, lin, crisis, mask, yingshan, luotian) -> Match:
    """Masks that a person gives in Luotian, held for Yingshan."""
    need = make_need(lin, crisis, item=mask, place=yingshan)
    offer = make_offer(lin, crisis, item=mask, place=luotian)
    return actions.make_match(lin, need, offer, quantity=10, confirmed_at=NOW)


@pytest.fixture
def enter(lin, crisis, at_work):
    def entered(**told) -> Carrier:
        rules = actions.Rules(**{"name": "示例物流"} | told)
        return actions.save_carrier(lin, crisis, rules, notice=NOTICE, submission=uuid.uuid4(), saved_at=NOW)

    return entered


def codes(carrier, *matches, on=TODAY):
    return [one.code for one in doubts_of(carrier, matches, on=on)]


def test_a_notice_is_shown_as_read_and_nothing_is_saved_before_it_is_looked_at(as_lin, crisis):
    page = as_lin.post(reverse("relief:carrier_new", args=[crisis.slug]), {"notice": NOTICE})
    read = page.context["form"].initial

    assert (read["name"], read["takes_private"], read["is_free"]) == ("鹭江速运有限公司", "no", "yes")
    assert (read["origins"], read["destinations"]) == ("福建省、广东省", "湖北省黄冈市")
    assert read["hotline"] == "95000"
    assert (Carrier.objects.count(), Report.objects.count()) == (0, 0)


def test_what_a_person_corrected_is_what_is_saved_and_once(as_lin, crisis):
    address = reverse("relief:carrier_new", args=[crisis.slug])
    form = as_lin.post(address, {"notice": NOTICE}).context["form"]
    said = {name: form[name].value() or "" for name in form.fields}
    said |= {"save": "1", "takes_private": "yes", "valid_until": "2020-03-01"}

    answers = [as_lin.post(address, said).status_code for _ in "12"]

    carrier = Carrier.objects.get()
    assert answers == [302, 302]
    assert (carrier.takes_private, carrier.valid_until) == (True, date(2020, 3, 1))
    assert [one.code for one in carrier.destinations.all()] == ["421100"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"origins": "没有这个地方"}, "origins"),
        ({"hotline": "15400000091"}, "hotline"),
        ({"valid_from": "2020-03-02", "valid_until": "2020-03-01"}, "valid_until"),
        ({"takes_private": "perhaps"}, "takes_private"),
        ({"notice": "字" * 20_001}, "notice"),
    ],
)
def test_what_cannot_be_saved_is_asked_again(as_lin, crisis, wrong, field):
    said = {"save": "1", "notice": NOTICE, "name": "示例物流", "submission": str(uuid.uuid4())} | wrong

    answer = as_lin.post(reverse("relief:carrier_new", args=[crisis.slug]), said)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Carrier.objects.exists()


def test_no_mobile_number_stands_on_the_page_of_carriers(as_lin, crisis, enter):
    enter(hotline="95000")

    page = as_lin.get(reverse("relief:carrier_list", args=[crisis.slug])).content.decode()

    assert "95000" in page
    assert "15400000091" not in page


def test_places_hold_what_lies_in_them(yingshan, luotian, shanghai):
    hubei = yingshan.parent.parent

    assert covers(hubei, yingshan)
    assert covers(yingshan.parent, luotian)
    assert not covers(hubei, shanghai)
    assert not covers(yingshan, luotian)


def test_each_rule_that_is_broken_has_its_reason(enter, held, shanghai, luotian):
    carrier = enter(
        origins=[shanghai], destinations=[luotian], takes_private=False, valid_until=TODAY - timedelta(days=1)
    )

    assert codes(carrier, held) == ["ENDED", "PRIVATE", "FROM", "TO"]
    assert "浦东新区" not in str(doubts_of(carrier, [held], on=TODAY))


def test_a_carrier_that_takes_it_has_no_doubt(enter, held, luotian):
    carrier = enter(origins=[luotian.parent], to_anywhere=True, takes_private=True, valid_from=TODAY)

    assert codes(carrier, held) == []
    assert codes(carrier, held, on=TODAY - timedelta(days=1)) == ["NOT_YET"]


def test_what_a_notice_leaves_open_is_told_and_is_no_refusal(enter, held, crisis):
    carrier = enter()

    assert codes(carrier, held) == ["PRIVATE_OPEN", "FROM_OPEN", "TO_OPEN"]
    assert fitting(crisis, [held], on=TODAY)[0].fits


def test_goods_of_an_institution_are_no_private_parcel(enter, held, association):
    held.offer.party = association

    assert "PRIVATE" not in codes(enter(takes_private=False, from_anywhere=True, to_anywhere=True), held)


def test_those_that_fit_stand_first_and_ended_ones_are_gone(lin, enter, held, crisis, shanghai):
    far = enter(name="甲", origins=[shanghai], to_anywhere=True, takes_private=True)
    near = enter(name="乙", from_anywhere=True, to_anywhere=True, takes_private=True)
    gone = enter(name="丙", from_anywhere=True, to_anywhere=True, takes_private=True)
    actions.end_carrier(lin, gone, at=NOW)

    assert [one.carrier for one in fitting(crisis, [held], on=TODAY)] == [near, far]
    with pytest.raises(LineAlreadyDecidedError):
        actions.end_carrier(lin, gone, at=NOW)


def trip(crisis, held, **told):
    facts = {"carrier": "", "permit_from": None, "permit_until": None, "leaves": NOW, "hours": None} | told
    return [one.code for one in doubts_of_trip(crisis, [held], **facts)]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({}, []),
        ({"permit_from": TODAY, "permit_until": TODAY}, []),
        ({"permit_from": TODAY + timedelta(days=1)}, ["PERMIT_NOT_YET"]),
        ({"permit_until": TODAY - timedelta(days=1)}, ["PERMIT_ENDS"]),
        ({"permit_until": TODAY, "hours": 7.9}, []),
        ({"permit_until": TODAY, "hours": 8.1}, ["PERMIT_ENDS"]),
    ],
)
def test_the_permit_must_hold_until_the_last_stop(crisis, held, told, found):
    """It leaves at 16:00 by the clock of the county: eight hours on it is another day."""
    assert trip(crisis, held, **told) == found


def test_of_several_notices_of_one_carrier_one_that_fits_is_enough(enter, crisis, held, shanghai):
    enter(origins=[shanghai], to_anywhere=True, takes_private=True)
    assert trip(crisis, held, carrier="示例物流") == ["FROM"]

    enter(from_anywhere=True, to_anywhere=True, takes_private=True)
    assert trip(crisis, held, carrier=" 示例物流") == []


@pytest.mark.parametrize("where", ["lorry", "single"])
def test_against_the_rules_nothing_leaves_until_a_person_says_so_and_the_trail_keeps_it(
    as_lin, crisis, enter, held, where
):
    enter(takes_private=False, from_anywhere=True, to_anywhere=True)
    if where == "lorry":
        address = reverse("relief:shipment_new", args=[crisis.slug])
        said = {"match": [str(held.pk)], "send": "1", "carrier": "示例物流"}
    else:
        address, said = reverse("relief:match_send", args=[held.pk]), {"carrier": "示例物流"}

    stopped = as_lin.post(address, said)
    before = Shipment.objects.count()
    sent = as_lin.post(address, said | {"anyway": "1"})

    assert (stopped.status_code, before, sent.status_code) == (422, 0, 302)
    assert "不收个人寄件" in stopped.content.decode()
    kept = TrailEntry.objects.filter(verb__in=("shipment.load", "delivery.send"))
    assert "PRIVATE" in [one.details.get("overruled") for one in kept]


def test_the_load_page_lists_who_fits_and_why_others_do_not(as_lin, crisis, enter, held, shanghai):
    enter(name="合适物流", from_anywhere=True, to_anywhere=True, takes_private=True)
    enter(name="远方物流", origins=[shanghai], to_anywhere=True, takes_private=True)

    page = as_lin.post(
        reverse("relief:shipment_new", args=[crisis.slug]), {"match": [str(held.pk)], "order": "1"}
    ).content.decode()

    assert page.index("合适物流") < page.index("远方物流")
    assert "不从罗田县起运" in page


def test_a_volunteer_enters_no_carrier(chen, crisis):
    with pytest.raises(RightMissingError):
        actions.save_carrier(
            chen,
            crisis,
            actions.Rules(name="甲"),
            notice=NOTICE,
            submission=uuid.uuid4(),
            saved_at=timezone.now(),
        )
