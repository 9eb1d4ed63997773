from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from qiao.exceptions.moving import MoveAlreadyError, MoveUrlError
from qiao.project.commands import HouseCommand
from qiao.project.datadir import DATABASE, refuse_sample
from qiao.project.moving.move import Moved, check, move, write_down
from qiao.project.moving.source import opened
from qiao.project.moving.target import reached
from qiao.project.serving_lock import alone

FILES = ("attachments", "books", "full-books", "certificates", "exports", "keys", "tls")
DONE = """
搬完了：{tables} 张表，{rows:,} 行，逐行相同；流转记录与各项守恒两边说的一样。
接下来：
  1. 刚才的地址是表的属主：写成 QIAO_OWNER_DATABASE_URL；另给网站想一个用户名和密码，写成 QIAO_DATABASE_URL，运行 ./qiao roles
     建好授权，再去掉属主的地址（docs/operate.md）。只设 QIAO_DATABASE_URL 为刚才的地址也能用，doctor 会提醒。
  2. 启动 ./qiao serve，看 ./qiao doctor，随即 ./qiao backup 一份。
{path} 原样没动，是退路；新库开始收东西以后，两边就不一样了。
文件不在数据库里，留在原处、照样要用：{files}。数据目录（--data）不变。
清单：{record}

Moved: {tables} tables, {rows:,} rows, equal row by row; the trail and what is conserved read the same on both sides.
Next: the address just given is the owner's, QIAO_OWNER_DATABASE_URL; name another user and password for the site as
QIAO_DATABASE_URL, run ./qiao roles, and leave the owner's address out again (docs/operate.md). Start ./qiao serve; look at ./qiao doctor, and take a backup. {path} is as it was, your way back until the
new one takes something in. Files are not in the database and stay where they are, in use: {files}.
""".rstrip()
CARRIED_BREAKS = (
    "搬之前就有 {count} 处不符，照样搬了过去，见 ./qiao verify。 {count} breaks were there before and were carried as "
    "they are: see ./qiao verify."
)


class Command(HouseCommand):
    """Carry a SQLite installation over to PostgreSQL, row by row, and prove it. SQLite stays as it was."""

    help = "把 SQLite 的全部数据搬到 PostgreSQL，逐行核对，可以续搬 / carry everything over to PostgreSQL, compare every row"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "url",
            nargs="?",
            default="",
            metavar="URL",
            help="postgresql://用户:密码@主机:5432/空库；不写则读 QIAO_MOVE_URL(_FILE)，密码不留在命令记录里"
            " / an empty database; else QIAO_MOVE_URL(_FILE) is read",
        )
        parser.add_argument(
            "--resume", action="store_true", help="接着没搬完的搬 / go on with one that was cut off"
        )

    def handle(self, *_args: str, **options: Any) -> None:
        url = options["url"] or settings.QIAO_MOVE_URL
        if not url:
            raise MoveUrlError
        if settings.DATABASES["default"]["ENGINE"] != "qiao.project.sqlite":
            raise MoveAlreadyError
        refuse_sample(settings.DATA)
        path = Path(settings.DATA) / DATABASE
        with alone(settings.DATA), opened(path) as source, reached(url, settings.DATA) as target:
            with self.step("检查两边 / looking at both sides"):
                check(source, target, is_resumed=options["resume"])
            moved = move(source, target, settings.DATA, self.step)
        self.tell(moved, path)

    def tell(self, moved: Moved, path: Path) -> None:
        """Say what was done and what comes next."""
        there = [f"{name}/" for name in FILES if (settings.DATA / name).is_dir()]
        self.say(
            DONE.format(
                tables=len(moved.sums),
                rows=moved.rows,
                path=path,
                files=" ".join(there),
                record=write_down(moved, settings.DATA),
            )
        )
        if moved.breaks:
            self.say(CARRIED_BREAKS.format(count=len(moved.breaks)))
