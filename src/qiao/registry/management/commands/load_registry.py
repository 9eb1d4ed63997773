from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from qiao.registry.loading import load_items, load_places


class Command(BaseCommand):
    help = "Load places and items from data/*.csv. Safe to run again."

    def handle(self, *_args: Any, **_options: Any) -> None:
        places = load_places(settings.QIAO_REFERENCE)
        items = load_items(settings.QIAO_REFERENCE)
        self.stdout.write(f"{places} places, {items} items")
