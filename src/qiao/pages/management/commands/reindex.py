from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from qiao.accounts.owner import as_owner
from qiao.accounts.patience import at_leisure
from qiao.pages.search.index import drain_all, ensure, rebuild


class Command(BaseCommand):
    """Write what changed into the search's index; with --all make the index anew from the records."""

    help = "更新搜索索引（--all 全部重建）/ write the search's index; --all makes it anew"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="全部重建 / make it anew")

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Work as the owner of the tables: index and triggers are mended where they are gone."""
        with as_owner():
            return super().execute(*args, **options)

    def handle(self, *_args: str, **options: Any) -> None:
        ensure()
        with at_leisure(), tqdm(unit=" 条", disable=None) as bar:

            def told(done: int) -> None:
                bar.update(done - bar.n)

            count = rebuild(told) if options["all"] else drain_all(told)
        self.stdout.write(f"已编入 {count:,} 条 / {count:,} records written")
