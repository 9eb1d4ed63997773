import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from qiao.project.backup import thinning
from qiao.project.backup.archive import back_up, back_up_keys
from qiao.project.backup.private_key import own_or_new, reminder
from qiao.project.backup.sealing import read_recipient
from qiao.project.commands import HouseCommand

NO_KEYS = (
    "备份里没有 keys/：密封的原文另要它。请再运行 ./qiao backup --keys 文件，分开存放。\n"
    "keys/ is not in it, and sealed words need it: run ./qiao backup --keys FILE too and store that apart."
)


class Command(HouseCommand):
    """Write an encrypted copy of everything, while others go on working; then thin the older ones beside it."""

    help = "加密备份，不用停机；同一文件夹里更早的按规则留 / an encrypted backup, nobody has to stop; older ones are thinned"
    is_of_owner = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="写到哪个文件 / the file to write")
        parser.add_argument(
            "--keys", type=Path, metavar="FILE", help="把 keys/ 另存一份 / the keys, into a file of their own"
        )
        parser.add_argument(
            "--recipient",
            type=Path,
            metavar="FILE",
            help="给哪把公钥做（age1…）/ a public key to make it for",
        )
        parser.add_argument(
            "--new-key",
            type=Path,
            metavar="FILE",
            help="还没有密钥时，私钥写到这里（如 U 盘），不放在数据旁边 / where a new private key goes",
        )
        parser.add_argument(
            "--keep",
            default=os.environ.get("QIAO_BACKUP_KEEP", str(thinning.USUAL)),
            metavar="RULE",
            help=f"旧备份留多少，默认 {thinning.USUAL} / which older backups are kept",
        )
        parser.add_argument("--keep-all", action="store_true", help="一份也不删 / thin nothing")

    def handle(self, *_args: str, **options: Any) -> None:
        if options["file"] is None and options["keys"] is None:
            self.stderr.write("请给出文件名：./qiao backup 文件 / name a file: ./qiao backup FILE")
            raise SystemExit(2)
        rule = thinning.Rule.read(options["keep"])
        given = options["recipient"]
        recipient = (
            read_recipient(given)
            if given
            else own_or_new(Path(settings.QIAO_KEYS), options["new_key"], self.say)
        )
        if options["file"]:
            now = timezone.now()
            with self.step("备份 / backing up"):
                manifest = back_up(options["file"], recipient, at=now)
            held = manifest.held
            made = thinning.note(options["file"], at=now)
            self.say(
                f"{options['file']}  {made.size:,} bytes · {sum(held.rows.values()):,} 行 rows · "
                f"流转记录 trail {held.entries} {held.head[:16]}"
            )
            if not options["keep_all"]:
                self.tell_gone(thinning.thin(made, rule), rule)
        if options["keys"]:
            count = back_up_keys(options["keys"], recipient)
            self.say(f"{options['keys']}  {count} 把密钥 keys")
        elif manifest.keys:
            self.say(NO_KEYS)
        if left := reminder(Path(settings.QIAO_KEYS)):
            self.say(left)

    def tell_gone(self, gone: list[Path], rule: thinning.Rule) -> None:
        """Print which older backups were thrown away, and by which rule."""
        if gone:
            self.say(
                f"按 {rule} 删去更早的 {len(gone)} 份 / thinned by {rule}: {', '.join(one.name for one in gone)}"
            )
