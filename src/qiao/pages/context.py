"""What the shell of every page shows: the crisis at hand, the menu, and who is acting."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from qiao.accounts.guard import actor_of
from qiao.accounts.roles import Actor


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of the base template."""
    actor = actor_of(request) if hasattr(request, "actor") else Actor.public()
    return {"actor": actor, "is_demo": settings.QIAO_DEMO}
