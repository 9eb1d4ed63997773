"""Another system delivers: kept word for word, once, and what cannot be read waits with its reason."""

import hashlib
import hmac
import json
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.intake import actions
from qiao.intake.actions import hooks as hook_actions
from qiao.intake.actions.hooks import body_of
from qiao.intake.models import Hook, HookDelivery, Need, Offer, Report
from qiao.trail.channels.webhook import signature
from qiao.trail.models import TrailEntry
from tests.intake.test_webhook_reading import KOBO

SENT = {
    "id": "a-1",
    "item": "医用外科口罩",
    "count": 2000,
    "where": "421124",
    "tel": "15400000001",
    "who": "示例",
}
MAPPING = {"delivery": "/id", "item": "item", "quantity": "count", "place": "/where", "phone": "tel"}


def make(lin, crisis, **more):
    hook, code, secret = actions.add_hook(lin, Hook(crisis=crisis, name=more.pop("name", "示例推送"), **more))
    return hook, f"/api/hooks/{code}", secret


@pytest.fixture
def mapped(lin, crisis, at_work):
    return make(lin, crisis, kind="NEED", mapping=MAPPING)


def post(path, content, **headers):
    body = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    return Client().post(path, body, content_type="application/json", headers=headers)


def test_a_delivery_becomes_a_report_and_a_need(mapped, mask, yingshan):
    answer = post(mapped[1], SENT)

    delivery = HookDelivery.objects.get()
    (need,) = delivery.report.needs.all()
    assert (answer.status_code, answer.json()) == (201, {"state": "TAKEN", "reason": ""})
    assert (need.item, need.quantity, need.place, need.state) == (mask, 2000, yingshan, "NEW")
    assert (delivery.report.source, delivery.report.channel) == ("HOOK", "hook:示例推送")


def test_the_report_points_at_its_words_and_holds_no_number(mapped):
    post(mapped[1], SENT)

    need = Need.objects.select_related("report__masked").get()
    text = need.report.masked.text
    ((start, end),) = need.spans["item"]
    assert text[start:end] == "医用外科口罩"
    assert "15400000001" not in text
    assert need.report.phones.count() == 1


def test_a_delivery_is_kept_byte_for_byte_and_sealed(mapped):
    body = json.dumps(SENT).encode() + b"  \n"
    post(mapped[1], body)

    delivery = HookDelivery.objects.get()
    assert body_of(delivery) == body
    assert b"15400000001" not in bytes(delivery.sealed)


def test_erasing_the_report_destroys_the_delivery_too(mapped, lin):
    post(mapped[1], SENT)
    delivery = HookDelivery.objects.get()

    actions.erase_report(lin, delivery.report, reason="本人要求")

    delivery.refresh_from_db()
    assert (delivery.sealed, delivery.wrapped) == (None, None)


def test_the_same_delivery_again_is_the_first_one(mapped):
    first, again = post(mapped[1], SENT), post(mapped[1], SENT)

    assert (first.status_code, again.status_code, again.json()["state"]) == (201, 200, "TAKEN")
    assert (HookDelivery.objects.count(), Need.objects.count()) == (1, 1)


def test_the_same_id_with_another_content_is_a_conflict(mapped):
    post(mapped[1], SENT)

    answer = post(mapped[1], SENT | {"count": 3000})

    assert (answer.status_code, answer.json()["code"]) == (409, "delivery_conflict")


@pytest.mark.parametrize("header", ["Idempotency-Key", "X-GitHub-Delivery"])
def test_without_an_id_inside_the_header_tells_deliveries_apart(lin, crisis, at_work, header):
    _hook, path, _ = make(lin, crisis, mapping={"text": "/t"})
    body = {"t": "示例数据：急需口罩100只"}

    statuses = [post(path, body, **{header: one}).status_code for one in ("a", "a", "b")]

    assert statuses == [201, 200, 201]


def test_without_any_id_the_same_content_counts_once(lin, crisis, at_work):
    _hook, path, _ = make(lin, crisis, mapping={"text": "/t"})

    statuses = [post(path, {"t": one}).status_code for one in ("急需口罩", "急需口罩", "急需手套")]

    assert statuses == [201, 200, 201]


def test_a_message_is_read_by_the_rules(lin, crisis, mask, at_work):
    _hook, path, _ = make(lin, crisis, mapping={"text": "msg.body"})

    post(path, {"msg": {"body": "示例数据：英山县人民医院急需医用外科口罩2000只，联系人林女士 15400000001"}})

    need = Need.objects.select_related("report__masked").get()
    assert (need.item, need.quantity) == (mask, 2000)
    assert need.report.masked.text.startswith("示例数据：英山县人民医院")


def test_an_offer_comes_in_as_an_offer(lin, crisis, gown, at_work):
    _hook, path, _ = make(lin, crisis, kind="OFFER", mapping={"item": "/what", "quantity": "/n"})

    post(path, {"what": "医用防护服", "n": "两百套"})

    offer = Offer.objects.get()
    assert (offer.item, offer.quantity) == (gown, 200)


def test_kobotoolbox_comes_in_with_the_guessed_mapping(lin, crisis, mask, yingshan, at_work):
    from qiao.intake.sources.webhook import guess

    _hook, path, _ = make(lin, crisis, kind="NEED", mapping=guess(KOBO))

    statuses = [post(path, KOBO).status_code for _ in range(4)]  # it tries three times more after a failure

    need = Need.objects.get()
    assert statuses == [201, 200, 200, 200]
    assert (need.item, need.quantity, need.place) == (mask, 2000, yingshan)
    assert need.report.said_at is not None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        '{"item": "口罩"}'.encode("gbk"),
        b'{"item": NaN}',
        b"[" * 200_000,
        b"\x00\xff\xfe",
        b'{"item": "a\\u0000b"}',
        b'{"item": "a\\ud800b"}',
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        json.dumps({"item": {"a": 1}}).encode(),
    ],
)
def test_what_cannot_be_read_is_kept_with_a_reason(mapped, body):
    answer = post(mapped[1], body)

    delivery = HookDelivery.objects.get()
    assert (answer.status_code, delivery.state, body_of(delivery)) == (202, "HELD", body)
    assert delivery.reason
    assert Report.objects.count() == 0


@pytest.mark.parametrize(
    "item", ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "{{ 7*7 }}", "%s%(x)s", "' OR 1=1 --"]
)
def test_words_that_mean_harm_elsewhere_are_words_here(mapped, as_lin, item):
    answer = post(mapped[1], SENT | {"item": item})

    need = Need.objects.get()
    page = as_lin.get(f"/needs/{need.pk}/").content.decode()
    assert (answer.status_code, need.item_text) == (201, item)
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize("count", [-1, 0, 1.5, True, 2**63, "1,000,000,000,000", "٣", ""])
def test_a_number_nobody_means_is_unknown_and_never_zero(mapped, count):
    post(mapped[1], SENT | {"count": count})

    need = Need.objects.get()
    assert need.quantity is None or need.quantity > 0


def test_a_mended_mapping_lets_the_held_ones_in_once(lin, crisis, at_work):
    hook, path, _ = make(lin, crisis, kind="NEED")
    for number in range(3):
        post(path, SENT | {"id": f"a-{number}"})
    actions.map_hook(lin, hook, mapping=MAPPING, kind="NEED")

    figures = [actions.retry_deliveries(lin, hook, at=timezone.now()) for _ in range(2)]

    assert figures == [{"taken": 3, "held": 0}, {"taken": 0, "held": 0}]
    assert Need.objects.count() == 3


def test_what_still_cannot_be_read_stays_with_the_others_taken(lin, crisis, at_work):
    hook, path, _ = make(lin, crisis, kind="NEED")
    post(path, b"broken")
    post(path, SENT)
    actions.map_hook(lin, hook, mapping=MAPPING, kind="NEED")

    assert actions.retry_deliveries(lin, hook, at=timezone.now()) == {"taken": 1, "held": 1}


def test_dismissing_destroys_the_content_and_keeps_that_it_came(lin, mapped):
    post(mapped[1], b"broken")
    delivery = HookDelivery.objects.get()

    actions.dismiss_delivery(lin, delivery, at=timezone.now())

    delivery.refresh_from_db()
    assert (delivery.state, delivery.sealed, post(mapped[1], b"broken").status_code) == (
        "DISMISSED",
        None,
        200,
    )


def test_a_code_nobody_has_opens_nothing(db):
    answer = post("/api/hooks/none", SENT)

    assert (answer.status_code, answer.json()["code"]) == (401, "hook_unknown")


def test_an_ended_door_is_answered_as_one_that_never_was(mapped, lin):
    actions.end_hook(lin, mapped[0], ended_at=timezone.now())

    answers = [post(mapped[1], SENT), post("/api/hooks/none", SENT)]

    assert [one.status_code for one in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()


def test_the_code_itself_is_stored_nowhere(mapped):
    code = mapped[1].rpartition("/")[2]
    row = Hook.objects.values().get()

    assert code not in str(row)
    assert code not in str(list(TrailEntry.objects.values()))


def test_a_signature_of_ours_lets_in_and_anything_else_does_not(lin, crisis, at_work):
    _hook, path, secret = make(lin, crisis, guard="SIGNED", mapping={"text": "/t"})
    body, now = b'{"t": "mask"}', int(time.time())
    headers = {
        201: {"X-Qiao-Signature": signature(secret, body, at=now)},
        401: {"X-Qiao-Signature": signature(secret, body, at=now - 400)},
    }
    wrong = [{}, {"X-Qiao-Signature": signature("other", body, at=now)}, {"X-Qiao-Signature": "t=1"}]

    statuses = [post(path, body, **one).status_code for one in (*wrong, headers[401], headers[201])]

    assert statuses == [401, 401, 401, 401, 201]


def test_what_is_unsigned_leaves_nothing_behind(lin, crisis, at_work):
    _hook, path, _secret = make(lin, crisis, guard="SIGNED", mapping={"text": "/t"})

    post(path, b'{"t": "mask"}')

    assert HookDelivery.objects.count() == 0


def test_a_signed_body_heard_on_the_way_cannot_be_sent_again_under_a_new_header(lin, crisis, at_work):
    _hook, path, secret = make(lin, crisis, guard="GITHUB", mapping={"text": "/issue/body"})
    body = json.dumps({"issue": {"body": "示例数据：急需口罩50只"}}).encode()
    mark = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()

    statuses = [
        post(path, body, **{"X-Hub-Signature-256": mark, "X-GitHub-Delivery": str(one)}).status_code
        for one in range(3)
    ]

    assert statuses == [201, 200, 200]


def test_a_large_body_is_refused_before_it_is_kept(mapped):
    answer = post(mapped[1], b'{"item": "' + b"x" * 262_144 + b'"}')

    assert (answer.status_code, answer.json()["code"], HookDelivery.objects.count()) == (413, "too_large", 0)


def test_a_body_of_thirty_megabytes_is_refused(mapped):
    assert post(mapped[1], b"x" * 30_000_000).status_code == 413


def test_too_much_at_once_is_put_off_but_repeats_never_are(mapped, monkeypatch):
    monkeypatch.setattr(hook_actions, "MOST_SENT", 2)
    for number in range(2):
        post(mapped[1], SENT | {"id": f"a-{number}"})

    more, again = post(mapped[1], SENT | {"id": "a-9"}), post(mapped[1], SENT | {"id": "a-1"})

    assert (more.status_code, more.json()["code"], again.status_code) == (429, "hook_busy", 200)
    assert int(more["Retry-After"]) > 0


def test_after_ten_minutes_there_is_room_again(mapped, monkeypatch):
    monkeypatch.setattr(hook_actions, "MOST_SENT", 1)
    post(mapped[1], SENT)
    HookDelivery.objects.update(received_at=timezone.now() - timedelta(minutes=11))

    assert post(mapped[1], SENT | {"id": "a-2"}).status_code == 201


def test_a_time_in_the_future_is_not_believed(lin, crisis, at_work):
    _hook, path, _ = make(lin, crisis, mapping={"text": "/t", "said_at": "/at"})

    post(path, {"t": "急需口罩", "at": "2999-01-01T00:00:00Z"})

    assert Report.objects.get().said_at is None


def test_each_delivery_leaves_an_entry_in_the_trail(mapped):
    post(mapped[1], SENT)

    verbs = list(TrailEntry.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs[-3:] == ["report.receive", "need.open", "hook.deliver"]


def test_two_organisations_do_not_meet(lin, zhao, crisis, association, other_association):
    with scope(organization=association.pk):
        _, mine, _ = make(lin, crisis, mapping={"text": "/t"})
    with scope(organization=other_association.pk):
        _, theirs, _ = make(zhao, crisis, mapping={"text": "/t"})

    statuses = [post(path, {"t": "急需口罩"}).status_code for path in (mine, theirs)]

    with scopes_disabled():
        owners = set(Report.objects.values_list("organization_id", flat=True))
    assert (statuses, owners) == ([201, 201], {association.pk, other_association.pk})


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_other_methods_are_answered_as_problems(mapped, method):
    answer = getattr(Client(), method)(mapped[1])

    assert (answer.status_code, answer["Allow"]) == (405, "POST")


@pytest.mark.django_db(transaction=True)
def test_the_same_delivery_twelve_times_at_once_is_kept_once(lin, crisis, association):
    with scope(organization=association.pk):
        _hook, path, _ = make(lin, crisis, kind="NEED", mapping=MAPPING)
    statuses: list[int] = []

    def send() -> None:
        statuses.append(post(path, SENT).status_code)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(12)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    with scopes_disabled():
        assert (sorted(statuses), Need.objects.count()) == ([200] * 11 + [201], 1)
