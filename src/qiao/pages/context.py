"""What the shell of every page shows: the crisis at hand, the menu, and who is acting."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from qiao.accounts.guard import actor_of
from qiao.accounts.models import User
from qiao.pages.menu import address, menu_for, tabs_for
from qiao.registry.models import Crisis
from qiao.registry.queries import crises, organizations_of

CRISIS_KEY = "crisis"


def crisis_at_hand(request: HttpRequest) -> Crisis | None:
    """Return the crisis named in the address, else the one chosen last, else the newest."""
    match = request.resolver_match
    slug = match.kwargs.get("slug") if match else None
    session = getattr(request, "session", {})
    for wanted in (slug, session.get(CRISIS_KEY)):
        found = Crisis.objects.filter(slug=wanted).first() if wanted else None
        if found:
            return found
    return crises().first() if slug is None and _is_signed_in(request) else None


def _is_signed_in(request: HttpRequest) -> bool:
    return bool(getattr(request, "user", None) and request.user.is_authenticated)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of the base template."""
    actor = actor_of(request)
    crisis = crisis_at_hand(request)
    common = {"actor": actor, "is_demo": settings.QIAO_DEMO, "crisis": crisis}
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return common
    organizations = list(organizations_of(user))
    return common | {
        "crises": crises(),
        "organizations": organizations,
        "organization": next((one for one in organizations if one.pk == actor.organization_id), None),
        # Asked for by whole pages only: a part of a page, or a refusal within one, counts nothing.
        "menu": SimpleLazyObject(lambda: menu_for(actor, crisis, request.path)),
        "tabs": SimpleLazyObject(lambda: tabs_for(actor, crisis, request.path)),
        "idle_seconds": settings.QIAO_IDLE_SECONDS,
        "paste_url": address("intake:paste", crisis.slug) if crisis and actor.may("report.receive") else "",
    }
