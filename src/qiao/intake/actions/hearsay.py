"""Hearsay is confirmed or refuted with a source, or nobody can tell; each of these can be taken back."""

from datetime import datetime

from django.db import IntegrityError, transaction

from qiao.accounts.roles import Actor
from qiao.exceptions import HearsayJudgedError, HearsaySourceError
from qiao.intake.models import HearsayCheck, Report
from qiao.trail.kinds import refuse_personal
from qiao.trail.recorded import detail, recorded


@recorded("hearsay.check")
def check_hearsay(actor: Actor, report: Report, *, verdict: str, source: str, now: datetime) -> HearsayCheck:
    """Write down what a source says. Raises HearsaySourceError without one, HearsayJudgedError where one stands."""
    if verdict != HearsayCheck.Verdict.UNSURE and not source.strip():
        raise HearsaySourceError
    refuse_personal(source)
    try:
        with transaction.atomic():
            check: HearsayCheck = HearsayCheck.objects.create(
                organization_id=actor.acts_for,
                report=report,
                verdict=verdict,
                source=source.strip(),
                checked_by_id=actor.user_id,
                checked_at=now,
            )
    except IntegrityError as error:
        raise HearsayJudgedError from error
    detail(report=str(report.pk), verdict=verdict)
    return check


@recorded("hearsay.undo")
def undo_hearsay(_actor: Actor, check: HearsayCheck, *, now: datetime) -> HearsayCheck:
    """Take a finding back; the message waits again. The finding stays on file."""
    if not HearsayCheck.objects.filter(pk=check.pk, undone_at__isnull=True).update(undone_at=now):
        raise HearsayJudgedError
    check.refresh_from_db()
    detail(report=str(check.report_id), verdict=check.verdict)
    return check
