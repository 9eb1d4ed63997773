"""A driver tells how the trip goes, with a code, on a phone, perhaps hours late; a person settles the problems."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint
from qiao.exceptions import (
    CodeUnknownError,
    DriverConflictError,
    DriverTooOftenError,
    LineAlreadyDecidedError,
    StepStandsError,
)
from qiao.intake.actions.receive import Message, receive_report
from qiao.intake.models import Report
from qiao.relief import notices
from qiao.relief.actions.receiving import TRIES, count_wrong_code, refuse_locked
from qiao.relief.actions.sending import driver_code, mark_of_driver
from qiao.relief.models import Delivery, DriverReport, Shipment
from qiao.trail.recorded import detail, recorded

CHANNEL = "司机报问题"
OPEN_DAYS = 14
"""So long after leaving a driver's code opens its trip."""
MOST_A_TRIP = 300
MOST_IN_TEN_MINUTES = 60
TEN_MINUTES = timedelta(minutes=10)
CLOCK_AHEAD = timedelta(minutes=5)
STEPS = (DriverReport.Kind.ARRIVED, DriverReport.Kind.HANDED)


@dataclass(frozen=True)
class Told:
    """What a driver says: a step, or a problem in words; `at` is the phone's own clock."""

    kind: str
    delivery: Delivery | None = None
    words: str = ""
    at: datetime | None = None

    @property
    def mark(self) -> str:
        """Return the keyed mark of the content, by which a resend is told from another report."""
        told = [str(self.kind), str(self.delivery.pk if self.delivery else ""), self.words]
        return fingerprint("driver-report", json.dumps(told, ensure_ascii=False))


def find_shipment(code: str, *, client: str, now: datetime) -> Shipment:
    """Return the trip that a typed driver's code opens.

    Raises
    ------
    CodeLockedError
        After too many wrong codes from one client within ten minutes; receiving codes count with them.
    CodeUnknownError
        When no trip has this code, or it left more than a fortnight ago.
    """
    refuse_locked(client, now=now)
    with scopes_disabled():
        trips = Shipment.objects.select_related("organization")
        found: Shipment | None = trips.filter(code_mark=mark_of_driver(code)).first()
    if found is None or (found.left_at and found.left_at < now - timedelta(days=OPEN_DAYS)):
        count_wrong_code(client, now=now)
        raise CodeUnknownError(tries=TRIES)
    return found


def take_driver_report(
    shipment: Shipment, told: Told, *, submission: uuid.UUID, received_at: datetime
) -> DriverReport:
    """Keep what a driver says. Sent again, and for a step told before, the first answer stands.

    Raises
    ------
    DriverConflictError
        When the id was used for another content or another trip.
    DriverTooOftenError
        When very many came for one trip; nothing is lost on the phone, which sends later.
    """
    with scope(organization=shipment.organization_id):
        known = _known(shipment, told, submission)
        if known is not None:
            return known
        _refuse_flood(shipment, now=received_at)
        actor = Actor.driver(shipment.organization_id)
        try:
            made: DriverReport = _tell(actor, shipment, told, submission=submission, received_at=received_at)
        except IntegrityError:
            known = _known(shipment, told, submission)
            if known is None:
                raise
            return known
    return made


def _known(shipment: Shipment, told: Told, submission: uuid.UUID) -> DriverReport | None:
    with scopes_disabled():
        found: DriverReport | None = DriverReport.objects.filter(pk=submission).first()
    if found is not None and (found.shipment_id != shipment.pk or found.mark != told.mark):
        raise DriverConflictError
    if found is None and told.kind != DriverReport.Kind.PROBLEM:
        same = DriverReport.objects.filter(shipment=shipment, delivery=told.delivery, kind=told.kind)
        found = same.filter(taken_back_at__isnull=True).first()
    return found


def _refuse_flood(shipment: Shipment, *, now: datetime) -> None:
    told = DriverReport.objects.filter(shipment=shipment)
    lately = told.filter(received_at__gt=now - TEN_MINUTES)
    if lately.count() >= MOST_IN_TEN_MINUTES or told.count() >= MOST_A_TRIP:
        raise DriverTooOftenError


@recorded("shipment.report")
def _tell(
    actor: Actor, shipment: Shipment, told: Told, *, submission: uuid.UUID, received_at: datetime
) -> DriverReport:
    report = None
    if told.kind == DriverReport.Kind.PROBLEM:
        report = _keep_words(actor, shipment, told, submission=submission, received_at=received_at)
    made = DriverReport(
        id=submission,
        organization_id=shipment.organization_id,
        shipment=shipment,
        delivery=told.delivery,
        mark=told.mark,
        kind=told.kind,
        report=report,
        at=_plausible(told.at, shipment, received_at),
        received_at=received_at,
    )
    made.save(force_insert=True)
    if report is not None:
        notices.tell_problem(actor, shipment, report.crisis, occasion=str(made.pk))
    detail(
        shipment=str(shipment.pk),
        kind=str(told.kind),
        stop=told.delivery.stop if told.delivery else None,
    )
    return made


def _keep_words(
    actor: Actor, shipment: Shipment, told: Told, *, submission: uuid.UUID, received_at: datetime
) -> Report:
    """Keep the words as a report: sealed, masked, erased like any other."""
    first = told.delivery or Delivery.objects.filter(shipment=shipment).select_related("match__crisis")[0]
    return receive_report(
        actor,
        Message(told.words, channel=CHANNEL),
        id=uuid.uuid5(submission, "words"),
        crisis=first.match.crisis,
        source=Report.Source.FORM,
        received_at=received_at,
    ).report


def _plausible(at: datetime | None, shipment: Shipment, received_at: datetime) -> datetime:
    """Return the phone's time where it can be true, else ours."""
    begun = (shipment.left_at or received_at) - CLOCK_AHEAD
    return at if at is not None and begun <= at <= received_at else received_at


def take_back_by_code(shipment: Shipment, pk: uuid.UUID, *, at: datetime) -> DriverReport:
    """Take back, for the driver, a step of this trip that was told by mistake within the last ten minutes.

    Raises
    ------
    StepStandsError
        When it was told earlier, was taken back before, or is none of this trip.
    """
    with scope(organization=shipment.organization_id):
        rows = DriverReport.objects.filter(shipment=shipment, pk=pk, received_at__gt=at - TEN_MINUTES)
        step = rows.first()
        if step is None:
            raise StepStandsError
        made: DriverReport = take_back_step(Actor.driver(shipment.organization_id), step, at=at)
    return made


@recorded("shipment.take_back")
def take_back_step(actor: Actor, step: DriverReport, *, at: datetime) -> DriverReport:
    """Mark a step as told by mistake, so that it can be told again; the row and both moments stay.

    Raises
    ------
    StepStandsError
        When it was taken back before, or is a problem: that is answered.
    """
    steps = DriverReport.objects.filter(pk=step.pk, taken_back_at__isnull=True)
    steps = steps.exclude(kind=DriverReport.Kind.PROBLEM)
    if not steps.update(taken_back_at=at, taken_back_by=actor.user_id):
        raise StepStandsError
    step.refresh_from_db()
    detail(shipment=str(step.shipment_id), kind=step.kind)
    return step


@recorded("shipment.settle")
def settle_problem(actor: Actor, problem: DriverReport, *, answer: str, settled_at: datetime) -> DriverReport:
    """Write down what was done about a problem. Settled twice is refused."""
    claimed = DriverReport.objects.filter(
        pk=problem.pk, kind=DriverReport.Kind.PROBLEM, settled_at__isnull=True
    ).update(answer=answer, settled_at=settled_at, settled_by=actor.user_id)
    if not claimed:
        raise LineAlreadyDecidedError(state="已办结")
    problem.refresh_from_db()
    detail(shipment=str(problem.shipment_id))
    return problem


@recorded("shipment.code")
def renew_driver_code(_actor: Actor, shipment: Shipment) -> Shipment:
    """Make the old driver's code worthless and give the trip a new one."""
    locked: Shipment = Shipment.objects.select_for_update(no_key=True).get(pk=shipment.pk)
    if locked.cancelled_at is not None:
        raise LineAlreadyDecidedError(state="已取消")
    locked.code_serial += 1 if locked.code_mark else 0
    locked.code_mark = mark_of_driver(driver_code(locked))
    locked.save(update_fields=("code_serial", "code_mark"))
    detail(serial=locked.code_serial)
    return locked
