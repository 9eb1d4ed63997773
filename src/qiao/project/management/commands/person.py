import json
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from qiao.project.certificates import keep
from qiao.project.commands import HouseCommand
from qiao.project.erasing import erase, find


class Command(HouseCommand):
    """Erase one person by the id of a report, a care file or somebody of the registry."""

    help = "按编号依法删除一个人的信息，出具签名证明 / erase one person by id, with a signed certificate"
    is_of_owner = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        one = acts.add_parser("erase", help="删除；不加 --yes 只查找 / erase; without --yes only look")
        one.add_argument("id", help="编号，或个案的档案号 / an id, or the number of a care file")
        one.add_argument("--yes", action="store_true", help="删除，不可恢复 / erase for good")

    def handle(self, *_args: str, **options: Any) -> None:
        found = find(options["id"])
        self.say(f"{found.kind} {found.record.pk}")
        if not options["yes"]:
            self.say("没有删除任何东西。确认后加 --yes。\nNothing was erased. Add --yes when sure.")
            return
        now = timezone.now()
        certificate = erase(found, now=now)
        path = keep(certificate, name=f"person-{found.kind}", at=now)
        self.say(json.dumps(certificate, ensure_ascii=False, indent=2))
        self.say(f"\n证明 certificate: {path}")
