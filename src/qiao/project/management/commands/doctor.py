import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from qiao.project.commands import HouseCommand
from qiao.project.doctor.examination import examine
from qiao.project.doctor.finding import Level

SIGNS = {Level.GOOD: "✓", Level.WARNING: "!", Level.BROKEN: "✗"}


class Command(HouseCommand):
    """Look at a running installation and say what to mend; exit code 1 where something is broken."""

    help = "检查运行中的系统，说明该修什么 / look at a running installation and say what to mend"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--deep", action="store_true", help="连同流转记录和守恒 / with all that verify does"
        )
        parser.add_argument("--json", action="store_true", help="给程序读 / for programs")

    def handle(self, *_args: str, **options: Any) -> None:
        found = examine(is_deep=options["deep"])
        if options["json"]:
            self.say(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
        else:
            for one in found:
                self.say(f"{SIGNS[one.level]} {one.zh} / {one.en}")
                if one.remedy_zh:
                    self.say(f"    → {one.remedy_zh} / {one.remedy_en}")
        if any(one.level is Level.BROKEN for one in found):
            raise SystemExit(1)
