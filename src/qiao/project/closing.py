"""The end of a crisis: what the law lets stay, what needs an assessment to stay, and the destruction of the rest.

突发事件应对法 85: personal data taken for the response are destroyed after it; who must keep some as evidence or for an
evaluation assesses first whether that is lawful, necessary and safe.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django_scopes import scope

from qiao.accounts.roles import Actor
from qiao.exceptions import AssessmentMissingError, CrisisGoesOnError
from qiao.pages.search.index import drain_all
from qiao.project.certificates import mark_of_ids, sign
from qiao.project.holdings import ASSESSED, destroy, holdings
from qiao.registry.models import Crisis, Organization
from qiao.trail.chain import verify
from qiao.trail.recorded import detail, recorded


@dataclass(frozen=True)
class Assessment:
    """Why something personal is kept after all, in the three words of article 85, and until when."""

    what: str
    lawful: str
    necessary: str
    safe: str
    until: date

    def check(self, now: datetime) -> None:
        """Raise AssessmentMissingError where a word is missing or the end is not ahead."""
        said = all(one.strip() for one in (self.lawful, self.necessary, self.safe))
        if self.what not in ASSESSED or not said or self.until <= timezone.localdate(now):
            raise AssessmentMissingError(what=self.what)


STAYING = (
    ("流转记录（只有编号）", "the trail (ids only)", "个人信息保护法 69; SECURITY 2.5"),
    ("账目与捐赠", "ledger and donations", "慈善法 78; 会计法 23"),
    ("志愿服务时间与证明", "hours and certificates", "志愿服务条例 19"),
    ("去标识的证据、建议、案例", "de-identified evidence, proposals, cases", "个人信息保护法 4, 73"),
)
"""What has no date of destruction here, and why."""


def check_ended(crisis: Crisis, now: datetime) -> None:
    """Raise CrisisGoesOnError where the crisis has no last day, or it is still to come."""
    if crisis.ended_on is None or crisis.ended_on > timezone.localdate(now):
        raise CrisisGoesOnError(name=crisis.name)


@recorded("crisis.close")
def _close(
    actor: Actor, /, crisis: Crisis, *, kept: Sequence[str], now: datetime
) -> tuple[Crisis, dict[str, Any]]:
    """Destroy what is not kept, all or nothing."""
    counted: dict[str, Any] = {}
    for one in holdings(crisis, actor.acts_for):
        destroys = not one.stays and one.kept_with not in kept
        counted[one.key] = {
            "count": len(one.ids),
            "ids_sha256": mark_of_ids(one.ids),
            "fate": "destroyed" if destroys else "kept",
        }
        if destroys:
            destroy(actor, crisis, one, now)
    detail(
        crisis=str(crisis.pk),
        **{f"{key}_{one['fate']}": one["count"] for key, one in counted.items()},
    )
    return crisis, counted


def close_crisis(
    organization: Organization, crisis: Crisis, assessments: Sequence[Assessment], *, now: datetime
) -> dict[str, Any]:
    """Destroy what is left of a crisis's personal data in an organisation; return the signed certificate.

    Raises
    ------
    CrisisGoesOnError
        When the crisis has not ended; nothing was destroyed.
    AssessmentMissingError
        When something is to be kept without saying why it is lawful, necessary and safe.
    """
    check_ended(crisis, now)
    for one in assessments:
        one.check(now)
    with scope(organization=organization.pk):
        actor = Actor.operator(organization.pk)
        _crisis, counted = _close(actor, crisis, kept=[one.what for one in assessments], now=now)
    scrub()
    verdict = verify()
    return sign(
        {
            "organization": organization.name,
            "crisis": {"name": crisis.name, "slug": crisis.slug, "ended_on": str(crisis.ended_on)},
            "law": "突发事件应对法（2024）第八十五条",
            "closed_at": now.isoformat(),
            "holdings": counted,
            "assessments": [asdict(one) | {"until": str(one.until)} for one in assessments],
            "staying": [{"what": zh, "by": law} for zh, _en, law in STAYING],
            "method": "AES-256-GCM keys overwritten (crypto-erasure), sealed fields emptied, database rewritten",
            "trail": {"entries": verdict.entries, "head": verdict.head, "holds": not verdict.breaks},
        }
    )


def scrub() -> None:
    """Leave nothing of what was destroyed in the database's own files: index, write-ahead log, free pages.

    SQLite overwrites deleted content (`secure_delete`, see settings); the write-ahead log still holds old pages
    until it is truncated. PostgreSQL rewrites its tables. Call it outside any transaction.
    """
    drain_all()
    statements = (
        ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
        if connection.vendor == "sqlite"
        else ("VACUUM FULL",)
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
