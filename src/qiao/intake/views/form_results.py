"""What filled forms changed at other records, and what waits for a person: both sides shown, applied or put aside."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.intake import actions, queries
from qiao.intake.models import FormResult
from qiao.intake.views.answering import get_crisis, page_of
from qiao.intake.words.form_results import reason_text, said_lines


@requires("form.read")
@require_GET
def result_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what waits first, then what was entered or put aside."""
    crisis = get_crisis(slug)
    page = page_of(request, queries.form_results(crisis))
    context = {
        "crisis": crisis,
        "page": page,
        "rows": [
            (one, said_lines(one.before), said_lines(one.after), reason_text(one.reason)) for one in page
        ],
    }
    return render(request, "intake/form_result_list.html", context)


@requires("filled.decide")
@require_POST
def result_decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let a waiting line land over what changed meanwhile, or put it aside."""
    found = get_object_or_404(FormResult.objects.select_related("filled__version__form__crisis"), pk=pk)
    is_applied = request.POST.get("apply") == "1"
    decided = actions.decide_result(actor_of(request), found, apply=is_applied, decided_at=timezone.now())
    if decided.state == FormResult.State.WAITING:
        messages.warning(request, reason_text(decided.reason))
    else:
        said = _("已按表上所填登记。") if is_applied else _("已搁置，表单和原件都留着。")
        messages.success(request, said)
    return redirect("intake:form_result_list", found.filled.version.form.crisis.slug)
