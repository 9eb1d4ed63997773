"""Look for repeats in everything that came in: after an upgrade, or after loading data by another way."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from tqdm import tqdm

from qiao.accounts.roles import Actor
from qiao.intake.actions import rebuild_repeats
from qiao.intake.models import Pair, RepeatRecord
from qiao.intake.queries import organizations_with_repeats, unlooked

PART = 500


class Command(BaseCommand):
    help = "查找疑似重复：给旧数据补建比对键 / note what came in before, and look for repeats of it"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anew", action="store_true", help="forget what was noted, and note it all again"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["anew"]:
            with scopes_disabled():
                RepeatRecord.objects.all().delete()
        for pk in organizations_with_repeats():
            with scope(organization=pk):
                self._look(pk)

    def _look(self, pk: Any) -> None:
        now = timezone.now()
        waiting = sorted(unlooked(pk, now=now, most=None), key=_where)  # neighbours meet the same records
        for start in tqdm(range(0, len(waiting), PART), disable=None, unit_scale=PART):
            rebuild_repeats(Actor.operator(pk), waiting[start : start + PART], now=now)
        pairs = Pair.objects.filter(state=Pair.State.OPEN).count()
        self.stdout.write(f"{len(waiting):,} 条已比对，{pairs:,} 对待判断 / records noted, pairs to decide")


def _where(subject: Any) -> tuple[str, str, str]:
    """Return where a need, an offer or an organisation is, so that those of one place come together."""
    place = getattr(subject, "place_id", None) or getattr(subject, "home_id", None)
    return type(subject).__name__, str(place), getattr(subject, "item_text", "")
