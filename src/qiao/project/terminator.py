"""TLS for --lan: takes encrypted connections and pipes their bytes to the web server on loopback.

Which client stands behind which loopback port is remembered, so that limits by address still tell phones
apart.
"""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

CHUNK = 65_536
MOST_CONNECTIONS = 256
HANDSHAKE_SECONDS = 10.0
IDLE_SECONDS = 300.0
FAREWELL_SECONDS = 2.0

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def tls_context(chain: Path, key: Path) -> ssl.SSLContext:
    """Return a server context of TLS 1.2 and newer."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(chain, key)
    return context


class Terminator:
    """Takes TLS on `sockets` and pipes to `target`, in a thread of its own."""

    def __init__(
        self, context: ssl.SSLContext, sockets: Sequence[socket.socket], *, target: tuple[str, int]
    ) -> None:
        self.context = context
        self.sockets = sockets
        self.target = target
        self.clients: dict[int, str] = {}
        self._loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []
        self._places = asyncio.Semaphore(MOST_CONNECTIONS)
        self._thread = threading.Thread(target=self._run, name="tls", daemon=True)

    def start(self) -> None:
        """Begin to take connections."""
        for one in self.sockets:
            one.setblocking(False)  # noqa: FBT003 - the socket's own signature
            self._loop.run_until_complete(self._listen(one))
        self._thread.start()

    def stop(self) -> None:
        """Take no more connections and drop those there are."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        for one in self.sockets:
            one.close()

    def behind(self, application: Application) -> Application:
        """Return `application` that is told the client's own address instead of ours."""

        def told(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            port = int(environ.get("REMOTE_PORT") or 0)
            if port in self.clients:
                environ["REMOTE_ADDR"] = self.clients[port]
            return application(environ, start_response)

        return told

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        for server in self._servers:
            server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _listen(self, listener: socket.socket) -> None:
        server = await asyncio.start_server(
            self._connection, sock=listener, ssl=self.context, ssl_handshake_timeout=HANDSHAKE_SECONDS
        )
        self._servers.append(server)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._places.locked():
            await _close(writer)
            return
        async with self._places:
            try:
                # Cancelled only when we stop; asyncio would print a trace for each guest who was still there.
                with contextlib.suppress(OSError, asyncio.CancelledError):
                    await self._join(reader, writer)
            finally:
                await _close(writer)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection(*self.target)
        port = inner_writer.get_extra_info("sockname")[1]
        self.clients[port] = writer.get_extra_info("peername")[0]
        ways = [
            asyncio.create_task(_pipe(reader, inner_writer)),
            asyncio.create_task(_pipe(inner_reader, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.clients.pop(port, None)
            inner_writer.close()  # before anything is waited for: when we stop, the wait itself is cut short
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            await _close(inner_writer)


async def _close(writer: asyncio.StreamWriter) -> None:
    """Close a connection and wait until it is; one that cannot say farewell is cut."""
    writer.close()
    with contextlib.suppress(OSError, TimeoutError):
        await asyncio.wait_for(writer.wait_closed(), FAREWELL_SECONDS)


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry bytes until one side ends or nothing moves for too long."""
    with contextlib.suppress(OSError, TimeoutError):
        while chunk := await asyncio.wait_for(reader.read(CHUNK), IDLE_SECONDS):
            writer.write(chunk)
            await writer.drain()
