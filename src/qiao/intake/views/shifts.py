"""The people at the desk: who carries how much, the hand-over of a shift, the card of the role."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import HandOverEmptyError
from qiao.intake.actions.shifts import take_over, write_hand_over
from qiao.intake.forms.shifts import HandOverForm
from qiao.intake.models import HandOver
from qiao.intake.queries.people import carried, hand_overs, promised_by
from qiao.intake.views.answering import INVALID, get_crisis, go
from qiao.intake.words.shifts import TIRED


@requires("desk.people")
@require_GET
def desk_people(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how much everybody at the desk carries, those who should rest first."""
    rows = [(one, [TIRED[code] for code in one.load.reasons]) for one in carried(now=timezone.now())]
    return render(request, "intake/desk_people.html", {"crisis": get_crisis(slug), "rows": rows})


@requires("handover.write")
@require_http_methods(["GET", "POST"])
def handover(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what shifts left to each other, and leave a note."""
    crisis, actor, now = get_crisis(slug), actor_of(request), timezone.now()
    form = HandOverForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            try:
                write_hand_over(actor, crisis, text=form.cleaned_data["text"], now=now)
            except HandOverEmptyError as error:
                form.add_error("text", error.message(request.LANGUAGE_CODE))
            else:
                messages.success(request, _("已交班，接班的人打开核实台就看到。辛苦了。"))
                return go(request, reverse("intake:handover", args=(slug,)))
    context = {
        "crisis": crisis,
        "form": form,
        "notes": hand_overs(crisis),
        "promised": promised_by(crisis, actor.user_id, now=now),
        "user_id": actor.user_id,
    }
    return render(request, "intake/handover.html", context, status=status)


@requires("handover.read")
@require_POST
def handover_read(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a shift over."""
    note = get_object_or_404(HandOver.objects.select_related("crisis"), pk=pk)
    take_over(actor_of(request), note, now=timezone.now())
    messages.success(request, _("已接班。"))
    return go(request, reverse("intake:queue", args=(note.crisis.slug,)))


@requires("turn.take")
@require_GET
def role_card(request: HttpRequest, slug: str) -> HttpResponse:
    """Show on one page, to be printed, what somebody at the desk does and does not do."""
    return render(request, "intake/role_card.html", {"crisis": get_crisis(slug)})
