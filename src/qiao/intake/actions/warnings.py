"""Public warnings come in once, word for word; an update or a cancellation ends what it names."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from qiao.accounts.roles import Actor
from qiao.exceptions import WarningConflictError
from qiao.intake.models import PublicWarning, WarnedPlace
from qiao.intake.sources.cap import ENDS, CapMessage, Reference, read_cap
from qiao.intake.sources.cap_places import places_of
from qiao.registry.models import Place
from qiao.trail.recorded import detail, recorded

KEPT_CURRENT = timedelta(hours=72)
"""How long a warning that states no end counts as current: CAP leaves that to whoever receives it."""


@dataclass(frozen=True)
class ReceivedWarning:
    """The warning, and whether it is new."""

    warning: PublicWarning
    is_new: bool


def receive_warning(actor: Actor, content: bytes, *, received_at: datetime) -> ReceivedWarning:
    """Keep a CAP message. The same message again is the first one.

    Raises
    ------
    XmlRefusedError, CapElementError
        When it is no CAP message; the element and what would be right are named.
    WarningConflictError
        When sender, identifier and time are known with another content.
    """
    message = read_cap(content)
    known = _known(message)
    if known is None:
        try:
            return ReceivedWarning(_receive(actor, message, content, at=received_at), is_new=True)
        except IntegrityError:
            known = _known(message)
            if known is None:
                raise
    return ReceivedWarning(known, is_new=False)


def _known(message: CapMessage) -> PublicWarning | None:
    found: PublicWarning | None = PublicWarning.objects.filter(
        sender=message.sender, identifier=message.identifier, sent_at=message.sent
    ).first()
    if found is not None and found.digest != message.digest:
        raise WarningConflictError(identifier=message.identifier)
    return found


@recorded("warning.receive")
def _receive(actor: Actor, message: CapMessage, content: bytes, *, at: datetime) -> PublicWarning:
    placed = places_of(message)
    with transaction.atomic():
        warning = PublicWarning.objects.create(
            organization_id=actor.acts_for,
            sender=message.sender,
            identifier=message.identifier,
            sent_at=message.sent,
            content=content,
            digest=message.digest,
            is_signed=message.is_signed,
            status=message.status,
            message_type=message.message_type,
            scope=message.scope,
            references=[_as_json(one) for one in message.references],
            infos=[one.as_json() for one in message.infos],
            severity=message.severity,
            urgency=message.urgency,
            certainty=message.certainty,
            unplaced=list(placed.unplaced),
            ends_at=message.expires or message.sent + KEPT_CURRENT,
            is_end_stated=message.expires is not None,
            received_at=at,
            received_by_id=actor.user_id,
        )
        how = {one.code: one.how for one in placed.found}
        WarnedPlace.objects.bulk_create(
            WarnedPlace(warning=warning, place=place, how=how[place.code])
            for place in Place.objects.filter(code__in=how).order_by("code")
        )
        ended = _end_referenced(warning, message)
        _end_by_earlier(warning)
    detail(
        sender=message.sender,
        identifier=message.identifier,
        type=message.message_type,
        places=len(how),
        ended=ended,
    )
    return warning


def _as_json(one: Reference) -> dict[str, str]:
    return {"sender": one.sender, "identifier": one.identifier, "sent": one.sent.isoformat()}


def _end_referenced(warning: PublicWarning, message: CapMessage) -> int:
    """End what this message names. Only its own sender's, and nothing in earnest by what is a test."""
    ended = 0
    if message.message_type not in ENDS:
        return ended
    for one in message.references:
        named = PublicWarning.objects.filter(
            sender=one.sender, identifier=one.identifier, sent_at=one.sent, ended_by__isnull=True
        )
        same = named.filter(sender=warning.sender, status=warning.status).exclude(pk=warning.pk)
        ended += same.update(ended_by=warning)
    return ended


def _end_by_earlier(warning: PublicWarning) -> None:
    """Find what already came and names this message: networks deliver in any order."""
    earlier = PublicWarning.objects.filter(
        Q(sender=warning.sender), message_type__in=ENDS, status=warning.status
    ).exclude(pk=warning.pk)
    for one in earlier.order_by("sent_at"):
        named = {
            (row["sender"], row["identifier"], datetime.fromisoformat(row["sent"])) for row in one.references
        }
        if (warning.sender, warning.identifier, warning.sent_at) in named:
            warning.ended_by = one
            warning.save(update_fields=("ended_by",))
            return
