"""Recording what became of a proposal."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.advocacy import actions
from qiao.advocacy.forms import OutcomeForm
from qiao.advocacy.views.page import get_proposal_for_reader, page_of


@requires("outcome.record")
@require_POST
def outcome_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record what became of an item, or of the whole."""
    here = get_proposal_for_reader(pk)
    form = OutcomeForm(request.POST, proposal=here)
    if not form.is_valid():
        return page_of(request, here, status=422, outcome_form=form)
    actions.record_outcome(actor_of(request), here, **form.cleaned_data)
    messages.success(request, _("已登记结果。"))
    return redirect("advocacy:proposal", pk)
