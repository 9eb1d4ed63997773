from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from qiao.project.commands import HouseCommand, pending_migrations
from qiao.project.datadir import refuse_sample
from qiao.project.durable import assert_durable, assert_walls_know_us
from qiao.project.moving.unfinished import refuse_unfinished
from qiao.project.network import LOOPBACK, PORT, is_loopback
from qiao.project.opening import open_door, show_door, start_again_for_lan
from qiao.project.serving import run
from qiao.project.serving_lock import served

UNENCRYPTED = (
    "--host {host} 会让别的机器以不加密的 HTTP 访问。局域网请用 --lan（HTTPS）；"
    "前面另有 HTTPS 代理时请加 --i-understand。\n"
    "--host {host} lets other machines in over plain HTTP. Use --lan (HTTPS), or add --i-understand where an "
    "HTTPS proxy stands in front."
)
NO_PROXY = (
    "QIAO_HTTPS=1 时，网站只答 HTTPS：前面要有 HTTPS 代理，并用 QIAO_TRUSTED_PROXY 写明它的地址（例如 127.0.0.1），"
    "否则每一页都会转个不停。没有代理请用 --lan。\n"
    "With QIAO_HTTPS=1 only HTTPS is answered: put an HTTPS proxy in front and name its address in QIAO_TRUSTED_PROXY "
    "(such as 127.0.0.1), or every page redirects for ever. Without a proxy use --lan."
)
PENDING = (
    "数据库还差 {count} 个升级（从 {first} 起）。请运行 ./qiao upgrade（先备份，升级后核对）。\n"
    "The database lacks {count} migrations (from {first} on). Run ./qiao upgrade: it backs up first and counts after."
)


class Command(HouseCommand):
    """Run the site for real: web server, worker, and every minute what is due."""

    help = "正式运行网站（Ctrl-C 停止）/ run the site for real, Ctrl-C stops it"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=LOOPBACK, help=f"监听地址 / address, default {LOOPBACK}")
        parser.add_argument(
            "--port", type=int, help=f"端口，0 为任选 / port, 0 for any free one, default {PORT}"
        )
        parser.add_argument(
            "--migrate", action="store_true", help="先升级数据库 / bring the database up to date"
        )
        parser.add_argument(
            "--lan", action="store_true", help="以 HTTPS 对局域网开放 / HTTPS for the local network"
        )
        parser.add_argument(
            "--without-worker",
            action="store_true",
            help="不带后台进程：另有 ./qiao worker --by-itself / no worker: another process is one",
        )
        parser.add_argument(
            "--i-understand",
            action="store_true",
            help="明知非本机地址上的 HTTP 不加密（其前应有 HTTPS 代理）/ plain HTTP beyond this machine",
        )

    def handle(self, *_args: str, **options: Any) -> None:
        refuse_sample(settings.DATA)
        if options["lan"]:
            start_again_for_lan("serve", options)
        elif not is_loopback(options["host"]) and not options["i_understand"]:
            raise CommandError(UNENCRYPTED.format(host=options["host"]))
        if settings.QIAO_HTTPS and not options["lan"] and not settings.QIAO_TRUSTED_PROXY:
            raise CommandError(NO_PROXY)
        with served(settings.DATA):
            refuse_unfinished()
            self.bring_up_to_date(may_migrate=options["migrate"])
            assert_durable()
            assert_walls_know_us()
            door = open_door(options)

            def ready() -> None:
                show_door(self, door)
                self.say("按 Ctrl-C 停止。 Ctrl-C stops it.")

            run(door, ready=ready, has_worker=not options["without_worker"])

    def bring_up_to_date(self, *, may_migrate: bool) -> None:
        """Apply pending migrations where asked to; otherwise refuse with advice."""
        pending = pending_migrations()
        if pending and not may_migrate:
            raise CommandError(PENDING.format(count=len(pending), first=pending[0]))
        if pending:
            with self.step("升级数据库 / migrating"):
                call_command("migrate", verbosity=0)
            with self.step("载入名录 / loading places and items"):
                call_command("load_registry", stdout=self.stderr)
