"""The examples of docs/api.md, run as they stand by a shell and curl against a server that listens."""

import json
import os
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from qiao.accounts.roles import Actor, Role
from qiao.api.actions import make_token

DOCS = Path(__file__).resolve().parents[2] / "docs" / "api.md"
EXAMPLES = re.findall(r"```sh\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is absent"),
]


@pytest.fixture
def environment(live_server, crisis, lin_user, association):
    """What the page asks its reader to set first."""
    _kept, token = make_token(
        Actor.operator(association.pk),
        lin_user,
        association,
        roles=[Role.COORDINATOR],
        expires_at=timezone.now() + timedelta(days=1),
    )
    return {"HOST": live_server.url, "TOKEN": token, "CRISIS": crisis.slug}


def run(example: str, environment: dict[str, str]) -> tuple[int, dict]:
    """Run an example, and return the status and the JSON of the answer."""
    command = example.replace("curl -sS", "curl -sS -w '\\n%{http_code}'")
    done = subprocess.run(
        ["bash", "-c", command],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    body, _, status = done.stdout.rpartition("\n")
    return int(status), json.loads(body)


def test_the_examples_take_down_a_need_an_offer_and_a_check(environment, mask):
    need, offer, check = EXAMPLES[:3]

    needed = run(need, environment)
    offered = run(offer, environment)
    checked = run(check, environment | {"NEED": needed[1]["id"]})

    assert [needed[0], offered[0], checked[0]] == [201, 201, 201]
    assert (needed[1]["item"]["code"], offered[1]["pack_size"], checked[1]["state"]) == (
        mask.code,
        50,
        "OPEN",
    )


def test_an_example_run_twice_doubles_nothing(environment):
    answers = [run(EXAMPLES[0], environment) for _ in range(2)]

    assert [status for status, _ in answers] == [201, 200]
    assert answers[0][1] == answers[1][1]
