import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from pyrage.x25519 import Identity, Recipient

from qiao.project.backup.archive import back_up, replace
from qiao.project.backup.going_back import backup_place, empty, upgrade
from qiao.project.backup.private_key import own_or_new, reminder
from qiao.project.backup.sealing import read_identity
from qiao.project.commands import HouseCommand, pending_migrations
from qiao.project.serving_lock import alone

WAY_BACK = "退回：./qiao upgrade --back {path}（先换回旧程序）。 To go back: the older program, then ./qiao upgrade --back {path}"


class Command(HouseCommand):
    """Bring the database up to date: a backup first, rows counted after, and a way back."""

    help = "备份、升级数据库、核对行数，可以退回 / back up, migrate, count, and go back if need be"
    is_of_owner = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--back", type=Path, metavar="FILE", help="退回到升级前的备份 / back to a backup")
        parser.add_argument(
            "--key", type=Path, metavar="FILE", help="备份的私钥 / the private key of backups"
        )
        parser.add_argument(
            "--new-key",
            type=Path,
            metavar="FILE",
            help="还没有密钥时，私钥写到这里（如 U 盘），不放在数据旁边 / where a new private key goes",
        )

    def handle(self, *_args: str, **options: Any) -> None:
        keys = Path(settings.QIAO_KEYS)
        with alone(settings.DATA):
            if options["back"] is None and not pending_migrations():
                self.say("数据库已是最新。 The database is up to date.")
                return
            recipient = own_or_new(keys, options["new_key"], self.say)
            told = options["key"] or options["new_key"] or os.environ.get("QIAO_BACKUP_KEY")
            identity = read_identity(Path(told) if told else None, keys)
            if options["back"]:
                self.go_back(options["back"], recipient, identity)
            else:
                self.go_forward(recipient, identity)
        if left := reminder(keys):
            self.say(left)

    def go_back(self, backup: Path, recipient: Recipient, identity: Identity) -> None:
        """Stand as before an upgrade; what is here is backed up first."""
        now = timezone.now()
        left = backup_place(now, "before-back")
        with self.step("备份现状 / a backup of what is here"):
            back_up(left, recipient, at=now)
        with self.step("退回 / going back"):
            replace(backup, identity, clear=empty)
        self.say(f"现状存在 / what was here: {left}")

    def go_forward(self, recipient: Recipient, identity: Identity) -> None:
        """Back up, migrate, count, and load places and items."""
        with self.step("备份、升级、核对 / backing up, migrating, counting"):
            done = upgrade(
                recipient, identity, at=timezone.now(), told=lambda path: self.stdout.write(f"{path} … ")
            )
        with self.step("载入名录 / loading places and items"):
            call_command("load_registry", stdout=self.stderr)
        self.say(f"完成 {len(done.applied)} 个升级。 {len(done.applied)} migrations applied.")
        self.say(WAY_BACK.format(path=done.backup))
