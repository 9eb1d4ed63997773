"""What can be done with networks and partners: founded, joined, left; supported, assessed, a stage further."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from qiao.accounts.roles import Actor
from qiao.exceptions import (
    NetworkMemberLeftError,
    NetworkMemberStandsError,
    NetworkStandsError,
    PartnerSaidTodayError,
    SupportWithdrawnError,
)
from qiao.registry.models import (
    CapacitySupport,
    Network,
    NetworkMember,
    Organization,
    PartnerReadiness,
    PartnerStage,
)
from qiao.registry.networks.files import network_file, partner_file
from qiao.registry.networks.queries import Member, Partner
from qiao.trail.recorded import detail, recorded


@recorded("network.found")
def found_network(_actor: Actor, /, *, name: str, **facts: Any) -> Network:
    """Write a network down. Raises NetworkStandsError where one of this name stands."""
    try:
        with transaction.atomic():
            return Network.objects.create(name=name, **facts)
    except IntegrityError as error:
        raise NetworkStandsError(name=name) from error


@recorded("network.join")
def join_network(_actor: Actor, /, network: Network, *, organization: Organization, **facts: Any) -> Network:
    """Enter a member, and the county it answers for. Raises NetworkMemberStandsError where it is one."""
    try:
        with transaction.atomic():
            NetworkMember.objects.create(network=network, organization=organization, **facts)
    except IntegrityError as error:
        raise NetworkMemberStandsError(name=organization.name) from error
    detail(member=str(organization.pk), part=facts.get("part", NetworkMember.Part.MEMBER))
    return network


@recorded("network.leave")
def leave_network(_actor: Actor, member: NetworkMember, *, until: date) -> NetworkMember:
    """Enter that a member left; that it was one stays. Raises NetworkMemberLeftError where that stands already."""
    if not NetworkMember.objects.filter(pk=member.pk, until__isnull=True).update(until=until):
        raise NetworkMemberLeftError
    detail(network=str(member.network_id), member=str(member.organization_id))
    member.refresh_from_db()
    return member


@recorded("support.record")
def record_support(actor: Actor, /, *, kind: str, **facts: Any) -> CapacitySupport:
    """Write down what one organisation gave another so that it can do more by itself."""
    made: CapacitySupport = CapacitySupport.objects.create(organization_id=actor.acts_for, kind=kind, **facts)
    detail(kind=kind, giver=str(made.giver_id), receiver=str(made.receiver_id))
    return made


@recorded("support.withdraw")
def withdraw_support(
    _actor: Actor, support: CapacitySupport, *, reason: str, at: datetime
) -> CapacitySupport:
    """Take what was written back: it stays, with the reason, and counts no more."""
    standing = CapacitySupport.objects.filter(pk=support.pk, withdrawn_at__isnull=True)
    if not standing.update(withdrawn_at=at, withdrawn_reason=reason):
        raise SupportWithdrawnError
    support.refresh_from_db()
    return support


@recorded("partner.stage")
def set_stage(
    actor: Actor, /, *, partner: Organization, stage: str, since: date, reason: str, is_sample: bool = False
) -> PartnerStage:
    """Write down how far working together has come. Raises PartnerSaidTodayError for a second word on one day."""
    try:
        with transaction.atomic():
            made: PartnerStage = PartnerStage.objects.create(
                organization_id=actor.acts_for,
                partner=partner,
                stage=stage,
                since=since,
                reason=reason,
                is_sample=is_sample,
            )
    except IntegrityError as error:
        raise PartnerSaidTodayError(day=since.isoformat()) from error
    detail(partner=str(partner.pk), stage=stage)
    return made


@recorded("partner.assess")
def assess_partner(
    actor: Actor, /, *, partner: Organization, assessed_on: date, **facts: Any
) -> PartnerReadiness:
    """Write down how ready a partner is. Raises PartnerSaidTodayError for a second word on one day."""
    try:
        with transaction.atomic():
            made: PartnerReadiness = PartnerReadiness.objects.create(
                organization_id=actor.acts_for, partner=partner, assessed_on=assessed_on, **facts
            )
    except IntegrityError as error:
        raise PartnerSaidTodayError(day=assessed_on.isoformat()) from error
    detail(partner=str(partner.pk), basis=made.basis)
    return made


@recorded("network.export")
def export_network(_actor: Actor, network: Network, rows: Sequence[Member], *, form: str) -> bytes:
    """Return the members of a network as a file, csv or xlsx."""
    detail(network=str(network.pk), form=form, rows=len(rows))
    return network_file(rows, form)


@recorded("partner.export")
def export_partners(_actor: Actor, rows: Sequence[Partner], *, form: str) -> bytes:
    """Return partners as a file, csv or xlsx."""
    detail(form=form, rows=len(rows))
    return partner_file(rows, form)
