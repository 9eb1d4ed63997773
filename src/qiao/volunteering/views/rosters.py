"""The page of the roster: drawn, looked at line by line, taken over by a person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.registry.models import Crisis
from qiao.volunteering import actions, queries
from qiao.volunteering.models import Shift
from qiao.volunteering.rostering import DAYS, draw_roster
from qiao.volunteering.views.shifts import language


@requires("roster.draw")
@require_GET
def roster(request: HttpRequest, slug: str) -> HttpResponse:
    """Draw a roster for the days to come and show it; nothing is kept until a person takes lines over."""
    crisis = get_object_or_404(Crisis, slug=slug)
    drawn = draw_roster(crisis, now=timezone.now())
    return render(request, "volunteering/roster.html", {"crisis": crisis, "drawn": drawn, "days": DAYS})


@requires("roster.draw")
@require_POST
def roster_take(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the ticked lines over."""
    crisis = get_object_or_404(Crisis, slug=slug)
    people = {str(one.pk): one for one in queries.rostered()}
    shifts = {str(one.pk): one for one in Shift.objects.filter(activity__crisis=crisis)}
    lines = []
    for told in request.POST.getlist("line"):
        shift, _sign, person = told.partition(":")
        if shift in shifts and person in people:
            lines.append((people[person], shifts[shift]))
    done = actions.take_over(actor_of(request), lines, at=timezone.now())
    if done.made:
        messages.success(request, _("已安排 %(n)s 人次。") % {"n": len(done.made)})
    for who, where, error in done.refused:
        messages.error(request, f"{who.name} · {where.activity.title}：{error.message(language())}")
    if not lines:
        messages.error(request, _("没有勾选任何一行。"))
    return redirect("volunteering:shift_list", slug)
