"""Load the four public cases and SEE's ten suggestions into the book of one organisation."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django_scopes import scope

from qiao.accounts.roles import Actor
from qiao.casebook.sample import load_sample_cases
from qiao.registry.models import Organization


class Command(BaseCommand):
    help = "Load the four public cases (data/cases.json). Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organization", default="", help="name of the organisation that keeps the book")
        parser.add_argument("--data", type=Path, default=settings.QIAO_REFERENCE)

    def handle(self, *_args: object, **options: Any) -> None:
        owner = self._owner(options["organization"])
        with scope(organization=owner.pk):
            loaded = load_sample_cases(Actor.operator(owner.pk), directory=options["data"])
        self.stdout.write(
            f"{owner}: {loaded.cases} cases, {loaded.facts} facts, {loaded.items} items, {loaded.outcomes} outcomes"
        )

    def _owner(self, name: str) -> Organization:
        running = Organization.objects.filter(runs_qiao=True).order_by("created_at")
        owner = (running.filter(name=name) if name else running).first()
        if owner is None:
            raise CommandError("No organisation at work here is called so. Name one with --organization.")
        return owner
