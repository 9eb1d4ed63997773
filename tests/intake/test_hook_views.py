"""The pages of doors for other systems: the code is shown once, a mapping is tried before it is saved."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from qiao.intake import actions
from qiao.intake.models import Hook, HookDelivery, Need, Report
from qiao.trail.models import TrailEntry

SAMPLE = {"id": "1", "item": "医用外科口罩", "quantity": 2000, "place": "421124", "phone": "15400000001"}


@pytest.fixture
def made(lin, crisis, at_work):
    """A door without a mapping, and its code."""
    hook, code, _secret = actions.add_hook(lin, Hook(crisis=crisis, name="示例表单"))
    return hook, code


def deliver(code, content) -> HookDelivery:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    hook = actions.open_hook(code)
    return actions.receive_delivery(hook, body, actions.Signed(), received_at=timezone.now()).delivery


def paths(**more):
    return {f"path_{name}": path for name, path in more.items()}


def test_the_address_is_shown_once_and_works(as_lin, crisis, at_work):
    answer = as_lin.post(f"/e/{crisis.slug}/hooks/add/", {"name": "甲", "kind": "MESSAGE", "guard": "SIGNED"})

    url = answer.context["url"]
    sent = Client().post(url.removeprefix("http://testserver"), b"{}", content_type="application/json")
    later = as_lin.get(f"/hooks/{Hook.objects.get().pk}/").content.decode()
    assert (answer.status_code, len(answer.context["secret"]) > 30, sent.json()["code"]) == (
        200,
        True,
        "hook_unsigned",
    )
    assert url.rpartition("/")[2] not in later
    assert answer.context["secret"] not in later


def test_a_name_stands_for_one_door(as_lin, made, crisis):
    answer = as_lin.post(
        f"/e/{crisis.slug}/hooks/add/", {"name": "示例表单", "kind": "NEED", "guard": "CODE"}
    )

    assert (answer.status_code, Hook.objects.count()) == (422, 1)


def test_a_sample_is_tried_with_guessed_paths_and_nothing_is_saved(as_lin, made):
    answer = as_lin.post(
        f"/hooks/{made[0].pk}/map/", {"sample": json.dumps(SAMPLE), "kind": "NEED", "try": "1"}
    )

    preview = answer.context["preview"]
    made[0].refresh_from_db()
    assert (preview["voice"].quantity, preview["voice"].place.code) == (2000, "421124")
    assert "15400000001" not in preview["text"]
    assert (made[0].mapping, Report.objects.count()) == ({}, 0)


def test_a_tried_mapping_is_saved_and_used(as_lin, made, mask):
    body = {
        "sample": json.dumps(SAMPLE),
        "kind": "NEED",
        "save": "1",
        **paths(item="/item", quantity="quantity"),
    }

    answer = as_lin.post(f"/hooks/{made[0].pk}/map/", body)

    made[0].refresh_from_db()
    delivery = deliver(made[1], SAMPLE)
    assert (answer.status_code, made[0].mapping) == (302, {"item": "/item", "quantity": "quantity"})
    assert (delivery.state, Need.objects.get().quantity) == ("TAKEN", 2000)


@pytest.mark.parametrize(
    ("sample", "mapping"),
    [
        ("{not json", {}),
        ("", {}),
        ('{"a": NaN}', {}),
        ('{"a": 1}', {"text": "/b"}),
        ('{"a": "x\\u0000"}', {"text": "/a"}),
        ('"text"', {}),
    ],
)
def test_a_sample_that_would_be_held_saves_nothing_and_says_why(as_lin, made, sample, mapping):
    answer = as_lin.post(
        f"/hooks/{made[0].pk}/map/", {"sample": sample, "kind": "NEED", "save": "1", **paths(**mapping)}
    )

    made[0].refresh_from_db()
    assert (answer.status_code, made[0].mapping, bool(answer.context["form"].errors)) == (422, {}, True)


def test_held_deliveries_are_listed_with_what_to_do(as_lin, made):
    deliver(made[1], b"not json")

    page = as_lin.get(f"/hooks/{made[0].pk}/").content.decode()

    assert "不是有效的 JSON" in page
    assert "再读一遍" in page


def test_a_delivery_is_seen_as_it_came_and_the_look_is_logged(as_lin, lin_user, made):
    delivery = deliver(made[1], '{"电话": "15400000001"}'.encode())

    page = as_lin.post(f"/hook-deliveries/{delivery.pk}/reveal/").content.decode()

    entry = TrailEntry.objects.filter(verb="hook.reveal").get()
    assert "15400000001" in page
    assert entry.actor_id == lin_user.pk
    assert "15400000001" not in str(entry.details)


def test_what_was_dismissed_cannot_be_seen(as_lin, made):
    delivery = deliver(made[1], b"broken")
    as_lin.post(f"/hook-deliveries/{delivery.pk}/dismiss/")

    assert as_lin.post(f"/hook-deliveries/{delivery.pk}/reveal/").status_code == 410


def test_reading_again_says_how_many(as_lin, lin, made):
    deliver(made[1], SAMPLE)
    deliver(made[1], b"broken")
    actions.map_hook(lin, made[0], mapping={"item": "/item"}, kind="NEED")

    page = as_lin.post(f"/hooks/{made[0].pk}/retry/", follow=True).content.decode()

    assert "收下 1 份，还有 1 份读不了" in page


def test_an_empty_list_says_what_to_do(as_lin, crisis, db):
    assert "还没有接收地址" in as_lin.get(f"/e/{crisis.slug}/hooks/").content.decode()


def test_a_volunteer_sees_no_doors(as_chen, made, crisis):
    statuses = [
        as_chen.get(path).status_code for path in (f"/e/{crisis.slug}/hooks/", f"/hooks/{made[0].pk}/")
    ]

    assert statuses == [403, 403]
