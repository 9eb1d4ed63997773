"""Filing a proposal."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.advocacy import actions, queries
from qiao.advocacy.actions.handing import export_calendar
from qiao.advocacy.channels import channel_rules
from qiao.advocacy.forms import FilingForm
from qiao.advocacy.forms.door import FilingNoteForm
from qiao.advocacy.models import Filing
from qiao.advocacy.views.page import get_proposal_for_reader, page_of
from qiao.exceptions import EvidenceMissingError
from qiao.registry.models import Crisis


@requires("proposal.file")
@require_POST
def file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """File the proposal with the departments ticked; one that already has it is left as it was."""
    here = get_proposal_for_reader(pk)
    form = FilingForm(request.POST)
    if not form.is_valid():
        return page_of(request, here, status=422, filing_form=form)
    before = here.filings.count()
    try:
        filed = actions.file_proposal(actor_of(request), here, **form.cleaned_data)
    except EvidenceMissingError as error:
        form.add_error(None, error.message(get_language() or "zh-hans"))
        return page_of(request, here, status=422, filing_form=form)
    new = here.filings.count() - before
    if new:
        messages.success(request, _("已报送 %(n)d 个部门。") % {"n": new})
    if len(filed) > new:
        messages.info(
            request, _("有 %(n)d 个部门此前已按同一渠道报送过，没有重复登记。") % {"n": len(filed) - new}
        )
    return redirect("advocacy:proposal", pk)


def get_filing_for_keeper(pk: uuid.UUID) -> Filing:
    """Return a filing of the organisation at work."""
    one: Filing = get_object_or_404(Filing.objects.select_related("proposal__crisis", "department"), pk=pk)
    return one


@requires("proposal.note_filing")
@require_http_methods(["GET", "POST"])
def filing_note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note receipt number, office and term of a filing."""
    one = get_filing_for_keeper(pk)
    form = FilingNoteForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        actions.note_filing(actor_of(request), get_filing_for_keeper(pk), **form.cleaned_data)
        messages.success(request, _("已记下。"))
        return redirect("advocacy:proposal", one.proposal_id)
    context = {
        "crisis": one.proposal.crisis,
        "filing": one,
        "form": form,
        "rule": channel_rules().get(one.channel),
    }
    return render(request, "advocacy/filing_note.html", context, status=422 if form.errors else 200)


@requires("proposal.read")
@require_GET
def filing_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was filed by the day an answer is due, and which channels there are."""
    crisis = get_object_or_404(Crisis, slug=slug)
    rows = queries.calendar(crisis)
    context = {
        "crisis": crisis,
        "filings": rows,
        "late": sum(1 for one in rows if one.is_late),
        "rules": channel_rules().values(),
    }
    return render(request, "advocacy/filing_list.html", context)


@requires("filing.export")
@require_GET
def filing_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out the terms as a calendar that telephones and Outlook take in."""
    crisis = get_object_or_404(Crisis, slug=slug)
    content = export_calendar(actor_of(request), crisis, queries.calendar(crisis), host=request.get_host())
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="filings-{crisis.slug}.ics"'
    return answer
