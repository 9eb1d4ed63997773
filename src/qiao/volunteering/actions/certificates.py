"""A certificate is issued from verified records alone, free of charge; hours are corrected with a reason."""

from datetime import datetime
from typing import Any

from django.db.models import Max, Min, Sum
from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.engines.hours import sign
from qiao.exceptions import LineAlreadyDecidedError, NothingVerifiedError, RightMissingError
from qiao.registry.models import Organization, Person
from qiao.trail.recorded import detail, recorded
from qiao.volunteering.models import Activity, Certificate, Enrolment, HourCorrection, HourRecord
from qiao.volunteering.signing import signing_seed


@recorded("certificate.issue")
def issue_certificate(
    actor: Actor, person: Person, *, at: datetime, holder: Enrolment | None = None
) -> Certificate:
    """Issue a certificate over all the verified time of somebody in one's organisation; volunteers only their own.

    `holder` is whose code asks for it.

    Raises NothingVerifiedError where no time is verified.
    """
    is_own = (
        person.user_id == actor.user_id if actor.user_id else bool(holder and holder.person_id == person.pk)
    )
    if not is_own and not actor.may("hours.verify"):
        raise RightMissingError(verb="certificate.issue")
    organization = Organization.objects.select_for_update(no_key=True).get(pk=actor.acts_for)
    lines = _lines(person)
    if not lines:
        raise NothingVerifiedError
    number = _next_number(organization, at)
    summary = {
        "number": number,
        "organization": organization.name,
        "uscc": organization.uscc,
        "volunteer": person.name,
        "volunteer_number": person.pk.hex[:8].upper(),
        "from": min(one["from"] for one in lines),
        "to": max(one["to"] for one in lines),
        "minutes": sum(one["minutes"] for one in lines),
        "issued_on": f"{timezone.localtime(at):%Y-%m-%d}",
        "is_sample": organization.is_sample or person.is_sample,
    }
    signed = sign(summary, lines, signing_seed())
    made: Certificate = Certificate.objects.create(
        organization=organization,
        number=number,
        person=person,
        content=signed.content.decode(),
        lines=lines,
        signature=signed.signature.hex(),
        minutes=summary["minutes"],
        issued_at=at,
        issued_by_id=actor.user_id,
    )
    detail(number=number, minutes=made.minutes, lines=len(lines))
    return made


def _lines(person: Person) -> list[dict[str, Any]]:
    """Return one line an activity: what, where, from when to when, how many minutes."""
    rows = (
        HourRecord.objects.filter(person=person, is_verified=True)
        .values("activity", "activity__title", "activity__kind", "activity__place__name")
        .annotate(minutes=Sum("minutes"), first=Min("served_on"), last=Max("served_on"))
        .order_by("first", "activity__title", "activity")
    )
    return [
        {
            "activity": row["activity__title"],
            "kind": str(Activity.Kind(row["activity__kind"]).label)
            if row["activity__kind"] in Activity.Kind
            else "",
            "place": row["activity__place__name"] or "",
            "from": row["first"].isoformat(),
            "to": row["last"].isoformat(),
            "minutes": row["minutes"],
        }
        for row in rows
    ]


def _next_number(organization: Organization, at: datetime) -> str:
    """Return the next number of the year; the organisation's row is locked, so none is given twice."""
    year = f"{timezone.localtime(at):%Y}"
    last = Certificate.objects.filter(organization=organization, number__startswith=year)
    highest = last.aggregate(number=Max("number"))["number"]
    return f"{year}-{int(highest.partition('-')[2]) + 1 if highest else 1:06d}"


@recorded("certificate.revoke")
def revoke_certificate(_actor: Actor, certificate: Certificate, *, reason: str, at: datetime) -> Certificate:
    """Revoke a certificate, once, with a reason; what was signed stays on record."""
    valid = Certificate.objects.filter(pk=certificate.pk, revoked_at__isnull=True)
    if not valid.update(revoked_at=at, revoke_reason=reason):
        raise LineAlreadyDecidedError(state="已作废")
    certificate.refresh_from_db()
    detail(number=certificate.number)
    return certificate


@recorded("hours.amend")
def amend_hours(actor: Actor, record: HourRecord, *, minutes: int, reason: str) -> HourRecord:
    """Correct a record of time with a reason, verified or not; it then waits for another person to verify it.

    What it said before is kept beside it. Whoever corrects counts as who recorded, and does not verify.
    """
    here: HourRecord = HourRecord.objects.select_for_update(no_key=True, of=("self",)).get(pk=record.pk)
    HourCorrection.objects.create(
        organization_id=here.organization_id,
        record=here,
        minutes_before=here.minutes,
        minutes_after=minutes,
        was_verified=here.is_verified,
        reason=reason,
        corrected_by_id=actor.user_id,
    )
    detail(before=here.minutes, minutes=minutes, was_verified=str(here.is_verified))
    here.minutes, here.is_verified, here.verified_by, here.verified_at = minutes, False, None, None
    here.recorded_by_id = actor.user_id
    here.save(update_fields=("minutes", "is_verified", "verified_by", "verified_at", "recorded_by"))
    return here
