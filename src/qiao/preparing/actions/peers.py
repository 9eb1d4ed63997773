"""Peer sets: founded, invited to, agreed, left."""

from datetime import datetime

from django.db import IntegrityError, transaction

from qiao.accounts.roles import Actor
from qiao.exceptions import PeersStandError
from qiao.preparing.models import PeerMember, PeerSet
from qiao.registry.models import Organization
from qiao.trail.recorded import detail, recorded


@recorded("peers.found")
def found_peers(actor: Actor, /, *, name: str, why: str, at: datetime, is_sample: bool = False) -> PeerSet:
    """Found a set; the founder is in it and has agreed. Raises PeersStandError where one of this name stands."""
    try:
        with transaction.atomic():
            made: PeerSet = PeerSet.objects.create(
                name=name, why=why, founded_by_id=actor.acts_for, is_sample=is_sample
            )
    except IntegrityError as error:
        raise PeersStandError(name=name) from error
    PeerMember.objects.create(
        peers=made, organization_id=actor.acts_for, invited_at=at, agreed_at=at, agreed_by_id=actor.user_id
    )
    return made


@recorded("peers.invite")
def invite_peer(_actor: Actor, peers: PeerSet, *, organization: Organization, at: datetime) -> PeerSet:
    """Invite an organisation; until it agrees itself it is in no figure. Raises PeersStandError where it is in."""
    try:
        with transaction.atomic():
            PeerMember.objects.create(peers=peers, organization=organization, invited_at=at)
    except IntegrityError as error:
        raise PeersStandError(name=organization.name) from error
    detail(organization=str(organization.pk))
    return peers


@recorded("peers.agree")
def agree_to_peers(actor: Actor, member: PeerMember, *, at: datetime) -> PeerSet:
    """Agree for one's own organisation; said twice it is said once."""
    standing = PeerMember.objects.filter(pk=member.pk, left_at__isnull=True, agreed_at__isnull=True)
    standing.update(agreed_at=at, agreed_by=actor.user_id)
    peers: PeerSet = member.peers
    return peers


@recorded("peers.leave")
def leave_peers(_actor: Actor, member: PeerMember, *, at: datetime) -> PeerSet:
    """Leave a set, or decline to be in it: from now on one is in no figure of it."""
    PeerMember.objects.filter(pk=member.pk, left_at__isnull=True).update(left_at=at)
    peers: PeerSet = member.peers
    return peers
