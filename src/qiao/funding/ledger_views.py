"""Deciding on entries: approve, send back, take back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError, RightMissingError
from qiao.funding import actions
from qiao.funding.ledger_forms import DecideForm
from qiao.registry.models import Crisis


@requires("funding.read")
@require_POST
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Do with the ticked entries what was asked; each act asks for its own right."""
    get_object_or_404(Crisis, slug=slug)
    form = DecideForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            for error in errors:
                messages.error(request, str(error))
        return _back(slug)
    try:
        messages.success(request, _done(request, form))
    except RightMissingError:
        raise
    except QiaoError as error:
        messages.error(request, error.message(get_language() or "zh-hans"))
    return _back(slug)


def _done(request: HttpRequest, form: DecideForm) -> str:
    actor, entries = actor_of(request), list(form.cleaned_data["entries"])
    reason, today, now = form.cleaned_data["reason"].strip(), timezone.localdate(), timezone.now()
    if form.cleaned_data["act"] == "approve":
        actions.approve_entries(actor, entries, now=now, note=reason)
        said = ngettext("已审核通过 %(n)d 笔。", "已审核通过 %(n)d 笔。", len(entries))
        return said % {"n": len(entries)}
    if form.cleaned_data["act"] == "reject":
        actions.reject_entry(actor, entries[0], note=reason, now=now, on=today)
        return _("已退回第 %(number)d 号，并冲出余额。") % {"number": entries[0].number}
    made = actions.reverse_entry(actor, entries[0], reason=reason, on=today)
    return _("已用第 %(made)d 号冲销第 %(number)d 号，等另一人审核。") % {
        "made": made.number,
        "number": entries[0].number,
    }


def _back(slug: str) -> HttpResponse:
    answer = redirect("funding:ledger", slug)
    answer["Location"] += "#books"
    return answer
