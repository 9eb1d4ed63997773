"""Tellings: taking one out again, where two were not the same after all."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.intake.actions import part_for_good
from qiao.intake.models import Need, Telling
from qiao.intake.views.answering import go


@requires("telling.undo")
@require_POST
def undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a telling out: what was joined stands as before, another becomes a record of its own."""
    found = get_object_or_404(Telling.objects.select_related("need", "offer", "report"), pk=pk)
    made = part_for_good(actor_of(request), found, now=timezone.now())
    messages.success(request, _("已拆开：这条讲述单独成为一条记录。"))
    kind = "need" if isinstance(made, Need) else "offer"
    return go(request, reverse(f"intake:{kind}", args=(made.pk,)))
