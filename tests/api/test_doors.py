"""Sessions need CSRF, tokens can do no more than their user, and every refusal is a problem."""

import json
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from qiao.accounts.roles import Actor, Role
from qiao.api.actions import make_token, revoke_token
from qiao.api.models import ApiToken
from qiao.registry.models import Appointment
from qiao.trail.models import TrailEntry
from tests.conftest import appoint
from tests.makers import make_need

PROBLEM = {"type", "title", "status", "detail", "code", "details"}


@pytest.fixture
def token(lin_user, association):
    kept, text = make_token(
        Actor.operator(association.pk),
        lin_user,
        association,
        roles=[Role.COORDINATOR],
        expires_at=timezone.now() + timedelta(days=1),
    )
    return kept, text


def with_token(text: str) -> Client:
    return Client(headers={"authorization": f"Bearer {text}"})


def report(crisis):
    return json.dumps({"instance_id": str(uuid.uuid4()), "crisis": crisis.slug, "text": "示例数据：急需口罩"})


def test_nobody_is_let_in(db):
    answer = Client().get("/api/needs")

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_token_opens_the_needs_of_its_organisation(at_work, lin, crisis, mask, token):
    need = make_need(lin, crisis, item=mask)

    (found,) = with_token(token[1]).get("/api/needs").json()["items"]
    assert found["id"] == str(need.pk)


def test_a_token_writes_without_csrf(crisis, token):
    client = Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {token[1]}"})

    assert client.post("/api/reports", report(crisis), content_type="application/json").status_code == 201


def test_a_session_does_not_write_without_csrf(crisis, lin_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lin_user, backend="django.contrib.auth.backends.ModelBackend")

    answer = client.post("/api/reports", report(crisis), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


def test_a_session_reads_without_csrf(lin_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lin_user, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get("/api/needs").status_code == 200


def test_a_token_can_do_no_more_than_its_roles(association, crisis):
    user = appoint("wu", association, Role.VOLUNTEER, Role.AUDITOR)
    _, text = make_token(
        Actor.operator(association.pk), user, association, roles=[Role.AUDITOR],
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip

    answer = with_token(text).post("/api/reports", report(crisis), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "right_missing")


def revoke(kept, user):
    revoke_token(Actor.operator(kept.organization_id), kept, revoked_at=timezone.now())


def expire(kept, user):
    ApiToken.objects.update(expires_at=timezone.now())


def dismiss(kept, user):
    Appointment.objects.filter(user=user).delete()


def take_role(kept, user):
    Appointment.objects.filter(user=user, role=Role.COORDINATOR).delete()


def deactivate(kept, user):
    user.is_active = False
    user.save()


@pytest.mark.parametrize("end", [revoke, expire, dismiss, take_role, deactivate])
def test_a_token_ends_at_once(token, lin_user, end):
    client = with_token(token[1])
    assert client.get("/api/needs").status_code == 200

    end(token[0], lin_user)

    assert client.get("/api/needs").status_code == 401


def test_a_token_does_not_follow_its_user_to_another_organisation(token, lin_user, other_association):
    Appointment.objects.filter(user=lin_user).delete()
    Appointment.objects.create(user=lin_user, organization=other_association, role=Role.COORDINATOR)

    assert with_token(token[1]).get("/api/needs").status_code == 401


@pytest.mark.parametrize("text", ["", "x", "qiao_" + "A" * 43])
def test_a_wrong_token_is_refused_even_beside_a_session(as_lin, text):
    assert as_lin.get("/api/needs", headers={"authorization": f"Bearer {text}"}).status_code == 401


def test_a_token_beats_the_session_beside_it(at_work, lin, crisis, mask, token, as_zhao):
    make_need(lin, crisis, item=mask)

    answer = as_zhao.get("/api/needs", headers={"authorization": f"Bearer {token[1]}"})
    assert len(answer.json()["items"]) == 1


def test_the_token_itself_is_stored_nowhere(token):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM api_apitoken")
        assert token[1] not in str(cursor.fetchall())


def test_making_a_token_stands_in_the_trail(token):
    entry = TrailEntry.objects.get(subject_id=token[0].pk)

    assert (entry.verb, token[1] in str(entry.details)) == ("appointment.make", False)


def test_use_is_noted(token):
    with_token(token[1]).get("/api/needs")

    token[0].refresh_from_db()
    assert token[0].last_used_at is not None


def command(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("token", *arguments, stdout=out, stderr=err)
    return out.getvalue().strip(), err.getvalue()


def test_the_command_makes_a_token_that_opens(lin_user):
    text, _ = command("lin", "--days", "1")

    assert with_token(text).get("/api/needs").status_code == 200


def test_the_command_revokes(lin_user):
    text, _ = command("lin")
    command("lin", "--revoke", str(ApiToken.objects.get().pk))

    assert with_token(text).get("/api/needs").status_code == 401


@pytest.mark.parametrize(
    "arguments", [["nobody"], ["lin", "--roles", "FINANCE"], ["lin", "--organization", "x"]]
)
def test_the_command_refuses_what_cannot_be(lin_user, arguments):
    with pytest.raises(CommandError):
        command(*arguments)


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/api/needs", 401),
        ("get", "/api/nothing", 404),
        ("get", "/api/", 404),
        ("get", "/api/needs/not-a-uuid", 404),
        ("post", "/api/nothing", 404),
        ("delete", "/api/needs", 405),
        ("put", "/api/reports", 405),
        ("post", "/api/checkpoint", 405),
        ("post", "/api/openapi.json", 405),
        ("get", "/api/places?on=1580515200", 422),
        ("get", "/api/places?name=%00", 400),
    ],
)
def test_every_refusal_is_a_problem(db, method, address, status):
    answer = getattr(Client(), method)(address)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json; charset=utf-8")
    assert (set(answer.json()), answer.json()["status"]) == (PROBLEM, status)


def test_a_wrong_method_is_told_the_right_ones(db):
    assert Client().delete("/api/reports")["Allow"] == "POST"


def test_a_problem_speaks_the_readers_language(db):
    chinese = Client().get("/api/needs", headers={"accept-language": "zh-CN"}).json()
    english = Client().get("/api/needs", headers={"accept-language": "en-GB"}).json()

    assert "令牌" in chinese["detail"]
    assert "token" in english["detail"]


def test_without_its_database_the_api_asks_to_come_again(as_lin, monkeypatch):
    def broken(*_args, **_kwargs):
        raise OperationalError

    monkeypatch.setattr("qiao.api.v1.page", broken)
    answer = as_lin.get("/api/needs")

    assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
    assert int(answer["Retry-After"]) > 0


def test_an_error_nobody_expected_shows_nothing_of_itself(as_lin, monkeypatch):
    def broken(*_args, **_kwargs):
        raise ValueError("15400000001")

    monkeypatch.setattr("qiao.api.v1.page", broken)
    answer = as_lin.get("/api/needs")

    assert (answer.status_code, answer.json()["code"], b"154" in answer.content) == (500, "internal", False)


def test_a_database_lost_before_the_view_is_a_503_too(as_lin, monkeypatch):
    def broken(*_args, **_kwargs):
        raise OperationalError

    monkeypatch.setattr("qiao.registry.middleware.actor_for", broken)
    as_lin.raise_request_exception = False

    answers = [as_lin.get("/api/needs"), as_lin.get("/exports/")]
    assert [(one.status_code, "Retry-After" in one) for one in answers] == [(503, True), (503, True)]
    assert answers[0]["Content-Type"].startswith("application/problem+json")


def test_the_house_says_that_it_is_well(db):
    answer = Client().get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_the_house_says_that_its_database_is_gone(db, monkeypatch):
    def broken(*_args, **_kwargs):
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", broken)
        answer = Client().get("/healthz")

    assert (answer.status_code, "Retry-After" in answer) == (503, True)
