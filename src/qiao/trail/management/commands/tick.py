import logging
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from qiao.trail.upkeep import CHORES, do_chore

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Do what is due: expire needs, sweep exports, revive jobs. Run it every few minutes; twice does no harm."""

    help = "做到期的事：需求过期待回访、清理旧导出、续做遗落的任务 / do what is due"

    def handle(self, *_args: str, **_options: Any) -> None:
        now = timezone.now()
        failed = []
        for name in sorted(CHORES):
            try:
                self.stdout.write(f"{name}：{do_chore(name, now)}")
            except Exception:  # one chore that fails must not keep the others from their turn
                logger.exception("chore %s failed", name)
                failed.append(name)
        if failed:
            self.stderr.write(f"没有做成 FAILED：{'、'.join(failed)}")
            raise SystemExit(1)
