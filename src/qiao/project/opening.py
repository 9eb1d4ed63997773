"""From a command's options to an open door: addresses, HTTPS for the local network, what is printed."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from qiao.project.commands import HouseCommand, start_again
from qiao.project.serving import (
    LAN_PORT,
    LOOPBACK,
    PORT,
    Door,
    lan_addresses,
    lan_door,
    plain_door,
    show_lan,
    trust_advice,
)

NO_LAN = (
    "没有找到局域网地址：请先连上网络。\nThis machine has no address in a local network: connect it first."
)
PASSED_ON = {"host", "port", "migrate", "lan", "i_understand", "keep", "open", "messages", "seed"}
"""Options that a second start must be given again."""


def lan_environment() -> dict[str, str]:
    """Return the settings under which the site may be reached over HTTPS at this machine's addresses."""
    addresses = lan_addresses()
    if not addresses:
        raise CommandError(NO_LAN)
    hosts = ",".join((*addresses, LOOPBACK, "localhost"))
    return {"QIAO_HTTPS": "1", "QIAO_HOSTS": hosts}


def start_again_for_lan(command: str, options: dict[str, Any]) -> None:
    """Read the settings anew with HTTPS on, unless they are so already."""
    wanted = lan_environment()
    if any(os.environ.get(name) != value for name, value in wanted.items()):
        raise SystemExit(start_again(os.environ | wanted, command, *arguments_of(options)))


def arguments_of(options: dict[str, Any]) -> list[str]:
    """Return the options as they were given on the command line."""
    given: list[str] = []
    for name, value in options.items():
        if name in PASSED_ON and value is not None and value is not False:
            given += [f"--{name.replace('_', '-')}"] + ([] if value is True else [str(value)])
    return given


def open_door(options: dict[str, Any], *, or_any: bool = False) -> Door:
    """Open HTTPS for the local network, or HTTP on one address."""
    if options["lan"]:
        port = LAN_PORT if options["port"] is None else options["port"]
        return lan_door(lan_addresses(), port, settings.DATA / "tls")
    port = PORT if options["port"] is None else options["port"]
    try:
        return plain_door(options["host"], port, or_any=or_any)
    except OSError as error:
        message = f"端口 {port} 打不开：{error.strerror}。换一个：--port N。 Cannot listen on port {port}: --port N."
        raise CommandError(message) from error


def show_door(command: HouseCommand, door: Door) -> None:
    """Print where the site is; for phones also a QR code and the certificate."""
    for url in door.urls:
        command.say(f"\n  {url}")
    if door.certificate is not None:
        show_lan(door, sys.stdout)
        command.say(trust_advice(door.certificate))
