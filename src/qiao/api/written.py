"""What programs write beside reports: needs and offers, each through a report of its own, and checks."""

import uuid
from collections.abc import Mapping
from datetime import UTC
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Body
from ninja.responses import Status

from qiao.accounts.guard import actor_of
from qiao.api import schemas_in, shown
from qiao.api.doors import door, x_qiao
from qiao.api.problems import ClockAheadError, FieldError, ReferenceUnknownError
from qiao.api.schemas import NeedOut, OfferOut
from qiao.api.v1 import LEEWAY, WRITING, crisis_of, one_of, place_of, router
from qiao.exceptions import ReportConflictError
from qiao.intake.actions import record_check
from qiao.intake.models import Need, Offer, Report
from qiao.intake.registering import Entry, TakenDown, take_down_need, take_down_offer
from qiao.registry.models import Organization
from qiao.registry.queries import find_item
from qiao.registry.standards import standards

OPERATIONS = router
"""The operations that read, and those of this file: both stand at the same addresses, so in one router."""


def _shared(sent: schemas_in.VoiceIn) -> dict[str, Any]:
    """Return the facts that a need and an offer share, as the pages' form gathers them."""
    item = find_item(sent.item)
    party = Organization.objects.filter(name=sent.party).first() if sent.party else None
    return {
        "item": item,
        "item_text": item.name if item else sent.item,
        "quantity_kind": sent.quantity.kind,
        "quantity": sent.quantity.value,
        "quantity_max": sent.quantity.max,
        "unit": sent.quantity.unit or (item.unit if item else ""),
        "place": place_of(sent.place, "body.place"),
        "party": party,
        "party_text": sent.party,
    }


def _take_down(request: HttpRequest, sent: schemas_in.VoiceIn, facts: Mapping[str, Any]) -> TakenDown:
    """Write the facts out as a report, and open what it speaks of: the way of the pages, no other."""
    crisis, now = crisis_of(sent.crisis, "body.crisis"), timezone.now()
    if sent.received_at is not None and sent.received_at > now + LEEWAY:
        raise ClockAheadError("body.received_at")
    entry = Entry(facts, sent.contact, sent.note, channel="api", source=Report.Source.API)
    take_down = take_down_need if isinstance(sent, schemas_in.NeedIn) else take_down_offer
    taken = take_down(
        actor_of(request),
        entry,
        submission=sent.instance_id,
        crisis=crisis,
        received_at=(sent.received_at or now).astimezone(UTC),
    )
    report = taken.voice.report
    is_other_time = sent.received_at is not None and sent.received_at != report.received_at
    if not taken.is_new and (is_other_time or report.crisis_id != crisis.pk):
        raise ReportConflictError(id=str(report.pk))
    return taken


@router.post(
    "needs",
    response={201: NeedOut, 200: NeedOut, **WRITING},
    openapi_extra=x_qiao("need.open"),
    operation_id="create_need",
    summary="登记一条需求 / Take down a need",
    tags=["needs"],
)
@door("need.open")
def create_need(request: HttpRequest, sent: Annotated[schemas_in.NeedIn, Body()]) -> Status[NeedOut]:
    """先写成一条一线信息，再从它建需求，等待核实 / written out as a report first; it waits for a check."""
    facts = _shared(sent) | {
        "tier": sent.tier,
        "deadline": sent.deadline,
        "specification": sent.specification,
    }
    taken = _take_down(request, sent, facts)
    return Status(201 if taken.is_new else 200, shown.need(one_of(Need, taken.voice.pk)))


@router.post(
    "offers",
    response={201: OfferOut, 200: OfferOut, **WRITING},
    openapi_extra=x_qiao("offer.open"),
    operation_id="create_offer",
    summary="登记一条资源 / Take down an offer",
    tags=["offers"],
)
@door("offer.open")
def create_offer(request: HttpRequest, sent: Annotated[schemas_in.OfferIn, Body()]) -> Status[OfferOut]:
    """先写成一条一线信息，再从它建资源，等待核实 / written out as a report first; it waits for a check."""
    recipient = None
    if sent.earmark_recipient:
        recipient = Organization.objects.filter(name=sent.earmark_recipient).first()
        if recipient is None:
            raise ReferenceUnknownError("body.earmark_recipient", "organization_unknown")
    if sent.standard and sent.standard not in standards():
        raise ReferenceUnknownError("body.standard", "standard_unknown")
    facts = _shared(sent) | {
        "standard": sent.standard,
        "pack_size": sent.pack_size,
        "minimum_lot": sent.minimum_lot,
        "available_from": sent.available_from,
        "expires_at": sent.expires_at,
        "earmark_recipient": recipient,
        "earmark_place": place_of(sent.earmark_place, "body.earmark_place"),
    }
    taken = _take_down(request, sent, facts)
    return Status(201 if taken.is_new else 200, shown.offer(one_of(Offer, taken.voice.pk)))


def _checked(sent: schemas_in.VerificationIn) -> Need | Offer:
    if (sent.need is None) == (sent.offer is None):
        raise FieldError("body.need", "need_or_offer")
    found: Need | Offer = (
        one_of(Need, sent.need) if sent.need else one_of(Offer, sent.offer or uuid.UUID(int=0))
    )
    return found


@router.post(
    "verifications",
    response={201: schemas_in.VerificationOut, 200: schemas_in.VerificationOut, **WRITING},
    openapi_extra=x_qiao("need.verify"),
    operation_id="create_verification",
    summary="记一次核实 / Record a check",
    tags=["verifications"],
)
@door("need.verify")
def create_verification(
    request: HttpRequest, sent: Annotated[schemas_in.VerificationIn, Body()]
) -> Status[schemas_in.VerificationOut]:
    """只填 need 或 offer 之一；核实资源另需 offer.verify / of a need or an offer; an offer asks for offer.verify."""
    voice = _checked(sent)
    checked = record_check(
        actor_of(request),
        voice,
        id=sent.instance_id,
        checked_at=timezone.now(),
        method=sent.method.value,
        result=sent.result.value,
        is_two_way=sent.is_two_way,
        note=sent.note,
    )
    voice.refresh_from_db()
    check = checked.check
    told = schemas_in.VerificationOut(
        id=check.pk,
        need=check.need_id,
        offer=check.offer_id,
        method=check.method,
        result=check.result,
        is_two_way=check.is_two_way,
        checked_at=check.checked_at,
        next_check_at=check.next_check_at,
        is_undone=check.undone_at is not None,
        state=voice.state,
    )
    return Status(201 if checked.is_new else 200, told)
