import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from qiao.project.backup.archive import Manifest, restore, restore_keys, unknown_keys
from qiao.project.backup.sealing import read_identity
from qiao.project.backup.snapshot import held_now, missing_rows
from qiao.project.commands import HouseCommand, pending_migrations
from qiao.project.serving_lock import alone
from qiao.trail.chain import verify

UNEQUAL = "恢复的与备份时不符：{why}。请换一份备份。 What was restored differs from the backup: {why}. Take another."
NEEDS_KEYS = (
    "缺少或不同的密钥：{names}。密封的原文打不开，直到 ./qiao restore --keys 文件。\n"
    "Keys missing or not the same: {names}. Sealed words stay closed until ./qiao restore --keys FILE."
)
OLDER = "备份早于现在的程序，还差 {count} 个升级：./qiao upgrade。 It lacks {count} migrations: run ./qiao upgrade."


class Command(HouseCommand):
    """Make a backup the data in use. Nothing that is there is ever written over."""

    help = "从备份恢复到空的数据目录 / restore a backup into an empty data directory"
    is_of_owner = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="备份 / the backup")
        parser.add_argument(
            "--keys", type=Path, metavar="FILE", help="另存的 keys/ / the keys, from a file of their own"
        )
        parser.add_argument(
            "--key",
            type=Path,
            metavar="FILE",
            help="备份的私钥，默认 QIAO_BACKUP_KEY 或 keys/ 里的 / the private key of backups",
        )

    def handle(self, *_args: str, **options: Any) -> None:
        if options["file"] is None and options["keys"] is None:
            self.stderr.write("请给出备份文件：./qiao restore 文件 / name a backup: ./qiao restore FILE")
            raise SystemExit(2)
        told = options["key"] or os.environ.get("QIAO_BACKUP_KEY")
        identity = read_identity(Path(told) if told else None, Path(settings.QIAO_KEYS))
        if options["keys"]:
            count = restore_keys(options["keys"], identity)
            self.say(f"放回 {count} 把密钥 / {count} keys put back")
        if options["file"]:
            with alone(settings.DATA):
                with self.step("恢复 / restoring"):
                    manifest = restore(options["file"], identity)
                self._prove(manifest)

    def _prove(self, manifest: Manifest) -> None:
        """Say that what is here now is what the backup held, or stop."""
        with self.step("核对 / checking"):
            now = held_now()
            lost = missing_rows(manifest.held, now)
            if lost or (now.entries, now.head) != (manifest.held.entries, manifest.held.head):
                raise CommandError(UNEQUAL.format(why=lost or "trail"))
            verdict = verify()
        if verdict.breaks:
            raise CommandError(UNEQUAL.format(why=verdict.breaks[0].reason))
        self.say(
            f"{manifest.made_at} 的备份 · {sum(now.rows.values()):,} 行 rows · 流转记录 trail {now.entries} 相符 holds"
        )
        if missing := unknown_keys(manifest):
            self.say(NEEDS_KEYS.format(names=", ".join(missing)))
        if pending := pending_migrations():
            self.say(OLDER.format(count=len(pending)))
