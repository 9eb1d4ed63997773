"""The active organisation: who acts in a request, and which organisation's records queries may see."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django_scopes import scope

from qiao.accounts.roles import Actor
from qiao.registry.queries import actor_for

SESSION_KEY = "organization"


class ActiveOrganization:
    """Set `request.actor` and open the scope of its organisation. Without one, scoped queries fail."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = Actor.public()  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return self.get_response(request)
        actor = actor_for(request.user, request.session.get(SESSION_KEY))
        request.actor = actor  # type: ignore[attr-defined]
        if actor.organization_id is None:
            return self.get_response(request)
        with scope(organization=actor.organization_id):
            return self.get_response(request)
