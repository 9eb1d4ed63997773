"""The contract of SECURITY 7, from outside: what is known here is the OpenAPI and the command line, nothing of the code.

One site is seeded with two organisations and served for all of it.
"""

import http.client
import json
import re
import resource
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests import tables
from tests.project.conftest import command, serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="takes the disk away with prlimit")

PROBLEM = "application/problem+json"
ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass
class Site:
    """A site that serves, its credentials and its directory."""

    process: subprocess.Popen[str]
    host: str
    data: Path
    known: dict[str, Any]
    schema: dict[str, Any] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: object = None, *, token: str = "", kind: str = "") -> Answer:
        """Send one request, on a connection of its own."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        sent = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        if sent is not None:
            headers["Content-Type"] = kind or "application/json"
        connection = http.client.HTTPConnection(self.host, timeout=60)
        try:
            connection.request(method.upper(), path, sent, headers)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read().decode(errors="replace"))
        finally:
            connection.close()

    def token(self, letter: str, role: str) -> str:
        return self.known["organizations"][letter]["users"][role]["token"]

    @property
    def operations(self) -> list[tuple[str, str, dict[str, Any]]]:
        return [
            (method, path, one)
            for path, methods in self.schema["paths"].items()
            for method, one in methods.items()
        ]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("contract")
    data, credentials = folder / "data", folder / "credentials.json"
    tables.lay(data)
    seeded = command(
        "django", "seed", "--profile", "heldout", "--print-credentials", str(credentials), QIAO_DATA=str(data)
    )
    assert seeded.returncode == 0, seeded.stderr
    assert credentials.stat().st_mode & 0o077 == 0
    with serving(data) as (process, address):
        one = Site(process, address.partition("//")[2], data, json.loads(credentials.read_text()))
        one.schema = one.ask("GET", "/api/openapi.json").json
        yield one


def made_for(operation: dict[str, Any], site: Site, need: str) -> dict[str, Any]:
    """Return a body with every required field, by what the OpenAPI says and what the site lists."""
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    named = site.schema["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    known = {
        "instance_id": str(uuid.uuid4()),
        "crisis": site.known["crisis"]["slug"],
        "text": "示例数据：某安置点急需饮用水20升",
        "item": "饮用水",
        "need": need,
    }
    body = {name: known[name] for name in named["required"] if name in known}
    if "need" in named["properties"]:
        body["need"] = need
    for name in set(named["required"]) - set(body):
        body[name] = first_choice(named["properties"][name], site)
    return body


def first_choice(said: dict[str, Any], site: Site) -> str:
    """Return the first value that a field may take."""
    for one in (said, *said.get("allOf", [])):
        if "$ref" in one:
            return first_choice(site.schema["components"]["schemas"][one["$ref"].rpartition("/")[2]], site)
        if "enum" in one:
            return str(one["enum"][0])
    return "示例"


def test_every_operation_says_which_right_it_asks_for(site):
    assert site.schema["openapi"].startswith("3.1")
    assert len(site.operations) > 20
    for method, path, one in site.operations:
        assert set(one["x-qiao"]) == {"resource", "action", "scope"}, (method, path)
    for page in site.schema["x-qiao-pages"]:
        assert page["right"] == "public" or set(page["x-qiao"]) == {"resource", "action", "scope"}, page


def test_what_the_openapi_does_not_list_does_not_answer(site):
    token = site.token("A", "ADMIN")
    wrong = {}
    for path, methods in site.schema["paths"].items():
        asked = path.replace("{kind}", "need").replace("{code}", "none")
        asked = re.sub(r"\{\w+\}", str(uuid.uuid4()), asked)
        for method in {"get", "post", "put", "patch", "delete"} - set(methods):
            answer = site.ask(method, asked, {} if method != "get" else None, token=token)
            if answer.status not in {404, 405} or (path.startswith("/api/") and answer.kind != PROBLEM):
                wrong[f"{method} {path}"] = (answer.status, answer.kind)
    for path in (
        "/api/users",
        "/api/v2/needs",
        "/api/needs/",
        "/admin/",
        "/.git/config",
        "/static/",
        "/debug/",
    ):
        if site.ask("GET", path, token=token).status != 404:
            wrong[path] = "answered"

    assert wrong == {}
    assert site.ask("TRACE", "/").status in {405, 501}


def test_every_create_is_done_once_for_one_id(site):
    token = site.token("A", "COORDINATOR")
    need = site.known["organizations"]["A"]["needs"][0]
    done = []
    for method, path, one in site.operations:
        content = one.get("requestBody", {}).get("content", {}).get("application/json")
        if method != "post" or not content or "security" not in one or path.endswith("/batch"):
            continue
        body = made_for(one, site, need)
        assert "instance_id" in body, path
        first, again = (site.ask("POST", path, body, token=token) for _ in range(2))
        changed = next(name for name in ("text", "item", "note") if name in body or name == "note")
        other = site.ask("POST", path, {**body, changed: "示例数据：别的内容"}, token=token)
        elsewhere = site.ask("POST", path, body, token=site.token("B", "COORDINATOR"))
        done.append((path, first.status, again.status, other.status, first.body == again.body))
        assert other.kind == PROBLEM
        assert elsewhere.status in {404, 409}, path

    assert len(done) >= 4
    assert [one for one in done if one[1:] != (201, 200, 409, True)] == []


def test_each_role_reads_its_own_and_nobody_reads_the_others(site):
    """Every reading operation × every role of B with ids of A: as if there were none."""
    of_a = site.known["organizations"]["A"]
    ids = {"reports": of_a["report"], "needs": of_a["needs"][0], "trace": of_a["needs"][0]}
    wrong = []
    for method, path, _one in site.operations:
        kind = path.split("/")[2] if path.count("/") > 2 else ""
        if method != "get" or "{id}" not in path or kind not in ids:
            continue
        for role, held in site.known["organizations"]["B"]["users"].items():
            asked = path.replace("{kind}", "need")
            foreign, missing = (
                site.ask("GET", asked.replace("{id}", one), token=held["token"])
                for one in (ids[kind], str(uuid.uuid4()))
            )
            same = ID.sub("·", foreign.body) == ID.sub("·", missing.body)
            if foreign.status not in {403, 404} or foreign.status != missing.status or not same:
                wrong.append((path, role, foreign.status, missing.status))
        own = site.ask("GET", asked.replace("{id}", ids[kind]), token=site.token("A", "ADMIN"))
        if own.status != 200:
            wrong.append((path, "its own", own.status))

    assert wrong == []


def test_a_sealed_case_is_found_by_nobody_through_the_api(site):
    case = site.known["sealed_case"]["id"]
    shown = [
        (role, path)
        for letter in "AB"
        for role, held in site.known["organizations"][letter]["users"].items()
        for path in ("/api/needs", "/api/offers", f"/api/trace/need/{case}", f"/api/needs/{case}")
        if case in site.ask("GET", path, token=held["token"]).body.replace(f"/{case}", "")
    ]

    assert shown == []


@pytest.mark.parametrize(
    ("status", "method", "path", "body", "kind"),
    [
        (401, "GET", "/api/needs", None, ""),
        (404, "GET", "/api/nothing", None, ""),
        (405, "DELETE", "/api/needs", None, ""),
        (400, "POST", "/api/reports", b'{"a": NaN}', ""),
        (400, "POST", "/api/reports", b"[" * 200_000, ""),
        (413, "POST", "/api/reports", b'{"a": "' + b"x" * 2_700_000 + b'"}', ""),
        (415, "POST", "/api/reports", b"a=1", "application/x-www-form-urlencoded"),
        (422, "POST", "/api/reports", b"{}", ""),
        (422, "GET", "/api/needs?limit=1e400", None, ""),
        (400, "GET", "/api/needs?cursor=%00", None, ""),
    ],
)
def test_every_refusal_is_a_problem(site, status, method, path, body, kind):
    token = "" if status == 401 else site.token("A", "ADMIN")

    answer = site.ask(method, path, body, token=token, kind=kind)

    assert (answer.status, answer.kind) == (status, PROBLEM), answer.body[:300]
    assert {"type", "title", "status", "detail"} <= set(answer.json)


def test_without_room_on_the_disk_nothing_is_thanked_for_and_it_comes_back_by_itself(site):
    token = site.token("A", "COORDINATOR")
    body = {
        "instance_id": str(uuid.uuid4()),
        "crisis": site.known["crisis"]["slug"],
        "text": "示例数据：急需饮用水30升",
    }
    with closing(sqlite3.connect(site.data / "qiao.sqlite3")) as books, books:
        books.execute("UPDATE api_apitoken SET last_used_at = NULL")  # its use is to be noted, and cannot be
    before = resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    try:
        refused = site.ask("POST", "/api/reports", body, token=token)
        shown = site.ask("GET", "/api/needs", token=token)
    finally:
        resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE, before)
    sent = site.ask("POST", "/api/reports", body, token=token)

    assert (refused.status, refused.kind) == (503, PROBLEM), refused.body
    assert int(refused.headers["retry-after"]) > 0
    assert (shown.status, sent.status) == (200, 201)


def test_it_lives_and_says_so_and_tells_nothing_of_itself(site):
    answer = site.ask("GET", "/healthz")

    assert (answer.status, answer.body) == (200, "ok\n")
    assert "server" not in answer.headers
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert site.ask("GET", "/formList").status in {401, 404}
    assert site.ask("POST", "/submission").status in {400, 401, 404}


def test_its_word_is_verified_backed_up_and_restored(site, tmp_path):
    here, there = {"QIAO_DATA": str(site.data)}, {"QIAO_DATA": str(tmp_path / "there")}
    point, copy, keys = tmp_path / "checkpoint.json", tmp_path / "all.qiao", tmp_path / "keys.qiao"
    point.write_text(site.ask("GET", "/api/checkpoint").body)

    assert command("django", "verify", "--against", str(point), **here).returncode == 0
    saved = command("django", "backup", str(copy), "--keys", str(keys), **here)
    assert saved.returncode == 0, saved.stderr
    private = site.data / "keys" / "backup-identity.txt"
    brought = command("django", "restore", str(copy), "--keys", str(keys), "--key", str(private), **there)
    assert brought.returncode == 0, brought.stderr
    assert command("django", "verify", "--against", str(point), **there).returncode == 0
