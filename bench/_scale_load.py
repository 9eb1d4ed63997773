"""A stage of `bench scale`: the records of a crisis out, through the batch layer, and back in one transaction."""

from __future__ import annotations

import io
import tempfile
import time
from pathlib import Path
from typing import Any

MOVEMENTS_A_NEED = 0.5


def back(needs: int) -> dict[str, Any]:
    """Fill a database, run linkage, allocation and gap lists over its records, load each back, and verify it all.

    Seconds of the three runs together are this process's; `steps` tells those of the wall for each: out, worked
    through, loaded back, and what came of it.
    """
    import django

    django.setup()
    from django.core.management import call_command
    from django_scopes import scope

    from bench._scale_fill import fill
    from bench._scale_stages import _Clock
    from bench._storm import prepare
    from qiao.accounts.roles import Actor
    from qiao.registry.models import Crisis, Organization

    prepare()
    fill(needs, int(needs * MOVEMENTS_A_NEED), quiet=True)
    owner = Organization.objects.get(runs_qiao=True)
    steps: dict[str, Any] = {}
    with (
        tempfile.TemporaryDirectory(prefix="qiao-bench-") as folder,
        _Clock() as clock,
        scope(organization=owner.pk),
    ):
        actor, crisis = Actor.operator(owner.pk), Crisis.objects.get()
        for task in ("link", "allocate", "gaps"):
            steps[task] = _task(actor, crisis, task, Path(folder) / task)
    said = io.StringIO()
    with _Clock() as verified:
        call_command("verify", stdout=said)
    return clock.told | {"steps": steps, "verify_s": verified.told["wall"], "verify": said.getvalue()[-200:]}


def _task(actor: Any, crisis: Any, task: str, folder: Path) -> dict[str, Any]:
    from django.utils import timezone

    from qiao.api.runs.actions import load_back, new_run, write_out
    from qiao.batch.jobs import job_called
    from qiao.batch.runners import Settings, run

    told: dict[str, Any] = {}
    now, began = timezone.now(), time.perf_counter()
    asked = write_out(actor, new_run(actor, crisis, task, now=now), folder / "in", now=now)
    told["out_s"], began = round(time.perf_counter() - began, 1), time.perf_counter()
    settings = Settings(parameters=dict(asked.parameters))
    made = run(job_called(task), folder / "in", folder / "out", settings)
    told["work_s"], began = round(time.perf_counter() - began, 1), time.perf_counter()
    done = load_back(actor, asked, folder / "out", now=timezone.now())
    told["load_s"] = round(time.perf_counter() - began, 1)
    counted = {name: value for name, value in done.outcome.items() if isinstance(value, int)}
    return told | {"rows": asked.rows, "result": made.rows} | counted
