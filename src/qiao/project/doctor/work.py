"""The worker, the clock, the backups: what goes wrong quietly."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from qiao.project.backup.archive import LAST
from qiao.project.backup.sealing import IDENTITY
from qiao.project.doctor.finding import Finding, broken, good, warning
from qiao.trail.checks import LAST as LAST_VERIFY
from qiao.trail.models import Notice, TrailEntry

LONGEST_WAIT = timedelta(minutes=10)
LONGEST_WITHOUT_BACKUP = timedelta(days=7)
LONGEST_UNVERIFIED = timedelta(days=31)
SKEW = timedelta(minutes=2)


def worker() -> list[Finding]:
    """Look whether tasks are done: the oldest that waits, and notices that are due."""
    now = timezone.now()
    oldest = (
        DBTaskResult.objects.ready().order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    )
    due = Notice.objects.filter(state=Notice.State.WAITING, next_try_at__lt=now - LONGEST_WAIT).count()
    if (oldest is None or now - oldest < LONGEST_WAIT) and due == 0:
        return [good("后台任务没有积压", "No task waits for long")]
    said = (
        f"后台任务积压：最早的从 {oldest or '—'} 起，{due} 条通知过时未发",
        f"Tasks are not done: the oldest waits since {oldest or '—'}, {due} notices are overdue",
    )
    return [
        broken(said, ("看 serve 是否在运行；它自带后台进程", "See whether serve runs; it brings the worker"))
    ]


def clock() -> list[Finding]:
    """Look whether the clock of this machine went back behind what was recorded."""
    last = TrailEntry.objects.order_by("-sequence").values_list("at", flat=True).first()
    if last is None or last <= timezone.now() + SKEW:
        return [good("时钟没有倒退", "The clock did not go back")]
    said = (
        f"时钟比最后一条记录（{last:%Y-%m-%d %H:%M} UTC）早",
        f"The clock is behind the last record ({last:%Y-%m-%d %H:%M} UTC)",
    )
    return [
        warning(
            said,
            ("校准时间（NTP）；记录的先后不受影响", "Set it (NTP); the order of records does not hang on it"),
        )
    ]


def backups() -> list[Finding]:
    """Look when the last backup was made, and whether its key lies beside the data."""
    found = [_last_backup()]
    if (Path(settings.QIAO_KEYS) / IDENTITY).exists():
        path = Path(settings.QIAO_KEYS) / IDENTITY
        said = (
            f"备份的私钥还在数据旁边（{path}）",
            f"The private key of the backups still lies beside the data ({path})",
        )
        found.append(
            warning(
                said,
                (
                    "抄到别处，核对能读，再从这里删掉：拿走这台机器的人打得开每一份备份",
                    "Copy it elsewhere, check the copy, delete it here: whoever takes this machine opens every backup",
                ),
            )
        )
    return found


def _last_backup() -> Finding:
    try:
        said = json.loads((settings.DATA / LAST).read_text(encoding="utf-8"))
        at = datetime.fromisoformat(said["at"])
    except (OSError, ValueError, KeyError):
        return warning(
            ("还没有备份过", "No backup was made yet"), ("./qiao backup 文件", "./qiao backup FILE")
        )
    days = (timezone.now() - at).days
    if timezone.now() - at <= LONGEST_WITHOUT_BACKUP:
        return good(f"最近的备份在 {days} 天前", f"The last backup is {days} days old")
    return warning(
        (f"最近的备份在 {days} 天前", f"The last backup is {days} days old"),
        ("./qiao backup 文件，每天一次", "./qiao backup FILE, once a day"),
    )


def verified() -> list[Finding]:
    """Look when everything was last verified, and whether it held."""
    try:
        said = json.loads((settings.DATA / LAST_VERIFY).read_text(encoding="utf-8"))
        age, breaks = timezone.now() - datetime.fromisoformat(said["at"]), int(said["breaks"])
    except (OSError, ValueError, KeyError, TypeError):
        return [warning(("还没有校验过", "Nothing was verified yet"), WEEKLY)]
    if breaks:
        found = (f"上次校验有 {breaks} 处不符", f"The last verification found {breaks} breaks")
        return [
            broken(
                found, ("先备份，别的不动，再 ./qiao verify", "Back up, change nothing, then ./qiao verify")
            )
        ]
    if age > LONGEST_UNVERIFIED:
        return [warning((f"{age.days} 天没有校验过", f"Not verified for {age.days} days"), WEEKLY)]
    return [good(f"{age.days} 天前校验过，都相符", f"Verified {age.days} days ago, everything held")]


WEEKLY = ("./qiao verify，每周一次", "./qiao verify, once a week")
