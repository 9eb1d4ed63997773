"""Kits: what they hold, put together in a store, taken apart again."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError
from qiao.intake.clock import judged_at, judged_on
from qiao.registry.models import Crisis, Item
from qiao.relief import actions, kit_queries
from qiao.relief.kit_forms import AssembleForm, DismantleForm, KitForm
from qiao.relief.models import Kit, StockAccount
from qiao.relief.queries import SHOWN
from qiao.relief.views.loaders import get_crisis
from qiao.relief.views.plans import language
from qiao.relief.views.stores import UNPROCESSABLE, done, get_part_for_coordinator, go_back


def get_kit_for_operator(pk: uuid.UUID) -> Kit:
    """Return a kit of the active organisation."""
    found: Kit = get_object_or_404(Kit.objects.select_related("item"), pk=pk)
    return found


@requires("kit.read")
@require_GET
def kit_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the kits, how many each store makes, and what was assembled."""
    return _list(request, get_crisis(slug), KitForm())


@requires("kit.save")
@require_POST
def kit_save(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a kit holds."""
    crisis, form = get_crisis(slug), KitForm(request.POST)
    if not form.is_valid():
        return _list(request, crisis, form, status=UNPROCESSABLE)
    try:
        actions.save_kit(actor_of(request), form.cleaned_data["item"], form.components, at=timezone.now())
    except QiaoError as error:
        form.add_error(None, error.message(language()))
        return _list(request, crisis, form, status=UNPROCESSABLE)
    messages.success(request, _("已登记，一套里装什么以此为准。"))
    return redirect("relief:kit_list", slug)


def _list(request: HttpRequest, crisis: Crisis, form: KitForm, *, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "crisis": crisis,
        "rows": kit_queries.kit_rows(crisis, judged_on(crisis)),
        "made": kit_queries.kit_lots(crisis),
        "accounts": [one for one in SHOWN if one != StockAccount.IN_KITS],
        "form": form if actor.may("kit.save") else None,
        "may_assemble": actor.may("kit.assemble"),
        "items": Item.objects.order_by("name"),
    }
    return render(request, "relief/kit_list.html", context, status=status)


@requires("kit.assemble")
@require_POST
def kit_assemble(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Put kits together."""
    crisis, kit = get_crisis(slug), get_kit_for_operator(pk)
    form = AssembleForm(request.POST, crisis=crisis)
    done(
        request,
        form,
        lambda: actions.assemble_kits(
            actor_of(request), kit, crisis, at=judged_at(crisis), **form.cleaned_data
        ),
        said=_("已组装，成套的货是一个新批次。"),
    )
    return redirect("relief:kit_list", slug)


@requires("kit.dismantle")
@require_POST
def part_dismantle(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take kits apart."""
    part, form, actor = get_part_for_coordinator(pk), DismantleForm(request.POST), actor_of(request)

    def act() -> None:
        actions.dismantle_kits(actor, part, kits=form.cleaned_data["quantity"], at=timezone.now())

    done(request, form, act, said=_("已拆开，里面的货回到原来的批次。"))
    return go_back(request, part)
