import os
import shutil
import webbrowser
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections

from qiao.project import datadir
from qiao.project.commands import HouseCommand, start_again
from qiao.project.onetime import Account, issue
from qiao.project.opening import arguments_of, lan_environment, open_door, show_door
from qiao.project.sample.cast import sample_users
from qiao.project.serving import LOOPBACK, PORT, Door, is_loopback, run
from qiao.project.template import OLDEST_SECONDS, Recipe, build, cache, copy_into, ready, sample_environment

MESSAGES = 300
SEED = 20_261
HOURS = OLDEST_SECONDS // 3600


class Command(HouseCommand):
    """Open a sample crisis on this machine, in a copy of its own that is erased at the end.

    Settings are read once, before a command begins. So this command begins twice: first it prepares a data
    directory, then it becomes `demo` again with QIAO_DATA and QIAO_DEMO set, and serves.
    """

    help = "示例危机，只在本机打开，退出即清除 / a sample crisis on this machine only, erased at the end"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, help=f"端口，被占用时任选 / port, default {PORT}; 0 for any free one"
        )
        parser.add_argument(
            "--lan", action="store_true", help="以 HTTPS 对局域网开放，手机可用 / HTTPS for phones"
        )
        parser.add_argument("--keep", action="store_true", help="退出后保留数据 / keep the data at the end")
        parser.add_argument("--reset", action="store_true", help="重做示例数据 / make the sample data anew")
        parser.add_argument("--open", action="store_true", help="打开浏览器 / open the browser")
        parser.add_argument(
            "--messages", type=int, default=MESSAGES, help=f"消息条数 / messages, default {MESSAGES}"
        )
        parser.add_argument("--seed", type=int, default=SEED, help="随机种子 / seed of the simulator")
        parser.add_argument("--host", default=LOOPBACK, help="只接受本机地址 / loopback only")

    def handle(self, *_args: str, **options: Any) -> None:
        if not is_loopback(options["host"]):
            raise CommandError(LOOPBACK_ONLY)
        if settings.QIAO_DEMO and datadir.mark_of(settings.DATA) is not None:
            self.open(options)
        else:
            raise SystemExit(self.prepare(options))

    def prepare(self, options: dict[str, Any]) -> int:
        """Fill a data directory with the template and begin again in it."""
        lan = lan_environment() if options["lan"] else {}
        datadir.sweep()
        given = os.environ.get("QIAO_DATA")
        directory = Path(given).resolve() if given else datadir.new_temporary()
        try:
            self.fill(directory, options)
        except BaseException:
            datadir.erase_if_temporary(directory)
            raise
        return start_again(sample_environment(directory) | lan, "demo", *arguments_of(options))

    def fill(self, directory: Path, options: dict[str, Any]) -> None:
        """Copy the template into the directory, unless a kept demo is there already."""
        datadir.refuse_production(directory)
        if (directory / datadir.DATABASE).exists() and not options["reset"]:
            self.say(f"打开保留的示例数据 / opening kept sample data: {directory}")
            return
        template = self.template(Recipe(options["messages"], options["seed"]), reset=options["reset"])
        if datadir.mark_of(directory) is None:
            datadir.mark(directory, is_temporary=False)
        copy_into(template, directory)

    def template(self, recipe: Recipe, *, reset: bool) -> Path:
        """Return the template, made first where there is none, it is too old, or a new one is asked for."""
        if reset:
            shutil.rmtree(cache() / recipe.key, ignore_errors=True)
        found = ready(recipe)
        if found is None:
            self.say(f"准备示例数据：第一次约一分钟，之后 {HOURS} 小时内直接使用。")
            self.say(f"Making the sample data: about a minute once, then used again for {HOURS} hours.")
            found = build(recipe)
        return found

    def open(self, options: dict[str, Any]) -> None:
        """Serve the copy; erase it at the end unless it is to be kept."""
        found = datadir.mark_of(settings.DATA)
        datadir.mark(settings.DATA, is_temporary=bool(found and found.is_temporary) and not options["keep"])
        try:
            accounts = issue(sample_users())
            door = open_door(options, or_any=True)
            run(door, ready=lambda: self.welcome(door, accounts, options))
        finally:
            connections.close_all()
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


LOOPBACK_ONLY = (
    "示例只对本机开放。手机试用请用 --lan（HTTPS）；正式使用请用 ./qiao serve。\n"
    "The demo is open to this machine only. For phones use --lan (HTTPS); for real work ./qiao serve."
)
