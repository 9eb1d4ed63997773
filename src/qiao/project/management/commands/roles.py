from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.db import connection

from qiao.exceptions import OwnerNeededError, RolesNotHereError
from qiao.project.commands import HouseCommand
from qiao.project.walls.raising import raise_walls
from qiao.project.walls.roles import grants, is_there, make_role, owns_tables

ONE_ROLE = (
    "QIAO_DATABASE_URL 和属主是同一个角色：墙对它也有效，但它能把墙拆掉。请给程序一个自己的角色（见 docs/operate.md）。\n"
    "QIAO_DATABASE_URL names the owner itself: the walls hold it too, but it could take them down. Give the program a "
    "role of its own (docs/operate.md)."
)
MAY_NOT = (
    "属主不能建角色。请数据库管理员运行下面这一句，再运行一次 ./qiao roles：\n"
    "The owner may not make roles. Let the administrator of the database run this, then ./qiao roles again:\n"
    "  CREATE ROLE {role} LOGIN PASSWORD '…';"
)


class Command(HouseCommand):
    """Part the program from the owner of the tables, and raise the walls between organisations. Again does no harm."""

    help = "PostgreSQL：程序的角色、权限和行级安全 / the program's role, grants, row-level security"
    is_of_owner = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--print",
            action="store_true",
            dest="only_print",
            help="只打印授权语句，什么都不改 / print the grants, change nothing",
        )

    def handle(self, *_args: str, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise RolesNotHereError
        role = settings.QIAO_PROGRAM_ROLE
        if options["only_print"]:
            self.say("".join(f"{line};\n" for line in grants(role)))
            return
        if not owns_tables():
            raise OwnerNeededError(role=connection.settings_dict["USER"])
        self.say(f"行级安全 / row-level security: {raise_walls()} 张表有变 tables changed")
        if role == connection.settings_dict["USER"]:
            self.say(ONE_ROLE)
            return
        if not is_there(role) and not make_role(role):
            self.say(MAY_NOT.format(role=role))
            raise SystemExit(1)
        with connection.cursor() as cursor:
            cursor.execute(";\n".join(grants(role)))
        self.say(f"已授权 / granted: {role}")
