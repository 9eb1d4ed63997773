"""Who carries how much, and who should rest; notes from one person to another."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.models import User
from qiao.exceptions import QiaoError
from qiao.intake.keeping import kept, kept_since
from qiao.intake.reporter.code_door import said
from qiao.registry.fields import Legible
from qiao.registry.models import Crisis
from qiao.volunteering import actions, queries
from qiao.volunteering.models import HandOverNote
from qiao.volunteering.words import TIRED

INVALID = 422
SHOWN_NOTES = 20


class NoteForm(Legible):
    """To whom, and what is left open."""

    prefix = "note"
    meant_for = forms.ModelChoiceField(
        queryset=User.objects.none(), label=_lazy("交给哪位同事"), empty_label=_lazy("请选择")
    )
    text = forms.CharField(
        label=_lazy("交代什么"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("哪几件没办完、到哪一步、下一步做什么。不写姓名和电话，写编号。"),
    )


@requires("load.read")
@require_GET
def load_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the hours of volunteers, the open work of colleagues, and the notes between them."""
    return _page(request, get_object_or_404(Crisis, slug=slug))


@requires("handover_note.write")
@require_POST
def note_write(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave a note to a colleague."""
    crisis, actor = get_object_or_404(Crisis, slug=slug), actor_of(request)
    form = _form(request, request.POST)
    if not form.is_valid():
        return _page(request, crisis, form=form)
    told = form.cleaned_data
    try:
        actions.write_note(
            actor, crisis, meant_for=told["meant_for"].pk, text=told["text"], at=timezone.now()
        )
    except QiaoError as error:
        form.add_error("text", said(error))
        return _page(request, crisis, form=form)
    messages.success(request, _("已交给对方，看到、接手的时间会显示在这里。"))
    return redirect("volunteering:load", slug)


@requires("handover_note.take")
@require_POST
def note_take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take over what a note speaks of."""
    note = get_object_or_404(HandOverNote, pk=pk)
    try:
        actions.take_note(actor_of(request), note, at=timezone.now())
    except QiaoError as error:
        messages.error(request, said(error))
    else:
        messages.success(request, _("已接手。"))
    return redirect("volunteering:mine")


def _form(request: HttpRequest, data: Any = None) -> NoteForm:
    actor, form = actor_of(request), NoteForm(data)
    people = queries.colleagues(actor.acts_for, but=actor.user_id, on=timezone.localdate())
    form.fields["meant_for"].queryset = people  # type: ignore[attr-defined]
    return form


def _page(request: HttpRequest, crisis: Crisis, *, form: NoteForm | None = None) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    context = {
        "crisis": crisis,
        "served": [
            (one, [TIRED[code] for code in one.load.reasons]) for one in queries.volunteers_load(now=now)
        ],
        "hands": kept(queries.colleagues_load_now, crisis),
        "kept_since": kept_since(crisis),
        "notes": queries.notes_between(crisis)[:SHOWN_NOTES],
        "note_form": form or _form(request),
        "may_write": actor.may("handover_note.write"),
    }
    return render(request, "volunteering/load.html", context, status=INVALID if form else 200)
