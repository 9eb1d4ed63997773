"""Feeds of public warnings: add one, see how each goes, end one."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.intake.actions.warning_feeds import add_feed, end_feed
from qiao.intake.forms.warnings import FeedForm
from qiao.intake.models import WarningFeed
from qiao.intake.views.answering import INVALID
from qiao.intake.words.warning_feeds import feed_error
from qiao.trail.channels.message import SendError


def get_feed(pk: uuid.UUID) -> WarningFeed:
    """Return a feed of the active organisation that is still asked."""
    return get_object_or_404(WarningFeed, pk=pk, ended_at__isnull=True)


@requires("warning_feed.add")
@require_http_methods(["GET", "POST"])
def feed_list(request: HttpRequest) -> HttpResponse:
    """Show the feeds with how each went last, and add one."""
    form = FeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_feed(actor_of(request), at=timezone.now(), **form.cleaned_data)
        except SendError as error:
            form.add_error("url", feed_error(error.code))
        except ValidationError as error:
            form.add_error("url", error.messages[0])
        else:
            messages.success(request, _("已添加，一分钟内第一次去收。"))
            return redirect("intake:warning_feeds")
    now = timezone.now()
    rows = [
        (one, feed_error(one.error), one.is_late(now))
        for one in WarningFeed.objects.filter(ended_at__isnull=True)
    ]
    status = INVALID if form.errors else 200
    return render(request, "intake/warning_feeds.html", {"form": form, "rows": rows}, status=status)


@requires("warning_feed.end")
@require_POST
def feed_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End a feed."""
    end_feed(actor_of(request), get_feed(pk), at=timezone.now())
    messages.success(request, _("已停用。收过的预警都在。"))
    return redirect("intake:warning_feeds")
