"""What the views share: loading with the right, and answering browsers and htmx alike."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from qiao.accounts import paging
from qiao.accounts.guard import actor_of
from qiao.accounts.paging import LongPage
from qiao.exceptions import RightMissingError
from qiao.intake.models import Need, Offer, Report
from qiao.intake.words.voices import voice_words
from qiao.registry.models import Crisis, Item

ROWS_A_PAGE = 50
INVALID = 422
SHOWN_HELD = 5


def wants_fragment(request: HttpRequest) -> bool:
    """Say whether htmx asks for a part of the page; going back in history it asks for the whole."""
    return bool(request.htmx) and not request.htmx.history_restore_request  # type: ignore[attr-defined]


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Lead on after a deed, in a way that htmx understands too."""
    return HttpResponseClientRedirect(url) if wants_fragment(request) else redirect(url)


def say_undone(request: HttpRequest, withdrawn: int, held: Sequence[Any], kept: str) -> None:
    """Say what was taken back, and name what was not; *kept* has places for count and names."""
    said = _("已撤销：%(count)d 条需求和资源已撤回，原文都在。可以恢复。")
    messages.success(request, said % {"count": withdrawn})
    if held:
        names = _("、").join(f"{one.who} {voice_words(one)}".strip() for one in held[:SHOWN_HELD])
        messages.warning(request, kept % {"count": len(held), "names": names})


def refuse(request: HttpRequest, page: str, fragment: str, context: Mapping[str, Any]) -> HttpResponse:
    """Show a form again with its errors: alone to htmx, in its page otherwise."""
    template = fragment if wants_fragment(request) else page
    return render(request, template, dict(context), status=INVALID)


def page_of(request: HttpRequest, rows: Any) -> LongPage:
    """Return the asked page of a list, the last one where there are fewer."""
    return paging.page_of(request, rows, ROWS_A_PAGE)


def asked(form: forms.Form) -> dict[str, Any]:
    """Return the valid part of a filter; what is not understood filters nothing."""
    form.is_valid()
    return form.cleaned_data


def known_items() -> QuerySet[Item]:
    """Return the catalogue for the suggestions of a form."""
    return Item.objects.only("name", "name_en")


def get_crisis(slug: str) -> Crisis:
    """Return the crisis of the address, or 404."""
    return get_object_or_404(Crisis, slug=slug)


def get_report_for_reader(request: HttpRequest, pk: uuid.UUID) -> Report:
    """Return a report of the active organisation, for who may read reports."""
    if not actor_of(request).may("report.read"):
        raise RightMissingError(verb="report.read")
    return get_object_or_404(
        Report.objects.select_related("crisis", "masked", "key", "place", "received_by"), pk=pk
    )


def get_need_for_reader(request: HttpRequest, pk: uuid.UUID) -> Need:
    """Return a need of the active organisation, for who may read needs."""
    if not actor_of(request).may("need.read"):
        raise RightMissingError(verb="need.read")
    rows = Need.objects.select_related(
        "crisis", "item", "place__parent", "party", "report__masked", "merged_into"
    )
    return get_object_or_404(rows, pk=pk)


def get_offer_for_reader(request: HttpRequest, pk: uuid.UUID) -> Offer:
    """Return an offer of the active organisation, for who may read offers."""
    if not actor_of(request).may("offer.read"):
        raise RightMissingError(verb="offer.read")
    together = (
        "crisis",
        "item",
        "place__parent",
        "party",
        "report__masked",
        "earmark_recipient",
        "earmark_place",
    )
    return get_object_or_404(Offer.objects.select_related(*together), pk=pk)
