"""Search for gaps without a browser: once, or moment by moment through a past crisis."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_scopes import scope
from tqdm import tqdm

from qiao.accounts.roles import Actor
from qiao.gaps.actions.searching import find_gaps
from qiao.gaps.models import Gap, GapSearch, Grain
from qiao.gaps.queries.findings import gap_lists
from qiao.registry.models import Crisis
from qiao.relief.management.commands.plan import organization_at_work

SHOWN = 5


class Command(BaseCommand):
    help = (
        "Search for what the unified system misses: now, at a moment (--at), or from one moment to another "
        "(--from, --to, --every). Findings and their history are kept; the page shows them with a slider."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--crisis", required=True, help="short name of the crisis, as in its address")
        parser.add_argument("--organization", help="name of the organisation; the one at work if left out")
        parser.add_argument("--grain", choices=[one.lower() for one in Grain.values], default="county")
        parser.add_argument("--at", type=datetime.fromisoformat, help="as known at this moment")
        parser.add_argument("--from", dest="first", type=datetime.fromisoformat, help="first moment")
        parser.add_argument("--to", dest="last", type=datetime.fromisoformat, help="last moment")
        parser.add_argument(
            "--every", type=int, default=24, metavar="HOURS", help="hours between; 24 if left out"
        )
        parser.add_argument("--seed", type=int, default=0, help="of the Monte Carlo repetitions")

    def handle(self, *_args: Any, **options: Any) -> None:
        crisis = Crisis.objects.filter(slug=options["crisis"]).first()
        if crisis is None:
            raise CommandError(f"没有叫“{options['crisis']}”的突发事件。 No such crisis.")
        moments = list(_moments(options))
        organization = organization_at_work(options["organization"])
        actor = Actor.operator(organization.pk)
        with scope(organization=organization.pk):
            for moment in tqdm(moments, desc="查找 searches", unit="", disable=len(moments) == 1):
                search = find_gaps(
                    actor,
                    crisis,
                    now=timezone.now(),
                    known_at=moment,
                    grain=options["grain"].upper(),
                    seed=options["seed"],
                )
                self._tell(crisis, search)

    def _tell(self, crisis: Crisis, search: GapSearch) -> None:
        basis = search.basis
        self.stdout.write(
            f"\n{timezone.localtime(search.known_at):%Y-%m-%d %H:%M}  {basis['heard']} / {basis['places']} places heard 处有声音, "
            f"{basis['voices']:,} voices 条; new 新 {basis['new']}, again 仍在 {basis['again']}, gone 不再 {basis['gone']}"
        )
        for each in gap_lists(crisis, search):
            self.stdout.write(f"  {Gap.Kind(each.kind).label} {each.kind}: {len(each.lines)}")
            for line in sorted(each.lines, key=lambda one: one.seen.facts.get("rank", 0))[:SHOWN]:
                name = line.gap.place.name if line.gap.place else line.gap.term
                self.stdout.write(f"    {name}  {line.seen.reason}")


def _moments(options: dict[str, Any]) -> Iterator[datetime]:
    if options["every"] < 1:
        raise CommandError("--every 至少是 1 小时。 --every is at least one hour.")
    if bool(options["first"]) != bool(options["last"]):
        raise CommandError("--from 和 --to 要一起给。 Give --from and --to together.")
    if not options["first"]:
        yield _aware(options["at"]) if options["at"] else timezone.now()
        return
    here, last = _aware(options["first"]), _aware(options["last"])
    if here > last:
        raise CommandError("--from 不能晚于 --to。 --from must not be later than --to.")
    while here <= last:
        yield here
        here += timedelta(hours=options["every"])


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else timezone.make_aware(moment)
