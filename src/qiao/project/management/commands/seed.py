import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from qiao.accounts.models import User
from qiao.project import datadir
from qiao.project.commands import HouseCommand
from qiao.project.launch import MESSAGES, SEED
from qiao.project.onetime import issue
from qiao.project.sample.cast import sample_users
from qiao.project.sample.story import tell
from qiao.registry.models import Organization


class Command(HouseCommand):
    """Fill an empty data directory with sample data.

    `demo` is the crisis that `./qiao demo` shows; its directory is marked and opened with `demo` alone.
    `heldout` is what checks from outside ask for: two organisations, one token a role, one sealed case.
    """

    help = "向空的数据目录写入示例数据 / fill an empty data directory with sample data"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--profile", choices=("demo", "heldout"), default="demo")
        parser.add_argument(
            "--messages", type=int, default=MESSAGES, help=f"消息条数 / messages, default {MESSAGES}"
        )
        parser.add_argument("--seed", type=int, default=SEED, help="随机种子 / seed of the simulator")
        parser.add_argument(
            "--print-credentials", type=Path, metavar="FILE.json", help="账户写入文件 / accounts"
        )

    def handle(self, *_args: str, **options: Any) -> None:
        with self.step("迁移数据库 / migrating"):
            call_command("migrate", verbosity=0)
        if is_in_use():
            raise CommandError(IN_USE.format(path=settings.DATA))
        with self.step("载入名录 / loading places and items"):
            call_command("load_registry", stdout=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        if options["profile"] == "demo":
            datadir.mark(settings.DATA, is_temporary=False)
            tell(messages=options["messages"], seed=options["seed"], now=timezone.now(), step=self.step)
            credentials = {"accounts": self.demo_accounts()} if options["print_credentials"] else {}
        else:
            with self.step("两个组织、各角色令牌、一份密封个案 / two organisations, tokens, one sealed case"):
                from qiao.project.sample.heldout import (
                    fill_heldout,
                )  # the API is loaded only where it is asked for

                credentials = fill_heldout(timezone.now())
        if options["print_credentials"]:
            write_private(options["print_credentials"], credentials)
        tidy()

    def demo_accounts(self) -> list[dict[str, Any]]:
        """Give the sample's users passwords and return them."""
        return [
            {"username": one.username, "password": one.password, "roles": one.roles}
            for one in issue(sample_users())
        ]


IN_USE = (
    "{path} 已有数据，示例数据只写入空目录。请另选：--data 新目录。\n"
    "{path} holds data already; sample data goes into an empty directory: --data NEW."
)


def is_in_use() -> bool:
    """Say whether somebody works in this database: it has a user or an organisation."""
    return User.objects.exists() or Organization.objects.exists()


def write_private(path: Path, content: dict[str, Any]) -> None:
    """Write JSON that only its owner can read, from its first byte on."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=2)


def tidy() -> None:
    """Bring SQLite's log into the one file, so that it can be copied."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
