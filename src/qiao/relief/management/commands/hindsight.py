"""Write what was handed out beside what each rule would have given, as a workbook, without a browser."""

from argparse import ArgumentParser
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override
from django_scopes import scope

from qiao.batch.tables import check_target
from qiao.engines.allocation import RULES
from qiao.exceptions import TableUnreadableError
from qiao.registry.models import Crisis
from qiao.relief.hindsight_answer import Answer, answer, usual_question
from qiao.relief.hindsight_file import case_name, write_file
from qiao.relief.management.commands.plan import organization_at_work
from qiao.relief.past import Hour, Pool, Source


class Command(BaseCommand):
    help = (
        "Write, for an hour, what was handed out beside what each rule would have given from the same goods."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("out", type=Path, metavar="OUT.xlsx", help="XLSX, or CSV for the needs alone")
        parser.add_argument("--crisis", required=True, help="short name of the crisis, as in its address")
        parser.add_argument("--organization", help="name of the organisation; the one at work if left out")
        parser.add_argument(
            "--at", type=datetime.fromisoformat, help="the hour; the day of the first hand-out if left out"
        )
        parser.add_argument("--hours", type=int, default=24, help="how long after it hand-outs are looked at")
        parser.add_argument("--goods", choices=[str(one).lower() for one in Pool], default="handed", help="which goods rules share")  # fmt: skip
        parser.add_argument("--source", choices=[str(one).lower() for one in Source], help="whose hand-outs")
        parser.add_argument("--rule", choices=RULES, default=RULES[0], help="the rule told in detail")
        parser.add_argument("--language", choices=("zh", "en"), default="zh")

    def handle(self, *_args: Any, **options: Any) -> None:
        crisis = Crisis.objects.filter(slug=options["crisis"]).first()
        if crisis is None:
            raise CommandError(f"没有叫“{options['crisis']}”的突发事件。 No such crisis.")
        if options["hours"] < 1:
            raise CommandError("--hours 至少是 1。 --hours is at least 1.")
        try:
            check_target(options["out"])
        except TableUnreadableError as error:
            raise CommandError(f"{error.message('zh')} {error.message('en')}") from error
        with (
            scope(organization=organization_at_work(options["organization"]).pk),
            override("en" if options["language"] == "en" else "zh-hans"),
        ):
            found = self._found(crisis, options)
            write_file(found, options["out"])
            self._tell(found, options["out"])

    def _found(self, crisis: Crisis, options: dict[str, Any]) -> Answer:
        usual = usual_question(crisis)
        if usual is None:
            raise CommandError(
                "这个事件还没有发放记录。先 `./qiao replay … --goods DIR`，或在页面上读入清单。 Nothing was handed out here yet."
            )
        at: datetime = options["at"] or usual.hour.at
        hour = Hour(at if at.tzinfo else timezone.make_aware(at), options["hours"])
        source = Source(options["source"].upper()) if options["source"] else usual.source
        pool = Pool(options["goods"].upper())
        return answer(replace(usual, hour=hour, source=source, pool=pool, rule=options["rule"]))

    def _tell(self, found: Answer, out: Path) -> None:
        past = found.past
        self.stdout.write(
            f"{timezone.localtime(past.hour.at):%Y-%m-%d %H:%M} +{past.hour.hours}h  "
            f"{len(past.demands):,} needs known 已知需求, {len(found.found.reached):,} reached 够得着, "
            f"{len(past.lines):,} lines 行 ({len(past.outside)} elsewhere 给了别处, {len(past.uncounted)} uncounted 件数未知, "
            f"{len(past.unnamed)} unnamed 不认得) → {out.name}"
        )
        for case in found.cases:
            ends = [(case.low.coverage, case.high.coverage), (case.low.minimum_fill, case.high.minimum_fill), (case.low.none_served, case.high.none_served)]  # fmt: skip
            told = "  ".join(_between(*pair) for pair in ends)
            self.stdout.write(f"  {case_name(case)}  {told}")


def _between(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "—"
    least, most = sorted((low, high))
    return f"{least:.1%}" if least == most else f"{least:.1%}–{most:.1%}"
