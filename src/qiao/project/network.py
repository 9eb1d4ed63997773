"""Addresses and sockets of this machine. No Django here: the demo asks before settings are read."""

import contextlib
import ipaddress
import socket
import sys

LOOPBACK = "127.0.0.1"
PORT = 8000
LAN_PORT = 8443
BACKLOG = 128
NOWHERE = ("192.0.2.1", 9)
"""An address for documentation (RFC 5737): asking for the way there sends nothing."""


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int, *, or_any: bool = False) -> socket.socket:
    """Return a listening socket; on any free port where `port` is taken and `or_any` holds."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for wanted in (port, 0) if or_any else (port,):
        listener = socket.socket(family, socket.SOCK_STREAM)
        if sys.platform != "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, wanted))
        except OSError:
            listener.close()
            if wanted == 0 or not or_any:
                raise
        else:
            listener.listen(BACKLOG)
            return listener
    raise OSError(port)


def port_of(listener: socket.socket) -> int:
    """Return the port a socket listens on."""
    port: int = listener.getsockname()[1]
    return port


def lan_addresses() -> list[str]:
    """Return this machine's own addresses in its networks, the one towards the outside first."""
    found: list[str] = []
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect(NOWHERE)
        found.append(asking.getsockname()[0])
    with contextlib.suppress(OSError):
        found += socket.gethostbyname_ex(socket.gethostname())[2]
    return [one for one in dict.fromkeys(found) if not is_loopback(one) and one != "0.0.0.0"]  # noqa: S104


def lan_environment() -> dict[str, str]:
    """Return the settings under which the site may be reached over HTTPS at this machine's addresses.

    Raises OSError where the machine is in no network.
    """
    addresses = lan_addresses()
    if not addresses:
        raise OSError(NO_LAN)
    return {"QIAO_HTTPS": "1", "QIAO_HOSTS": ",".join((*addresses, LOOPBACK, "localhost"))}


NO_LAN = (
    "没有找到局域网地址：请先连上网络。\nThis machine has no address in a local network: connect it first."
)
