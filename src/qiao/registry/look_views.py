"""Pages of names that look alike."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.exceptions import LineAlreadyDecidedError, LookAlikeOwnError, MergeRefusedError
from qiao.registry.contact_forms import LookForm
from qiao.registry.look_actions import decide_look
from qiao.registry.looks import Flag, open_looks
from qiao.registry.models import LookAlike

ROWS = 20
INVALID = 422


@requires("registry.read")
@require_GET
def look_list(request: HttpRequest) -> HttpResponse:
    """Show the pairs of names that wait for a person."""
    return _list(request)


@requires("look_alike.decide")
@require_POST
def look_decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down what somebody found out about a pair."""
    look = get_object_or_404(LookAlike.objects.select_related("one", "other"), pk=pk)
    form = LookForm(request.POST)
    if not form.is_valid():
        return _list(request, failed=pk, form=form, status=INVALID)
    try:
        decide_look(actor_of(request), look, now=timezone.now(), **form.cleaned_data)
    except (LineAlreadyDecidedError, LookAlikeOwnError, MergeRefusedError) as error:
        messages.warning(request, error.message(get_language() or "zh-hans"))
    else:
        messages.success(request, _("已记下：%(state)s。") % {"state": _(look.get_state_display())})
    return redirect("registry:look_list")


def _list(
    request: HttpRequest,
    *,
    failed: uuid.UUID | None = None,
    form: LookForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    page = page_of(request, open_looks().order_by("-found_at", "pk"), ROWS)
    rows = [
        {
            "flag": Flag(look, look.other),
            "is_own": actor.organization_id in {look.one_id, look.other_id},
            "form": form if form and look.pk == failed else LookForm(auto_id=f"{str(look.pk)[:8]}_%s"),
        }
        for look in page
    ]
    context = {"page": page, "rows": rows, "may_decide": actor.may("look_alike.decide")}
    return render(request, "registry/look_list.html", context, status=status)
