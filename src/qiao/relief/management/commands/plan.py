"""Make a plan over the verified needs and offers of a crisis, and print it with its reasons."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django_scopes import scope

from qiao.accounts.roles import Actor
from qiao.engines.allocation import DEFAULT_FLOOR, RULES, Rule, reason_en, reason_zh
from qiao.intake.clock import judged_at
from qiao.registry.models import Crisis, Organization
from qiao.relief.actions import make_plan
from qiao.relief.actions.planning import reason_of
from qiao.relief.models import Plan
from qiao.relief.queries import shares_of, unmet_of


class Command(BaseCommand):
    help = "Propose who gets what, with a reason per line and a list of who got nothing and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--crisis", required=True, help="short name of the crisis, as in its address")
        parser.add_argument(
            "--organization", help="name of the organisation; the only one at work if left out"
        )
        parser.add_argument("--at", type=datetime.fromisoformat, help="the moment of planning, with zone")
        parser.add_argument(
            "--rule", choices=RULES, default=RULES[0], help="how goods that do not suffice are shared"
        )
        parser.add_argument(
            "--floor", type=float, default=DEFAULT_FLOOR, help="share that everybody gets first, 0 to 1"
        )
        parser.add_argument("--language", choices=("zh", "en"), default="zh")
        parser.add_argument("--lines", type=int, default=20, help="how many lines of each list to print")

    def handle(self, *_args: Any, **options: Any) -> None:
        crisis = Crisis.objects.filter(slug=options["crisis"]).first()
        if crisis is None:
            known = "、".join(Crisis.objects.values_list("slug", flat=True)) or "—"
            message = f"没有叫“{options['crisis']}”的突发事件；现有：{known}。 No such crisis."
            raise CommandError(message)
        organization = organization_at_work(options["organization"])
        with scope(organization=organization.pk):
            try:
                rule = Rule(options["rule"], floor=options["floor"])
            except ValueError as error:
                raise CommandError(str(error)) from error
            now = options["at"] or judged_at(crisis)
            plan = make_plan(Actor.operator(organization.pk), crisis, now=now, rule=rule)
            self._print(plan, options["language"], options["lines"])

    def _print(self, plan: Plan, language: str, limit: int) -> None:
        sentence = reason_en if language == "en" else reason_zh
        shares, unmet = shares_of(plan), unmet_of(plan)
        self.stdout.write(
            f"{plan}: {plan.needs_seen:,} needs × {plan.offers_seen:,} offers → {shares.count():,} lines, "
            f"{unmet.count():,} unmet; "
            f"gap {plan.parameters['gap']:.4%}; input {plan.input_hash[:16]}"
        )
        self.stdout.write("\n分配 shares")
        for line in shares[:limit]:
            self.stdout.write(f"  {sentence(reason_of(line))}")
        self.stdout.write("\n未满足 unmet")
        for one in unmet[:limit]:
            self.stdout.write(f"  {sentence(reason_of(one))}")


def organization_at_work(name: str | None) -> Organization:
    """Return the organisation of this name, or the only one that works here."""
    running = Organization.objects.filter(runs_qiao=True)
    found = list(running.filter(name=name) if name else running[:2])
    if len(found) != 1:
        message = "请用 --organization 指明组织。 Name the organisation with --organization."
        raise CommandError(message)
    return found[0]
