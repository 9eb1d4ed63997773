"""The table of rights against everything that acts: each verb, each operation of the API, each command.

Addresses of pages are swept in test_doors.py; here is what no address alone reaches.
"""

import json
import re
import uuid
from http import HTTPStatus
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.test import Client
from django.urls import get_resolver

import qiao
from qiao.accounts.rights import commands, rights
from qiao.accounts.roles import Actor, Role
from qiao.api.doors import OPEN_TO_ALL
from qiao.exceptions import RightMissingError
from qiao.trail.recorded import RECORDED
from tests.conftest import appoint
from tests.intake.cap_made import cap
from tests.makers import make_need, make_offer, make_report
from tests.test_doors import STAFF, client_of

SOURCE = Path(qiao.__file__).parent
JSON = "application/json"


@pytest.fixture(scope="module")
def spoken() -> set[str]:
    """Every word in quotes that looks like a verb, anywhere in the source."""
    texts = [
        path.read_text(encoding="utf-8") for path in SOURCE.rglob("*") if path.suffix in {".py", ".html"}
    ]
    return {one for text in texts for one in re.findall(r"[\"']([a-z_]+\.[a-z_]+)[\"']", text)}


def test_no_verb_of_the_table_is_dead(spoken):
    assert sorted(set(rights()) - spoken) == []


def test_every_action_asks_for_its_right_before_it_does_anything(db):
    """Each verb × each role. Called without what it needs, an action that lets somebody in fails on that alone."""
    get_resolver().url_patterns  # noqa: B018 - asking for them loads every action
    wrong = []
    for verb, act in RECORDED.items():
        for role in Role:
            actor = Actor(uuid.uuid4(), uuid.uuid4(), frozenset({role.value}))
            try:
                act(actor)
            except RightMissingError:
                is_let_in = False
            except Exception:  # noqa: BLE001 - it was let in, and lacked what it needs
                is_let_in = True
            else:
                is_let_in = True
            if is_let_in != (role in rights()[verb]):
                wrong.append((verb, role.value, is_let_in))

    assert len(RECORDED) > 300
    assert wrong == []


def test_every_command_stands_in_the_table_and_may_do_what_it_does():
    ours = {name for name, app in get_commands().items() if isinstance(app, str) and app.startswith("qiao.")}

    assert set(commands()) == ours
    assert [
        (command, verb)
        for command, verbs in commands().items()
        for verb in verbs
        if Role.OPERATOR not in rights()[verb]
    ] == []


# ---- The operations of the API: each × each role × own, foreign, missing


def sent(method: str, path: str, crisis, ids) -> dict[str, object]:
    """Return the body that an operation takes, right in every field."""
    fresh, shared = str(uuid.uuid4()), {"crisis": crisis.slug}
    if path == "/api/warnings":
        return {"data": cap(), "content_type": "application/cap+xml"}
    bodies = {
        "/api/reports": {"instance_id": fresh, "text": "示例数据：急需口罩20只", **shared},
        "/api/reports/batch": {"mode": "SKIP", "rows": [{"instance_id": fresh, "text": "示例数据", **shared}]},
        "/api/needs": {"instance_id": fresh, "item": "口罩", **shared},
        "/api/offers": {"instance_id": fresh, "item": "口罩", **shared},
        "/api/verifications": {
            "instance_id": fresh, "need": str(ids["need"]), "method": "PHONE", "result": "CONFIRMED"
        },
    }  # fmt: skip
    return {"data": json.dumps(bodies[path]), "content_type": JSON} if method == "post" else {}


def filled_in(path: str, ids: dict[str, uuid.UUID]) -> str:
    """Return the address with an id of the kind it names."""
    kind = re.match(r"/api/(\w+?)s?/", f"{path}/")[1]
    return path.replace("{id}", str(ids.get(kind, ids["need"]))).replace("{kind}", "need")


@pytest.fixture
def schema(db):
    return Client().get("/api/openapi.json").json()


@pytest.fixture
def operations(schema) -> list[tuple[str, str, str]]:
    """Method, address and verb of each operation that asks for somebody."""
    return [
        (method, path, f"{one['x-qiao']['resource']}.{one['x-qiao']['action']}")
        for path, methods in schema["paths"].items()
        for method, one in methods.items()
        if "security" in one
    ]


@pytest.fixture
def own(at_work, lin, crisis, mask):
    return {
        "need": make_need(lin, crisis, item=mask).pk,
        "offer": make_offer(lin, crisis, item=mask).pk,
        "report": make_report(lin, crisis).pk,
        "plan": uuid.uuid4(),
    }


def test_every_operation_is_closed_to_roles_its_verb_does_not_name(operations, own, association, crisis):
    wrong = []
    for role in STAFF:
        client = client_of(appoint(f"api-{role}".lower(), association, role))
        for method, path, verb in operations:
            answer = getattr(client, method)(filled_in(path, own), **sent(method, path, crisis, own))
            is_closed = answer.status_code == HTTPStatus.FORBIDDEN
            if is_closed == (role in rights()[verb]) or answer.status_code >= 500:
                wrong.append((role.value, method, path, answer.status_code))

    assert len(operations) >= 15
    assert {verb for _, _, verb in operations} <= set(rights()) | set(OPEN_TO_ALL)
    assert wrong == []


def test_a_foreign_id_is_answered_as_a_missing_one_by_every_operation(
    operations, own, other_association, crisis
):
    stranger = client_of(appoint("stranger", other_association, *STAFF))
    nobody = {kind: uuid.uuid4() for kind in own}
    named = [one for one in operations if "{id}" in one[1] or one[1] == "/api/verifications"]
    wrong = []
    for method, path, _verb in named:
        answers = [
            getattr(stranger, method)(filled_in(path, ids), **sent(method, path, crisis, ids))
            for ids in (own, nobody)
        ]
        told = {(one.status_code, re.sub(r"[0-9a-f-]{36}", "·", one.content.decode())) for one in answers}
        if len(told) != 1 or answers[0].status_code != HTTPStatus.NOT_FOUND:
            wrong.append((method, path, told))

    assert len(named) >= 8
    assert wrong == []
