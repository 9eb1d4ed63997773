"""Feedback and complaints as far as somebody may see them. Whom a complaint is about sees nothing of it."""

import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone
from django_scopes import scopes_disabled

from qiao.accounts.models import User
from qiao.accounts.rights import rights
from qiao.accounts.roles import Actor, Role
from qiao.intake.models import Report
from qiao.quality.models import Complaint, Feedback, FocalPoint
from qiao.registry.models import Appointment, Crisis
from qiao.relief.models import Delivery

DESK = frozenset({Role.ADMIN.value, Role.COORDINATOR.value})
"""Who handles ordinary complaints of the organisation."""


def complaints_for(actor: Actor) -> QuerySet[Complaint]:
    """Return the complaints the actor may open: the desk's ordinary ones, one's own, and those one is named for."""
    if actor.user_id is None:
        return Complaint.objects.none()
    ordinary = Q(is_sensitive=False) if actor.roles & DESK else Q(is_sensitive=False, owner=actor.user_id)
    rows: QuerySet[Complaint] = Complaint.objects.filter(organization=actor.acts_for)
    rows = rows.filter(ordinary | Q(handlers=actor.user_id)).exclude(concerned=actor.user_id)
    return rows.select_related("feedback__crisis", "owner").distinct()


def feedback_for(actor: Actor, crisis: Crisis) -> QuerySet[Feedback]:
    """Return the feedback of a crisis to the actor, the newest first; none of it belongs to a sensitive complaint."""
    hidden = Complaint.objects.filter(Q(is_sensitive=True) | Q(concerned=actor.user_id))
    rows: QuerySet[Feedback] = Feedback.objects.filter(crisis=crisis, erased_at__isnull=True)
    return rows.exclude(pk__in=hidden.values("feedback")).select_related("complaint")


def complaint_of(feedback: Feedback) -> Complaint | None:
    """Return the complaint made of a feedback, if there is one."""
    found: Complaint | None = Complaint.objects.filter(feedback=feedback).first()
    return found


def feedback_about(*, delivery: Delivery | None = None, report: Report | None = None) -> Feedback | None:
    """Return what was said before about a delivery or a report. It is asked before anybody is signed in."""
    with scopes_disabled():
        found: Feedback | None = Feedback.objects.filter(delivery=delivery, report=report).first()
    return found


def feedback_behind(mark: str) -> Feedback | None:
    """Return the feedback a code's mark belongs to."""
    with scopes_disabled():
        rows = Feedback.objects.select_related("crisis", "organization")
        found: Feedback | None = rows.filter(code_mark=mark).first()
    return found


def focal_points(organization_id: uuid.UUID) -> QuerySet[FocalPoint]:
    """Return who takes sensitive complaints of an organisation today."""
    with scopes_disabled():
        rows: QuerySet[FocalPoint] = FocalPoint.objects.filter(
            organization=organization_id, ended_at__isnull=True, user__is_active=True
        )
        return rows.filter(user__in=people_of(organization_id)).select_related("user")


def trusted(organization_id: uuid.UUID, without: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Return the named persons of an organisation but for some."""
    barred = set(without)
    with scopes_disabled():
        named = list(focal_points(organization_id).values_list("user_id", flat=True))
    return [one for one in named if one not in barred]


def people_of(organization_id: uuid.UUID) -> QuerySet[User]:
    """Return who works for an organisation today in a role that may handle complaints."""
    today = timezone.localdate()
    held = Appointment.objects.filter(
        organization=organization_id, role__in=rights()["complaint.read"]
    ).filter(Q(since__isnull=True) | Q(since__lte=today), Q(until__isnull=True) | Q(until__gte=today))
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by(
        "display_name", "username"
    )


def handles(actor: Actor, complaint: Complaint) -> bool:
    """Say whether the actor may still open a complaint."""
    return complaints_for(actor).filter(pk=complaint.pk).exists()


def feedback_held(crisis: Crisis) -> QuerySet[Feedback]:
    """Return the feedback of a crisis whose words or contact can still be read."""
    rows: QuerySet[Feedback] = Feedback.objects.filter(crisis=crisis, erased_at__isnull=True)
    return rows.exclude(wrapped_key=b"")
