"""As it stands when it is open to others: HTTPS on, a proxy in front, PostgreSQL elsewhere (SECURITY 6)."""

import contextlib
import http.client
import json
import subprocess
import sys
import threading

import pytest

from qiao.project import settings as written
from qiao.project.network import listen, port_of
from qiao.project.serving import _server
from tests.project.conftest import environment

ASKED = """
import django, json, sys
django.setup()
from django.conf import settings
from django.core import checks
from django.test import Client
client = Client(headers={"host": "qiao.example"})
page = client.get("/accounts/login/", secure=True)
print(json.dumps({
    "checks": [one.id for one in checks.run_checks(include_deployment_checks=True)],
    "silenced": settings.SILENCED_SYSTEM_CHECKS,
    "headers": dict(page.items()),
    "cookies": {name: {key: str(one[key]) for key in ("secure", "httponly", "samesite", "path", "domain")}
                for name, one in page.cookies.items()},
    "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,
                settings.SESSION_COOKIE_SAMESITE, settings.SESSION_COOKIE_DOMAIN, settings.SESSION_COOKIE_PATH],
    "second_factor": settings.QIAO_SECOND_FACTOR,
    "plain": [client.get("/welcome/")[name] for name in ("Location",)],
    "programs": [client.post(path).status_code for path in ("/api/reports", "/submission", "/v1/key/x/submission")],
    "alive": client.get("/healthz").status_code,
    "dear": sorted({"pandas", "torch", "matplotlib"} & set(sys.modules)),
    "elsewhere": Client(headers={"host": "evil.example"}).get("/welcome/", secure=True).status_code,
}))
"""


@pytest.fixture(scope="module")
def deployed(tmp_path_factory) -> dict[str, object]:
    data = tmp_path_factory.mktemp("deployed")
    told = environment(QIAO_DATA=str(data), QIAO_HTTPS="1", QIAO_HOSTS="qiao.example")
    ran = subprocess.run(
        [sys.executable, "-P", "-c", ASKED], env=told, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def test_djangos_own_checks_of_a_deployment_find_nothing(deployed):
    assert (deployed["checks"], deployed["silenced"]) == ([], [])


def test_cookies_are_for_this_host_alone(deployed):
    assert deployed["session"] == ["__Host-qiao", True, True, "Lax", None, "/"]
    csrf = deployed["cookies"]["__Host-csrf"]
    assert csrf == {"secure": "True", "httponly": "True", "samesite": "Lax", "path": "/", "domain": ""}


def test_every_answer_tells_the_browser_what_it_may(deployed):
    told = {name.lower(): value for name, value in deployed["headers"].items()}

    assert "max-age=31536000; includeSubDomains" in told["strict-transport-security"]
    assert told["x-content-type-options"] == "nosniff"
    assert told["referrer-policy"] == "same-origin"
    assert told["cross-origin-opener-policy"] == "same-origin"
    for part in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in told["content-security-policy"]
    assert "unsafe" not in told["content-security-policy"]


def test_plain_http_is_sent_to_https(deployed):
    assert deployed["plain"] == ["https://qiao.example/welcome/"]


def test_programs_in_the_clear_are_refused_and_not_redirected(deployed):
    assert (deployed["programs"], deployed["alive"]) == ([403, 403, 403], 200)


def test_another_name_is_not_answered(deployed):
    assert deployed["elsewhere"] == 400


def test_a_start_loads_nothing_that_only_a_rare_act_needs(deployed):
    assert deployed["dear"] == []


def test_a_second_factor_is_compulsory_where_the_site_is_open_to_others(deployed):
    assert deployed["second_factor"] is True


def test_a_database_elsewhere_is_reached_encrypted_and_verified(tmp_path):
    far = written.database("postgresql://qiao:x@db.example/qiao", tmp_path)["OPTIONS"]
    near = written.database("postgresql://qiao:x@127.0.0.1/qiao", tmp_path)["OPTIONS"]

    assert (far["sslmode"], far["sslrootcert"]) == ("verify-full", "system")
    assert "sslmode" not in near
    for asked in ("synchronous_commit=on", "statement_timeout=", "idle_in_transaction_session_timeout="):
        assert asked in far["options"]
        assert asked in near["options"]


def seen_by_the_site(proxy: str) -> list[str]:
    """Ask through a socket, with headers that anybody can write; return what the site takes for client and scheme."""

    def site(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        said = [environ["REMOTE_ADDR"], environ["wsgi.url_scheme"], environ.get("HTTP_X_FORWARDED_FOR", "")]
        return [json.dumps(said).encode()]

    listener = listen("127.0.0.1", 0)
    server = _server(site, (listener,), scheme="http", proxy=proxy)

    def run():
        with contextlib.suppress(OSError):  # its own wake-up pipe may be closed while it looks at it
            server.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", port_of(listener), timeout=10)
    try:
        told = {
            "X-Forwarded-For": "192.0.2.66, 203.0.113.9",
            "X-Forwarded-Proto": "https",
            "X-Real-IP": "192.0.2.7",
        }
        connection.request("GET", "/", headers=told)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()
        server.task_dispatcher.shutdown()
        server.close()
        thread.join(timeout=10)


def test_only_the_proxy_named_is_believed():
    """The last client that the proxy added; whatever the client wrote before it is thrown away."""
    assert seen_by_the_site("")[:2] == ["127.0.0.1", "http"]
    assert seen_by_the_site("198.51.100.1")[:2] == ["127.0.0.1", "http"]
    assert seen_by_the_site("127.0.0.1")[:2] == ["203.0.113.9", "https"]
