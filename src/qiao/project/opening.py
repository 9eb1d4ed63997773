"""From a command's options to an open door: addresses, HTTPS for the local network, what is printed."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from qiao.project.commands import HouseCommand, start_again
from qiao.project.network import LAN_PORT, PORT, lan_addresses, lan_environment
from qiao.project.serving import Door, lan_door, plain_door, show_lan, trust_advice

PASSED_ON = {"host", "port", "migrate", "lan", "i_understand"}
"""Options that a second start must be given again."""


def start_again_for_lan(command: str, options: dict[str, Any]) -> None:
    """Read the settings anew with HTTPS on, unless they are so already."""
    try:
        wanted = lan_environment()
    except OSError as error:
        raise CommandError(str(error)) from error
    if any(os.environ.get(name) != value for name, value in wanted.items()):
        raise SystemExit(start_again(os.environ | wanted, "django", command, *arguments_of(options)))


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
