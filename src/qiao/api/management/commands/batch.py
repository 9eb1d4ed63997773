"""`./qiao batch --export JOB OUT` and `--load OUT`: records out for a run elsewhere, its result back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_scopes import scope

from qiao.accounts.roles import Actor
from qiao.api.models import BatchRun
from qiao.api.runs.actions import load_back, new_run, refuse_absent, run_behind, write_out
from qiao.exceptions import QiaoError
from qiao.registry.models import Crisis, Organization
from qiao.relief.management.commands.plan import organization_at_work


class Command(BaseCommand):
    help = (
        "Write the records of a crisis out as Parquet for a job of the batch layer (--export), or load its result "
        "back in one transaction (--load). Out go codes, figures and keyed marks: no text, no telephone, no name "
        "of a person."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        doing = parser.add_mutually_exclusive_group(required=True)
        doing.add_argument("--export", choices=BatchRun.Task.values, help="the job to write records out for")
        doing.add_argument("--load", action="store_true", help="load the result that lies in the folder")
        parser.add_argument("folder", type=Path, help="an empty folder; with --load that of a finished run")
        parser.add_argument("--crisis", help="short name of the crisis, as in its address")
        parser.add_argument("--organization", help="name of the organisation; the one at work if left out")

    def handle(self, *_args: Any, **options: Any) -> None:
        organization = organization_at_work(options["organization"])
        try:
            refuse_absent()
            with scope(organization=organization.pk):
                self._load(organization, options) if options["load"] else self._export(organization, options)
        except QiaoError as error:
            raise CommandError(f"{error.message('zh')}\n{error.message('en')}") from error

    def _export(self, organization: Organization, options: dict[str, Any]) -> None:
        folder, task = options["folder"], options["export"]
        crisis = Crisis.objects.filter(slug=options["crisis"] or "").first()
        if crisis is None:
            known = "、".join(Crisis.objects.values_list("slug", flat=True)) or "—"
            raise CommandError(
                f"请用 --crisis 写明事件；现有：{known}。 Name the crisis by --crisis; there are: {known}."
            )
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"{folder} 不是空的。 {folder} is not empty.")
        actor, now = Actor.operator(organization.pk), timezone.now()
        run = write_out(actor, new_run(actor, crisis, task, now=now), folder, now=now)
        told = " ".join(f"--set {name}={value}" for name, value in run.parameters.items())
        self.stdout.write(
            f"{run.rows} 行 rows → {folder}\n./qiao batch {task} {folder} OUT {told}\n./qiao batch --load OUT"
        )

    def _load(self, organization: Organization, options: dict[str, Any]) -> None:
        run = load_back(
            Actor.operator(organization.pk),
            run_behind(options["folder"]),
            options["folder"],
            now=timezone.now(),
        )
        told = ", ".join(f"{name} {value}" for name, value in run.outcome.items())
        self.stdout.write(f"{run.get_task_display()} {run.task}: {told}")
