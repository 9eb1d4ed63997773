"""Two web processes, one worker, and the nginx of deploy/compose in front, as an operator has them."""

import contextlib
import http.client
import http.cookiejar
import json
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from lxml import html

from bench._storm import request
from bench._trust_house import House, build, instance
from qiao.project import settings as written
from qiao.project.certificate import certificate_for
from qiao.project.network import listen, port_of
from tests.project.conftest import ROOT, environment, serving
from tests.tables import path_of_tables

COMPOSE = ROOT / "deploy" / "compose"
TOKEN = "t" * 48
PASSWORD = "correct horse battery"
PATIENCE = 30
MAKE = (
    "from tests.conftest import appoint; from qiao.registry.models import Organization as O;"
    "appoint('lin', O.objects.get(), 'ADMIN', 'COORDINATOR')"
)
MARKS = (
    "import json; from qiao.accounts.models import SignIn as S; from qiao.accounts.sealing import fingerprint as f;"
    "print(json.dumps([list(S.objects.filter(has_succeeded=False).values_list('client_mark', flat=True)),"
    " f('client', '127.0.0.7')]))"
)
pytestmark = [
    pytest.mark.xdist_group("durable"),
    pytest.mark.database("sqlite"),
]  # it makes a house of its own: once is enough
WITH_YAML = pytest.mark.library("yaml")
WITH_NGINX = pytest.mark.skipif(
    shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin") is None, reason="nginx is not installed"
)


@dataclass
class Site:
    """What runs: the processes of the site by their ports, and where the proxy listens."""

    house: House
    webs: list[tuple[subprocess.Popen[str], int]]
    port: int
    plain: int

    @property
    def trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.house.data / "tls" / "ca.crt"))
        context.check_hostname = True
        return context

    def browser(self) -> "Browser":
        return Browser(f"https://127.0.0.1:{self.port}", self.trust)

    def in_hand(self) -> list[int]:
        """Return how many requests each process is answering, that for this figure among them."""
        found = []
        for _process, port in self.webs:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            line.request("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
            text = line.getresponse().read().decode()
            found += [
                int(one.split()[1]) for one in text.splitlines() if one.startswith("qiao_requests_in_hand{")
            ]
            line.close()
        return found


@dataclass
class Answer:
    """What came back, at which address in the end."""

    status: int
    url: str
    content: bytes


class Browser:
    """A browser without scripts."""

    def __init__(self, base: str, trust: ssl.SSLContext) -> None:
        self.base, self.cookies = base, http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies), urllib.request.HTTPSHandler(context=trust)
        )

    def get(self, url: str):
        return self._open(self._asked(url))

    def fill(self, url: str, *, which: str, **values: str):
        """Fill in the form with a field of this name, and send it."""
        page = html.fromstring(self.get(url).content)
        form = next(one for one in page.forms if which in one.fields)
        sent = urllib.parse.urlencode(dict(form.form_values()) | values).encode()
        return self._open(
            self._asked(form.action or url, sent, {"Referer": urllib.parse.urljoin(self.base, url)})
        )

    def _asked(self, url: str, *sent: object) -> urllib.request.Request:
        return urllib.request.Request(urllib.parse.urljoin(self.base, url), *sent)  # noqa: S310 - our own address

    def _open(self, asked: urllib.request.Request) -> "Answer":
        try:
            got = self.opener.open(asked, timeout=PATIENCE)
        except urllib.error.HTTPError as refused:
            got = refused
        with contextlib.closing(got):
            return Answer(got.status, got.url, got.read())


def conf(folder: Path, *, port: int, plain: int, webs: list[int]) -> Path:
    """Write the recipe's nginx.conf with the places of this test; nothing else of it is changed."""
    said = (COMPOSE / "nginx.conf").read_text(encoding="utf-8")
    here = {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "web1:8000": f"127.0.0.1:{webs[0]}",
        "web2:8000": f"127.0.0.1:{webs[1]}",
        "/etc/qiao-tls/fullchain.pem": str(folder / "tls" / "server.crt"),
        "/etc/qiao-tls/privkey.pem": str(folder / "tls" / "server.key"),
        "/tmp/nginx": str(folder / "nginx"),  # noqa: S108 - what stands there
        "worker_processes auto;": "worker_processes 1;",
    }
    for written_there, instead in here.items():
        assert written_there in said, written_there
        said = said.replace(written_there, instead)
    path = folder / "nginx.conf"
    path.write_text(said, encoding="utf-8")
    return path


def free_port() -> int:
    with listen("127.0.0.1", 0) as listener:
        return port_of(listener)


@contextlib.contextmanager
def nginx(path: Path, port: int) -> Iterator[None]:
    tool = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    checked = subprocess.run(
        [tool, "-t", "-c", str(path), "-p", str(path.parent)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen([tool, "-c", str(path), "-p", str(path.parent), "-g", "daemon off;"])
    try:
        wait_until(lambda: answers(port))
        yield
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(PATIENCE)


def wait_until(is_so, seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


@contextlib.contextmanager
def working(data: Path, **own: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker, which nobody holds by a pipe."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "django", "worker", "--by-itself"],
        env=environment(QIAO_DATA=str(data), **own),
        stdin=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    data = tmp_path_factory.mktemp("proxy")
    if path_of_tables().exists():
        shutil.copyfile(path_of_tables(), data / "qiao.sqlite3")
    house = build(data)
    made = subprocess.run(
        [sys.executable, "-m", "django", "shell", "-v0", "-c", MAKE],
        env=house.env | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    certificate_for(data / "tls", ["127.0.0.1"])
    own = {
        "QIAO_HTTPS": "1",
        "QIAO_HOSTS": "127.0.0.1",
        "QIAO_TRUSTED_PROXY": "127.0.0.1",
        "QIAO_SECOND_FACTOR": "0",
        "QIAO_METRICS_TOKEN": TOKEN,
    }
    with contextlib.ExitStack() as running:
        webs = []
        for _number in range(2):
            process, address = running.enter_context(serving(data, "--without-worker", **own))
            webs.append((process, int(address.rpartition(":")[2])))
        running.enter_context(working(data))
        port, plain = free_port(), free_port()
        running.enter_context(nginx(conf(data, port=port, plain=plain, webs=[one for _, one in webs]), port))
        yield Site(house, webs, port, plain)


@WITH_NGINX
def test_somebody_signs_in_asks_for_a_file_and_the_worker_makes_it(site):
    browser = site.browser()

    home = browser.fill("/accounts/login/", which="login", login="lin", password=PASSWORD)
    asked = browser.fill("/exports/", which="what", what="trail", form="csv")

    assert (home.status, asked.status) == (200, 200), home.content[:500]
    assert {one.name for one in browser.cookies} >= {"__Host-qiao", "__Host-csrf"}
    wait_until(lambda: browser.get(f"{asked.url}file").status == 200)
    assert b"forms=1" in browser.get(f"{asked.url}file").content


def cut(whole: bytes) -> tuple[bytes, list[bytes]]:
    """Return a POST as some telephones send it: without a length, in three chunks."""
    head, _, body = whole.partition(b"\r\n\r\n")
    lines = [one for one in head.split(b"\r\n") if not one.startswith(b"Content-Length")]
    third = len(body) // 3
    parts = [body[:third], body[third : 2 * third], body[2 * third :]]
    chunks = [f"{len(one):x}\r\n".encode() + one + b"\r\n" for one in parts]
    return b"\r\n".join([*lines, b"Transfer-Encoding: chunked"]) + b"\r\n\r\n", [*chunks, b"0\r\n\r\n"]


@WITH_NGINX
def test_a_body_in_chunks_waits_in_the_proxy_until_it_is_whole(site):
    house, pk = site.house, uuid.uuid4()
    head, chunks = cut(request(house.code, instance(house.form_id, house.version, pk, 7)))
    told = []
    for _again in range(2):
        with site.trust.wrap_socket(
            socket.create_connection(("127.0.0.1", site.port), PATIENCE), server_hostname="127.0.0.1"
        ) as line:
            line.sendall(head + chunks[0])
            time.sleep(0.3)
            waiting = site.in_hand()
            line.sendall(b"".join(chunks[1:]))
            answer = http.client.HTTPResponse(line)
            answer.begin()
            told.append((waiting, answer.status))

    assert told == [([1, 1], 201), ([1, 1], 202)]
    assert house.held()[pk] == 1


@WITH_NGINX
def test_a_client_is_who_the_proxy_saw_whatever_it_says_of_itself(site):
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    address = f"https://127.0.0.1:{site.port}/accounts/login/"
    with opened(site.webs[0][1]) as past:
        past.request("GET", "/welcome/", headers=forged)
        redirected = past.getresponse()
        redirected.read()
    with opened(site.port, context=site.trust) as through:
        through.request("GET", "/accounts/login/", headers=forged)
        page = through.getresponse()
        cookie = page.headers["Set-Cookie"].partition(";")[0]
        token = html.fromstring(page.read()).xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]
        told = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "login": "lin", "password": "wrong"})
        own = {"Cookie": cookie, "Referer": address, "Content-Type": "application/x-www-form-urlencoded"}
        through.request("POST", "/accounts/login/", told, forged | own)
        refused = through.getresponse()
        refused.read()

    marks, of_the_client = json.loads(site.house.command("shell", "-v0", "-c", MARKS).stdout)

    assert (redirected.status, redirected.headers["Location"][:6], refused.status) == (301, "https:", 200)
    assert marks == [of_the_client]


@contextlib.contextmanager
def opened(port: int, **how: ssl.SSLContext) -> Iterator[http.client.HTTPConnection]:
    """Open a line from an address of this machine that nobody else uses."""
    kind = http.client.HTTPSConnection if how else http.client.HTTPConnection
    line = kind("127.0.0.1", port, timeout=PATIENCE, source_address=("127.0.0.7", 0), **how)
    with contextlib.closing(line):
        yield line


@WITH_NGINX
def test_what_is_not_for_the_world_stays_inside_and_nothing_is_sent_in_the_clear(site):
    found = {}
    with opened(site.plain) as line:
        for path in ("/api/needs", "/v1/key/x/submission", "/submission", "/welcome/"):
            line.request("GET", path)
            answer = line.getresponse()
            answer.read()
            found[path] = answer.status
    browser = site.browser()

    assert found == {"/api/needs": 403, "/v1/key/x/submission": 403, "/submission": 403, "/welcome/": 301}
    assert [browser.get(one).status for one in ("/metrics", "/healthz")] == [404, 200]


@WITH_NGINX
def test_where_one_process_ends_the_other_serves(site):
    """The last of this file: one process is gone after it."""
    process, _port = site.webs[0]
    process.send_signal(signal.SIGTERM)
    process.wait(PATIENCE)

    assert [site.browser().get("/welcome/").status for _one in range(6)] == [200] * 6


# ---- The recipe itself, read


@pytest.fixture(scope="module")
def recipe() -> dict:
    import yaml

    return yaml.safe_load((COMPOSE / "compose.yaml").read_text(encoding="utf-8"))


@WITH_YAML
def test_every_service_says_what_it_runs_on_and_runs_a_command_there_is(recipe):
    services = recipe["services"]

    assert set(services) == {"database", "web1", "web2", "owner", "worker", "proxy"}
    for name in ("web1", "web2", "worker"):
        command, *options = services[name]["command"]
        parser = load_command_class(get_commands()[command], command).create_parser("qiao", command)
        parser.parse_args(options)
        assert services[name]["read_only"], name
        assert services[name]["cap_drop"] == ["ALL"], name
    assert "--without-worker" in services["web1"]["command"]
    assert "ports" not in services["web1"]
    with_owner = [one for one, said in services.items() if "owner_database_url" in said.get("secrets", ())]
    assert with_owner == ["owner"]
    assert recipe["networks"]["inside"]["internal"] is True


@WITH_YAML
def test_what_the_recipe_names_is_there_and_settings_it_gives_are_read(recipe):
    services = recipe["services"]
    source = Path(written.__file__).read_text(encoding="utf-8")

    for name in {**services["web1"]["environment"], **services["owner"]["environment"]}:
        known = name.removeprefix("QIAO_").removesuffix("_FILE")
        assert f'"{known}"' in source, name
    for one in services.values():
        assert set(one.get("secrets", ())) <= set(recipe["secrets"])
        assert set(one["networks"]) <= set(recipe["networks"])
        named = {volume.partition(":")[0] for volume in one.get("volumes", ()) if volume[0].isalpha()}
        assert named <= set(recipe["volumes"])
        assert set(one.get("depends_on", ())) <= {
            other for other in services if "healthcheck" in services[other]
        }
    assert (ROOT / services["web1"]["healthcheck"]["test"][-1]).exists()
    inside = recipe["services"]["proxy"]["networks"]["inside"]["ipv4_address"]
    assert inside == services["web1"]["environment"]["QIAO_TRUSTED_PROXY"]
    assert "USER qiao" in (COMPOSE / "Dockerfile").read_text(encoding="utf-8")


def test_a_container_is_alive_where_its_site_answers(tmp_path):
    server = subprocess.run(
        [sys.executable, str(COMPOSE / "alive.py")],
        env={"QIAO_HOSTS": "qiao.example", "QIAO_PORT": str(free_port())}, capture_output=True, check=False,
    )  # fmt: skip

    assert server.returncode != 0
