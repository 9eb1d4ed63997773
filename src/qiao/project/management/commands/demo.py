import webbrowser
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections

from qiao.project import datadir, launch
from qiao.project.commands import HouseCommand
from qiao.project.onetime import Account, issue
from qiao.project.opening import open_door, show_door
from qiao.project.sample.cast import sample_users
from qiao.project.serving import Door, run


class Command(HouseCommand):
    """Open a sample crisis on this machine, in a copy of its own that is erased at the end.

    The directory is prepared by `qiao.project.launch`, before settings are read (see qiao/project/__init__.py).
    """

    help = "示例危机，只在本机打开，退出即清除 / a sample crisis on this machine only, erased at the end"

    def add_arguments(self, parser: ArgumentParser) -> None:
        launch.add_arguments(parser)

    def handle(self, *_args: str, **options: Any) -> None:
        if not settings.QIAO_DEMO or datadir.mark_of(settings.DATA) is None:
            raise CommandError(NOT_PREPARED)
        try:
            self.open(options)
        finally:
            connections.close_all()
            self.leave()

    def open(self, options: dict[str, Any]) -> None:
        """Give every account a password, and serve the copy."""
        found = datadir.mark_of(settings.DATA)
        datadir.mark(settings.DATA, is_temporary=bool(found and found.is_temporary) and not options["keep"])
        accounts = issue(sample_users())
        door = open_door(options, or_any=True)
        run(door, ready=lambda: self.welcome(door, accounts, options))

    def leave(self) -> None:
        """Erase the copy, or say where it is kept."""
        if datadir.erase_if_temporary(settings.DATA):
            self.say("示例数据已清除。 The sample data is erased.")
        else:
            self.say(f"数据保留在 / kept in: {settings.DATA}\n  ./qiao demo --data {settings.DATA}")

    def welcome(self, door: Door, accounts: Sequence[Account], options: dict[str, Any]) -> None:
        """Print where the demo is, with which accounts, and how it ends."""
        self.say("\n桥已开通（示例数据，请勿填真实信息）。\nQiao is open. Sample data: enter nothing real.")
        show_door(self, door)
        self.say("\n一次性账户，只在这里显示一次 / one-time accounts, shown here only:\n")
        for account in accounts:
            roles = "+".join(role.lower() for role in account.roles)
            self.say(
                f"  {account.username:<7} {account.password}  {account.display_name} {account.role_names} ({roles})"
            )
        self.say("\n按 Ctrl-C 停止并清除数据。 Ctrl-C stops the demo and erases its data.")
        if options["open"]:
            webbrowser.open(door.urls[0])


NOT_PREPARED = (
    "示例只能从命令行启动：./qiao demo\nThe demo is started from the command line only: ./qiao demo"
)
