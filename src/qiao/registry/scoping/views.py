"""The page on which an organisation's scope and places are written down."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.roles import Actor
from qiao.engines.scope import read_scope
from qiao.exceptions import RightMissingError
from qiao.registry.models import Organization
from qiao.registry.scoping.actions import write_scope
from qiao.registry.scoping.forms import ScopeForm, kind_names

INVALID = 422


def get_organization_for_writer(actor: Actor, pk: uuid.UUID) -> Organization:
    """Return one's own organisation, or one that does not work here."""
    found = get_object_or_404(Organization.objects.select_related("business_scope"), pk=pk)
    if found.runs_qiao and found.pk != actor.organization_id:
        raise RightMissingError(verb="scope.write")
    return found


@requires("scope.write")
@require_http_methods(["GET", "POST"])
def scope_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write the scope; what its words seem to mean is proposed and a person confirms."""
    actor, today = actor_of(request), timezone.localdate()
    found = get_organization_for_writer(actor, pk)
    scope = getattr(found, "business_scope", None)
    form = ScopeForm(request.POST) if request.method == "POST" else ScopeForm(initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        write_scope(
            actor, found, text=facts["text"], kinds=facts["kinds"], places=facts["places"], today=today
        )
        messages.success(request, _("已登记业务范围和服务地域。"))
        return redirect("registry:organization", pk)
    names = dict(kind_names())
    context = {
        "organization_shown": found,
        "form": form,
        "read": [(names[one.kind], one.words) for one in read_scope(scope.text)] if scope else [],
    }
    return render(request, "registry/scope.html", context, status=INVALID if form.is_bound else 200)


def _initial(organization: Organization) -> dict[str, object]:
    scope = getattr(organization, "business_scope", None)
    today = timezone.localdate()
    areas = [
        one.place.full_name
        for one in organization.service_areas.select_related("place__parent__parent")
        if one.until is None or one.until > today
    ]
    return {
        "text": scope.text if scope else "",
        "kinds": scope.categories if scope else [],
        "places": "、".join(areas),
    }
