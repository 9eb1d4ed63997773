"""Files of reports: the copy of a photograph, and the original for a reason."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import RightMissingError
from qiao.intake.actions import copy_of, reveal_attachment
from qiao.intake.attachments import COPY_TYPE, ENDING
from qiao.intake.forms import RevealForm
from qiao.intake.models import Attachment
from qiao.intake.views.answering import INVALID


def get_attachment_for_reader(request: HttpRequest, pk: uuid.UUID) -> Attachment:
    """Return an attachment of the active organisation whose report can still be read."""
    if not actor_of(request).may("report.read"):
        raise RightMissingError(verb="report.read")
    found = get_object_or_404(Attachment.objects.select_related("report__key"), pk=pk)
    if found.report.is_erased:
        raise Http404
    return found


def _file(content: bytes, media_type: str, name: str, *, inline: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@requires("report.read")
@require_safe
def copy(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the copy of a photograph."""
    found = get_attachment_for_reader(request, pk)
    content = copy_of(found)
    if content is None:
        raise Http404
    return _file(content, COPY_TYPE, f"{found.pk.hex[:8]}.jpg", inline=True)


@requires("attachment.reveal")
@require_POST
def reveal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand over the original. Who took it, when and why is in the trail."""
    found = get_attachment_for_reader(request, pk)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return render(
            request,
            "intake/attachment_reveal.html",
            {
                "report": found.report,
                "crisis": found.report.crisis,
                "attachments": [found],
                "reveal_form": form,
            },
            status=INVALID,
        )
    _name, content = reveal_attachment(actor_of(request), found, reason=form.reason)
    return _file(content, found.media_type, f"{found.pk.hex[:8]}.{ENDING[found.media_type]}", inline=False)
