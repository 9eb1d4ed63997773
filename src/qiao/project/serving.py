"""Run the web server and, beside it, the worker; stop both together."""

import contextlib
import logging
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from types import FrameType, TracebackType
from typing import Any, Self, TextIO

import segno
from django.conf import settings
from django.urls import get_resolver
from waitress import create_server

from qiao.project.certificate import Certificate, certificate_for
from qiao.project.network import LOOPBACK, listen, port_of
from qiao.project.terminator import Application, Terminator, tls_context

logger = logging.getLogger(__name__)

THREADS = 8
LARGEST_BODY = 30 * 1024 * 1024
CHANNEL_SECONDS = 60
STOPPING_SECONDS = 10.0
RESTART_SECONDS = 10.0
LONGEST_RESTART_SECONDS = 320.0


@dataclass(frozen=True)
class Door:
    """Where the site is served: the sockets that listen, the addresses to show, and TLS where there is any."""

    sockets: tuple[socket.socket, ...]
    urls: tuple[str, ...]
    certificate: Certificate | None = None


class Ending:
    """Ctrl-C and the signals to end: waited for while we start, obeyed once while we serve, then ignored.

    So the worker is never left behind half started, and a second Ctrl-C does not keep us from tidying up.
    """

    def __init__(self) -> None:
        self._is_asked = False
        self._is_serving = False
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._asked)

    def may_interrupt(self) -> None:
        """From here on a signal ends us at once; one that came before does so now."""
        self._is_serving = True
        if self._is_asked:
            self._end()

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        self._is_asked = True
        if self._is_serving:
            self._end()

    def _end(self) -> None:
        self._is_serving = False
        raise SystemExit(0)


class Beside:
    """The worker beside the web server. It lives as long as the pipe to it is open, however we end.

    A worker that dies by itself is started again, each time after twice as long where it did not live longer.
    """

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process = self._start()
        self._keeper = threading.Thread(target=self._keep, name="worker", daemon=True)

    def __enter__(self) -> Self:
        self._keeper.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(STOPPING_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", "django", "worker"]
        return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603

    def _keep(self) -> None:
        pause, begun = RESTART_SECONDS, monotonic()
        while not self._stopping.wait(RESTART_SECONDS):
            if self._process.poll() is None:
                continue
            pause = pause_before(pause, lived=monotonic() - begun)
            logger.error(
                "the worker ended with code %s; starting it again in %.0f s", self._process.returncode, pause
            )
            if self._stopping.wait(pause):
                return
            self._process, begun = self._start(), monotonic()


def pause_before(last: float, *, lived: float) -> float:
    """Return the seconds to wait before a worker is started again: twice the last where it hardly lived."""
    return min(2 * last, LONGEST_RESTART_SECONDS) if lived < 2 * last else RESTART_SECONDS


def plain_door(host: str, port: int, *, or_any: bool = False) -> Door:
    """Open HTTP on one address."""
    listener = listen(host, port, or_any=or_any)
    shown = f"[{host}]" if ":" in host else host
    return Door((listener,), (f"http://{shown}:{port_of(listener)}/",))


def lan_door(addresses: Sequence[str], port: int, directory: Path) -> Door:
    """Open HTTPS on loopback and on the addresses of the local network, on one port."""
    first = listen(addresses[0], port, or_any=True)
    others = [listen(one, port_of(first)) for one in (*addresses[1:], LOOPBACK)]
    certificate = certificate_for(directory, [*addresses, LOOPBACK, "localhost"])
    urls = tuple(f"https://{one}:{port_of(first)}/" for one in addresses)
    return Door((first, *others), urls, certificate)


def application() -> Application:
    """Return the site, with its static files looked up and its pages loaded: once, here, not for the first guest."""
    Path(settings.STATIC_ROOT).mkdir(mode=0o700, parents=True, exist_ok=True)
    from qiao.project.wsgi import application as site  # the settings must be ready before

    get_resolver().url_patterns  # noqa: B018 - asking for them loads every page
    return site


def run(door: Door, *, ready: Callable[[], object], has_worker: bool = True) -> None:
    """Serve until Ctrl-C or a signal to end; the worker ends with us. `ready` is called once we answer.

    Without a worker of its own, somebody else must run one: several web servers need but one.
    """
    ending = Ending()
    site = application()
    with contextlib.ExitStack() as closing, contextlib.suppress(KeyboardInterrupt, SystemExit):
        if door.certificate is None:
            server = _server(site, door.sockets, scheme="http", proxy=settings.QIAO_TRUSTED_PROXY)
        else:
            inside = listen(LOOPBACK, 0)
            context = tls_context(door.certificate.chain, door.certificate.key)
            terminator = Terminator(context, door.sockets, target=(LOOPBACK, port_of(inside)))
            server = _server(terminator.behind(site), (inside,), scheme="https")
            terminator.start()
            closing.callback(terminator.stop)
        ready()
        if has_worker:
            closing.enter_context(Beside())
        ending.may_interrupt()
        server.run()


def behind(proxy: str) -> dict[str, Any]:
    """Return what waitress believes of the one proxy named: the last client it added, and whether it was HTTPS.

    What anybody else says of themselves in such headers is thrown away.
    """
    if not proxy:
        return {}
    said = {"x-forwarded-for", "x-forwarded-proto"}
    return {"trusted_proxy": proxy, "trusted_proxy_count": 1, "trusted_proxy_headers": said}


def _server(site: Application, sockets: Sequence[socket.socket], *, scheme: str, proxy: str = ""):  # type: ignore[no-untyped-def]  # noqa: ANN202 - waitress has no types
    return create_server(
        site,
        sockets=list(sockets),
        threads=THREADS,
        ident=None,
        max_request_body_size=LARGEST_BODY,
        channel_timeout=CHANNEL_SECONDS,
        url_scheme=scheme,
        clear_untrusted_proxy_headers=True,
        **behind(proxy),
    )


def show_lan(door: Door, out: TextIO) -> None:
    """Print the QR code of the address, where the authority's certificate lies, and its fingerprint."""
    if door.certificate is None:
        return
    segno.make(door.urls[0], error="m").terminal(out=out, compact=True, border=2)


def trust_advice(certificate: Certificate) -> str:
    """Return how a phone comes to trust the certificate."""
    return (
        f"手机第一次打开会提示证书不受信任。把下面的文件传到手机（数据线、同事间传送均可）并安装为受信任的根证书，\n"
        f"核对指纹一致后再信任；不用时请从手机上删除。它只能为局域网地址作证。\n"
        f"Phones warn at first. Copy this file to the phone, install it as a trusted root, compare the\n"
        f"fingerprint, and remove it afterwards. It can only speak for private network addresses.\n"
        f"  {certificate.authority}\n"
        f"  SHA-256 {certificate.fingerprint}"
    )
