"""A driver without an account: left, arrived, handed over, a problem; once, however late and often it is sent."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.exceptions import (
    CodeUnknownError,
    DriverConflictError,
    DriverTooOftenError,
    RightMissingError,
    StepStandsError,
)
from qiao.intake.models import MaskedCopy, Report
from qiao.relief import actions
from qiao.relief.actions.driving import MOST_IN_TEN_MINUTES, OPEN_DAYS
from qiao.relief.actions.receiving import TRIES
from qiao.relief.models import Delivery, DriverReport, Receipt, Shipment, StockMovement
from qiao.relief.tracing import name_hops, trace_of
from qiao.trail.models import Notice, TrailEntry
from tests.intake.test_draft_races import together
from tests.makers import make_need, make_offer

OWN = {"X-Qiao-Outbox": "1", "Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
POISON = [
    "\u202e反着写的",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "💥" * 200,
    "{{ 7*7 }}",
    "零\u200b宽\ufeff",
]


@pytest.fixture
def shipment(at_work, lin, crisis, mask, yingshan, luotian) -> Shipment:
    """Two stops, left a moment ago."""
    offer = make_offer(lin, crisis, item=mask, place=luotian, quantity_kind="EXACT", quantity=100)
    needs = [make_need(lin, crisis, item=mask, place=place) for place in (luotian, yingshan)]
    now = timezone.now() - timedelta(hours=3)
    matches = [actions.make_match(lin, need, offer, quantity=10, confirmed_at=now) for need in needs]
    return actions.load_shipment(lin, matches, sent_at=now, trip=actions.Trip(driver="陈"))


@pytest.fixture
def first(shipment) -> Delivery:
    return Delivery.objects.get(shipment=shipment, stop=1)


@pytest.fixture
def phone(db) -> Client:
    return Client(enforce_csrf_checks=True)


def said(shipment, kind, stop=None, **more):
    form = {"code": actions.driver_code(shipment), "kind": kind, "submission": str(uuid.uuid4())}
    return form | ({"stop": str(stop.pk)} if stop else {}) | more


def send(phone, form, **headers):
    return phone.post(reverse("relief:drive_send"), form, headers=OWN | headers)


def told() -> list[DriverReport]:
    with scopes_disabled():
        return list(DriverReport.objects.select_related("report"))


def test_the_way_of_a_trip_stands_on_the_waybill_with_its_times(phone, as_lin, shipment, first):
    at = timezone.now() - timedelta(minutes=50)
    for kind, stop in (("LEFT", None), ("ARRIVED", first), ("HANDED", first)):
        assert send(phone, said(shipment, kind, stop, at=at.isoformat())).status_code == 200

    page = as_lin.get(reverse("relief:shipment", args=[shipment.pk])).content.decode()
    assert page.count(f"{timezone.localtime(at):%m-%d %H:%M}") == 3


def test_a_driver_books_nothing(phone, shipment, first):
    before = StockMovement.objects.count()

    send(phone, said(shipment, "HANDED", first))

    with scope(organization=shipment.organization_id):
        assert (StockMovement.objects.count(), Receipt.objects.count()) == (before, 0)
        assert Delivery.objects.get(pk=first.pk).state == Delivery.State.IN_TRANSIT


def test_a_resend_and_a_second_tap_get_the_first_answer(phone, shipment, first):
    form = said(shipment, "ARRIVED", first)

    codes = [send(phone, one).status_code for one in (form, form, said(shipment, "ARRIVED", first))]

    assert codes == [200, 200, 200]
    assert [str(one.pk) for one in told()] == [form["submission"]]


def test_the_same_id_with_other_words_is_a_conflict(phone, shipment, first):
    form = said(shipment, "PROBLEM", first, words="路断了")
    send(phone, form)

    answer = send(phone, form | {"words": "车坏了"})

    assert (answer.status_code, answer.json()["code"]) == (409, "driver_conflict")
    assert len(told()) == 1


def test_a_problem_waits_for_the_coordinator_and_the_answer_reaches_the_phone(
    phone, as_lin, crisis, shipment, first
):
    send(phone, said(shipment, "PROBLEM", first, words="桥断了，请打 15400000123"))
    queue = reverse("relief:difference_list", args=[crisis.slug])
    (problem,) = told()

    waiting = as_lin.get(queue).content.decode()
    as_lin.post(reverse("relief:problem_settle", args=[problem.pk]), {"answer": "改走国道"})

    assert "桥断了" in waiting
    assert "15400000123" not in waiting
    assert "桥断了" not in as_lin.get(queue).content.decode()
    page = phone.get(reverse("relief:drive_code", args=[actions.driver_code(shipment)])).content.decode()
    assert "改走国道" in page


def test_a_problem_without_an_answer_in_words_stays_open(phone, as_lin, shipment, first):
    send(phone, said(shipment, "PROBLEM", first, words="桥断了"))
    (problem,) = told()

    as_lin.post(reverse("relief:problem_settle", args=[problem.pk]), {"answer": " "})

    assert told()[0].settled_at is None


def test_the_words_of_a_problem_are_sealed_and_the_trail_has_none_of_them(phone, shipment, first):
    send(phone, said(shipment, "PROBLEM", first, words="找林女士 15400000123"))

    with scope(organization=shipment.organization_id):
        masked = MaskedCopy.objects.get(report=told()[0].report).text
        entry = TrailEntry.objects.filter(verb="shipment.report").latest("created_at")
    assert "15400000123" not in masked
    assert "林女士" not in str(entry.details)
    assert (entry.details["kind"], entry.details["stop"]) == ("PROBLEM", 1)


def test_coordinators_are_told_of_a_problem_once(phone, lin_user, shipment, first):
    form = said(shipment, "PROBLEM", first, words="桥断了")
    send(phone, form)
    send(phone, form)

    with scope(organization=shipment.organization_id):
        assert Notice.objects.filter(kind="shipment.problem", user=lin_user).count() == 1


def named_hops(code):
    found = trace_of(code)
    name_hops(found.hops)
    return found.hops


def test_the_public_trace_shows_times_and_no_driver(phone, client, shipment, first):
    send(phone, said(shipment, "ARRIVED", first))
    send(phone, said(shipment, "PROBLEM", first, words="找不到陈"))
    code = first.match.lot.trace_code

    hop = next(one for one in named_hops(code) if one.arrived_at)
    page = client.get(f"/t/{code}/").content.decode()

    assert hop.place == first.match.need.place
    assert "司机报到达" in page
    assert "陈" not in page


@pytest.mark.parametrize("words", POISON)
def test_poison_in_the_words_is_kept_and_shown_as_words(phone, as_lin, shipment, first, words):
    assert send(phone, said(shipment, "PROBLEM", first, words=words)).status_code == 200

    page = as_lin.get(reverse("relief:shipment", args=[shipment.pk]))
    assert page.status_code == 200
    assert "<script>alert(1)</script>" not in page.content.decode()


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "SOLD"},
        {"kind": ""},
        {"kind": "ARRIVED"},
        {"kind": "PROBLEM"},
        {"kind": "PROBLEM", "words": "字" * 501},
        {"kind": "PROBLEM", "words": "a\x00b"},
        {"kind": "ARRIVED", "stop": "not an id"},
        {"kind": "ARRIVED", "stop": str(uuid.uuid4())},
        {"kind": "LEFT", "submission": "1"},
    ],
)
def test_what_cannot_be_kept_is_refused_and_keeps_nothing(phone, shipment, form):
    assert send(phone, said(shipment, "LEFT") | form).status_code == 422
    assert told() == []


def test_a_stop_of_another_lorry_is_refused(phone, shipment, lin, crisis, mask):
    other = actions.send_delivery(
        lin,
        actions.make_match(
            lin,
            make_need(lin, crisis, item=mask),
            make_offer(lin, crisis, item=mask),
            quantity=1,
            confirmed_at=timezone.now(),
        ),
        sent_at=timezone.now(),
        trip=actions.Trip(vehicle="示例车"),
    )

    assert send(phone, said(shipment, "ARRIVED", other)).status_code == 422
    assert told() == []


@pytest.mark.parametrize(("minutes", "is_kept"), [(-30, True), (-170, True), (-60 * 24, False), (60, False)])
def test_the_phones_time_counts_where_it_can_be_true(phone, shipment, first, minutes, is_kept):
    at = timezone.now() + timedelta(minutes=minutes)

    send(phone, said(shipment, "ARRIVED", first, at=at.isoformat()))

    assert (told()[0].at == at) is is_kept


def test_wrong_codes_are_counted_with_those_of_receipts(phone, shipment):
    for door, form in ((reverse("relief:drive_send"), {"code": "00000000"}),) * TRIES:
        assert phone.post(door, form, headers=OWN).status_code == 404

    assert send(phone, said(shipment, "LEFT")).status_code == 429
    assert told() == []


def test_a_receiving_code_opens_no_trip_and_a_drivers_code_no_receipt(phone, shipment, first):
    receiving, driving = actions.receiving_code(first), actions.driver_code(shipment)

    assert phone.get(reverse("relief:drive_code", args=[receiving])).status_code == 404
    assert phone.get(reverse("relief:receive_code", args=[driving])).status_code == 404


def test_the_code_is_closed_after_a_fortnight(shipment):
    later = shipment.left_at + timedelta(days=OPEN_DAYS, minutes=1)

    with pytest.raises(CodeUnknownError):
        actions.find_shipment(actions.driver_code(shipment), client="192.0.2.7", now=later)


def test_a_new_code_closes_the_old(lin, shipment):
    old = actions.driver_code(shipment)
    renewed = actions.renew_driver_code(lin, shipment)
    find = {"client": "192.0.2.7", "now": timezone.now()}

    assert actions.find_shipment(actions.driver_code(renewed), **find) == shipment
    with pytest.raises(CodeUnknownError):
        actions.find_shipment(old, **find)


def test_a_flood_on_one_trip_is_braked_and_told_to_come_later(shipment, first):
    now = timezone.now()
    for number in range(MOST_IN_TEN_MINUTES):
        problem = actions.Told("PROBLEM", first, f"第 {number} 次")
        actions.take_driver_report(shipment, problem, submission=uuid.uuid4(), received_at=now)

    with pytest.raises(DriverTooOftenError):
        actions.take_driver_report(
            shipment, actions.Told("PROBLEM", first, "又一次"), submission=uuid.uuid4(), received_at=now
        )


def test_a_volunteer_settles_nothing_and_a_driver_neither(chen, shipment, first):
    problem = actions.take_driver_report(
        shipment,
        actions.Told("PROBLEM", first, "桥断了"),
        submission=uuid.uuid4(),
        received_at=timezone.now(),
    )

    for actor in (chen, Actor.driver(shipment.organization_id)):
        with pytest.raises(RightMissingError):
            actions.settle_problem(actor, problem, answer="好了", settled_at=timezone.now())


@pytest.mark.parametrize(
    "headers", [{"X-Qiao-Outbox": ""}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_another_site_tells_nothing(phone, shipment, headers):
    assert send(phone, said(shipment, "LEFT"), **headers).status_code == 403
    assert told() == []


def test_the_page_works_without_scripts(shipment, first):
    client, page = Client(), reverse("relief:drive_code", args=[actions.driver_code(shipment)])

    answer = client.post(page, {"kind": "ARRIVED", "stop": str(first.pk)})
    wrong = client.post(page, {"kind": "PROBLEM", "words": ""})

    assert (answer.status_code, wrong.status_code) == (303, 422)
    assert "请写一句" in wrong.content.decode()
    assert len(told()) == 1


def test_nobody_is_named_on_the_drivers_page(client, shipment, first):
    need = first.match.need
    need.party_text = "李小红"
    need.save()

    page = client.get(reverse("relief:drive_code", args=[actions.driver_code(shipment)]))

    assert "李小红" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_many_tries_of_one_step_at_once_keep_one(association, lin, crisis, mask):
    with scope(organization=association.pk):
        match = actions.make_match(
            lin,
            make_need(lin, crisis, item=mask),
            make_offer(lin, crisis, item=mask),
            quantity=10,
            confirmed_at=timezone.now(),
        )
        delivery = actions.send_delivery(
            lin, match, sent_at=timezone.now(), trip=actions.Trip(vehicle="示例车")
        )

    given = together(
        *[
            lambda: actions.take_driver_report(
                delivery.shipment,
                actions.Told("ARRIVED", delivery),
                submission=uuid.uuid4(),
                received_at=timezone.now(),
            )
            for _ in range(8)
        ]
    )

    assert len({one.pk for one in given}) == 1
    assert not any(isinstance(one, DriverConflictError) for one in given)
    with scopes_disabled():
        assert DriverReport.objects.count() == 1
        assert Report.objects.filter(channel="司机报问题").count() == 0


def undo(phone, shipment, step):
    address = reverse("relief:drive_undo", args=[actions.driver_code(shipment)])
    return phone.post(address, {"step": str(step.pk)})


def test_a_wrong_tap_is_taken_back_by_the_same_code_and_told_again(phone, client, as_lin, shipment, first):
    send(phone, said(shipment, "HANDED", first))
    (step,) = told()
    page = reverse("relief:drive_code", args=[actions.driver_code(shipment)])
    assert "点错了" in client.get(page).content.decode()

    assert undo(client, shipment, step).status_code == 303
    assert not any(one.handed_at for one in named_hops(first.match.lot.trace_code))
    send(phone, said(shipment, "HANDED", first))
    assert any(one.handed_at for one in named_hops(first.match.lot.trace_code))

    rows = told()
    assert [one.is_taken_back for one in sorted(rows, key=lambda one: one.received_at)] == [True, False]
    assert "已收回" in as_lin.get(reverse("relief:shipment", args=[shipment.pk])).content.decode()
    assert TrailEntry.objects.filter(verb="shipment.take_back").count() == 1


def test_after_ten_minutes_only_the_coordinator_takes_back(client, as_lin, shipment, first):
    long_ago = timezone.now() - timedelta(minutes=11)
    step = actions.take_driver_report(
        shipment, actions.Told("ARRIVED", first), submission=uuid.uuid4(), received_at=long_ago
    )

    assert undo(client, shipment, step).status_code == 422
    assert not told()[0].is_taken_back

    as_lin.post(reverse("relief:step_take_back", args=[step.pk]))
    assert told()[0].is_taken_back


def test_a_problem_and_a_step_of_another_trip_are_not_taken_back(
    client, lin, shipment, first, crisis, mask, luotian
):
    problem = actions.take_driver_report(
        shipment, actions.Told("PROBLEM", first, "路断"), submission=uuid.uuid4(), received_at=timezone.now()
    )
    other = actions.load_shipment(lin, [], sent_at=timezone.now(), trip=actions.Trip(driver="陈"))
    step = actions.take_driver_report(
        other, actions.Told("LEFT"), submission=uuid.uuid4(), received_at=timezone.now()
    )

    assert undo(client, shipment, problem).status_code == 422
    assert undo(client, shipment, step).status_code == 422
    assert not any(one.is_taken_back for one in told())


def test_a_step_is_taken_back_once(lin, shipment, first):
    step = actions.take_driver_report(
        shipment, actions.Told("ARRIVED", first), submission=uuid.uuid4(), received_at=timezone.now()
    )
    actions.take_back_step(lin, step, at=timezone.now())

    with pytest.raises(StepStandsError):
        actions.take_back_step(lin, step, at=timezone.now())
