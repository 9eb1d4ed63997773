from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from qiao.project.backup.archive import back_up, back_up_keys
from qiao.project.backup.sealing import own_recipient, read_recipient
from qiao.project.commands import HouseCommand

NEW_KEY = (
    "新做了一对备份密钥。私钥在 {path}：请把它移到别处（另一台机器、纸上），没有它谁也打不开备份，有它就都能打开。\n"
    "A pair of keys for backups was made. The private one is {path}: move it elsewhere. Without it nobody opens a "
    "backup, with it anybody does.\n"
)
NO_KEYS = (
    "备份里没有 keys/：密封的原文另要它。请再运行 ./qiao backup --keys 文件，分开存放。\n"
    "keys/ is not in it, and sealed words need it: run ./qiao backup --keys FILE too and store that apart."
)


class Command(HouseCommand):
    """Write an encrypted copy of everything, while others go on working."""

    help = "加密备份，不用停机 / an encrypted backup, nobody has to stop"

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

    def handle(self, *_args: str, **options: Any) -> None:
        if options["file"] is None and options["keys"] is None:
            self.stderr.write("请给出文件名：./qiao backup 文件 / name a file: ./qiao backup FILE")
            raise SystemExit(2)
        given = options["recipient"]
        recipient, made = (read_recipient(given), None) if given else own_recipient(Path(settings.QIAO_KEYS))
        if made:
            self.say(NEW_KEY.format(path=made))
        if options["file"]:
            with self.step("备份 / backing up"):
                manifest = back_up(options["file"], recipient, at=timezone.now())
            held = manifest.held
            size = options["file"].stat().st_size
            self.say(
                f"{options['file']}  {size:,} bytes · {sum(held.rows.values()):,} 行 rows · "
                f"流转记录 trail {held.entries} {held.head[:16]}"
            )
        if options["keys"]:
            count = back_up_keys(options["keys"], recipient)
            self.say(f"{options['keys']}  {count} 把密钥 keys")
        elif manifest.keys:
            self.say(NO_KEYS)
