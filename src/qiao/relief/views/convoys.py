"""Several lorries at once: goods shared among them, moved by hand, sent together, printed, called off."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import QiaoError
from qiao.registry.models import Crisis
from qiao.relief import actions, queries
from qiao.relief.carriers import Doubt
from qiao.relief.fleet import BY_HAND, MOST_DROPS, Fleet, ranked, where_they_lie
from qiao.relief.loadings import MOST_LORRIES, FleetPlan, Loading, Origin
from qiao.relief.lorry_forms import CancelForm, LorryForm, MeasureForm, next_slot
from qiao.relief.measures import measures_of
from qiao.relief.models import Match
from qiao.relief.roads import newest_roads, table_of
from qiao.relief.serving import asks_reason, drifts_of, keep_reason
from qiao.relief.views.loaders import convoy_or_404, get_crisis, shipment_or_404
from qiao.relief.views.plans import language
from qiao.relief.views.shipments import ids_among, is_held_up, trip_doubts
from qiao.relief.words import STAYS

UNPROCESSABLE = 422
FIRST_LORRIES = 2
LONGEST_SLOT = 2
"""Digits of the number of a trip."""


@dataclass
class Loadings:
    """The page as it was filled in: goods, lorries, weights, and what a person moved."""

    crisis: Crisis
    data: QueryDict
    is_posted: bool
    doubts: dict[int, list[Doubt]] = field(default_factory=dict)

    @property
    def press(self) -> str:
        """Return the button that was pressed."""
        return self.data.get("do", "") if self.is_posted else ""

    @cached_property
    def held(self) -> QuerySet[Match]:
        return queries.matches(self.crisis).filter(state=Match.State.HELD).order_by("confirmed_at")

    @cached_property
    def chosen(self) -> list[Match]:
        """Return the goods that shall go, as many as are shared at once."""
        if "all" in self.data:
            return list(self.held[:MOST_DROPS])
        ids = ids_among(self.data.getlist("match"), most=MOST_DROPS)
        return list(self.held.filter(pk__in=ids))

    @cached_property
    def number(self) -> int:
        """Return how many lorries there are; a button adds one, or takes the last away."""
        told = self.data.get("lorries", "")
        known = int(told) if told.isdecimal() and len(told) == 1 else FIRST_LORRIES
        step = {"add": 1, "fewer": -1}.get(self.press, 0)
        return min(MOST_LORRIES, max(1, known + step))

    @cached_property
    def lorries(self) -> list[LorryForm]:
        """Return the form of each lorry; one that was just added is empty."""
        initial = {"leaves_at": next_slot(timezone.now())}
        forms = []
        for number in range(1, self.number + 1):
            is_told = self.is_posted and f"l{number}-leaves_at" in self.data
            forms.append(LorryForm(self.data if is_told else None, number=number, initial=initial))
        return forms

    @cached_property
    def measures(self) -> list[MeasureForm]:
        """Return a form for each lot that is chosen, filled with what is known of it."""
        lots = {one.lot_id: one.lot for one in self.chosen}
        known = measures_of(lots.values())
        told = self.data if self.is_posted else None
        return [
            MeasureForm(told if told and f"w{pk.hex}-pieces" in told else None, lot=lot, known=known[pk])
            for pk, lot in lots.items()
        ]

    @cached_property
    def lying(self) -> dict[uuid.UUID, Origin]:
        return where_they_lie(self.chosen)

    @cached_property
    def origins(self) -> list[tuple[Origin, int]]:
        return ranked(self.lying.values())

    @cached_property
    def origin(self) -> Origin:
        """Return where the lorries are loaded: as chosen, else where most of the goods lie."""
        told = self.data.get("origin", "")
        return next((one for one, _n in self.origins if one.key == told), self.origins[0][0])

    @property
    def is_sound(self) -> bool:
        """Say whether all that was typed is understood."""
        typed = [one for one in (*self.lorries, *self.measures) if one.is_bound]
        return all(one.is_valid() for one in typed) and all(one.is_bound for one in self.lorries)

    def new_measures(self) -> list[actions.Measured]:
        """Return what was told of weights and is not kept yet."""
        told = [one.told for one in self.measures if one.is_bound]
        return [one for one in told if one is not None]

    def plan(self) -> FleetPlan:
        """Return the sharing of the engine; after a person moved drops, theirs."""
        kept = newest_roads(self.crisis)
        fleet = Fleet(
            self.chosen,
            [one.entered for one in self.lorries],
            self.origin,
            lying=self.lying,
            table=table_of(kept) if kept else None,
        )
        if self.press == "share":
            return fleet.share()
        assignment: dict[uuid.UUID, int] = {}
        why: dict[uuid.UUID, str] = {}
        orders: dict[int, list[uuid.UUID]] = {}
        for match in sorted(self.chosen, key=lambda one: self._turn(one.pk)):
            told = self.data.get(f"on-{match.pk}", "")
            assignment[match.pk] = int(told) if told.isdecimal() and len(told) <= LONGEST_SLOT else 0
            code = self.data.get(f"why-{match.pk}", "")
            why[match.pk] = code if code in STAYS else BY_HAND if told else "NEW"
            orders.setdefault(assignment[match.pk], []).append(match.pk)
        return fleet.reckon(assignment, why, orders)

    def _turn(self, pk: uuid.UUID) -> int:
        """Return the place of a match in the order that was shown."""
        told = self.data.get(f"turn-{pk}", "")
        return int(told) if told.isdecimal() and len(told) <= len(str(MOST_DROPS)) else MOST_DROPS


@requires("convoy.send")
@require_http_methods(["GET", "POST"])
def convoy_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose goods and lorries, see how they are shared, move drops, and send all lorries at once."""
    is_posted = request.method == "POST"
    page = Loadings(get_crisis(slug), request.POST if is_posted else request.GET, is_posted)
    if page.press not in {"share", "move", "send"}:
        return _page(request, page, None)
    if not page.chosen:
        messages.error(request, _("先勾选要装车的物资。"))
        return _page(request, page, None)
    if not page.is_sound:
        return _page(request, page, None)
    if told := page.new_measures():
        actions.save_measures(actor_of(request), told, told_at=timezone.now())
        del page.measures
        page.measures = [MeasureForm(lot=one.lot, known=one.known) for one in page.measures]
    plan = page.plan()
    if page.press == "send":
        sent = _send(request, page, plan)
        if sent is not None:
            return sent
    return _page(request, page, plan)


def _send(request: HttpRequest, page: Loadings, plan: FleetPlan) -> HttpResponse | None:
    """Send the lorries as they are shown; None where something speaks against it."""
    forms = {one.number: one for one in page.lorries}
    for one in plan.going:
        found = _doubts(page.crisis, one, forms[one.vehicle.number])
        if found:
            page.doubts[one.vehicle.slot] = found
    if is_held_up(request, [each for found in page.doubts.values() for each in found]):
        return None
    strayed = drifts_of(page.crisis, [each for one in plan.going for each in one.matches])
    loaded = [
        actions.Loaded(
            forms[one.vehicle.number].trip(
                one, tuple(doubt.code for doubt in page.doubts.get(one.vehicle.slot, ()))
            ),
            one.matches,
            None if one.km is None else round(one.km),
        )
        for one in plan.going
    ]
    try:
        made = actions.send_convoy(
            actor_of(request),
            page.crisis,
            loaded,
            sent_at=timezone.now(),
            origin=page.origin.name,
            roads=newest_roads(page.crisis),
        )
    except QiaoError as error:
        messages.error(request, error.message(language()))
        return None
    keep_reason(actor_of(request), strayed, request.POST.get("scope_reason", ""))
    messages.success(request, _("%(n)d 趟车已一起发出，请打印单子。") % {"n": len(loaded)})
    return redirect("relief:convoy", made.pk)


def _doubts(crisis: Crisis, loading: Loading, form: LorryForm) -> list[Doubt]:
    """Return what speaks against sending a lorry as it is loaded."""
    found = trip_doubts(crisis, loading.matches, form, hours=loading.hours, leaves=loading.vehicle.leaves_at)
    if loading.is_unsure:
        found.append(Doubt("LOAD_UNKNOWN", _("车上有的货不知道重量或体积，超没超载说不准")))
    if loading.is_after_hours:
        found.append(Doubt("AFTER_HOURS", _("送完最后一家，已过了这辆车收车的时间")))
    return found


def _page(request: HttpRequest, page: Loadings, plan: FleetPlan | None) -> HttpResponse:
    is_wrong = any(one.errors for one in (*page.lorries, *page.measures) if one.is_bound)
    context: dict[str, Any] = {
        "crisis": page.crisis,
        "held": page.held,
        "chosen": {one.pk for one in page.chosen},
        "lorries": page.lorries,
        "most_lorries": MOST_LORRIES,
        "measures": page.measures,
        "origins": page.origins,
        "origin": page.origin if page.origins else None,
        "road_list": newest_roads(page.crisis),
        "is_wrong": is_wrong,
        "asks_reason": asks_reason([each for found in page.doubts.values() for each in found]),
        "doubts": [
            (one.vehicle, page.doubts[one.vehicle.slot])
            for one in (plan.going if plan else ())
            if one.vehicle.slot in page.doubts
        ],
    }
    if plan is not None:
        context |= {
            "plan": plan,
            "rows": _rows(plan.loadings),
            "left": [(match, load, why, STAYS.get(why, why)) for match, load, why in plan.left],
            "is_over": any(one.is_over for one in plan.loadings),
            "is_elsewhere": any(stop.is_elsewhere for one in plan.loadings for stop in one.stops),
        }
    status = UNPROCESSABLE if is_wrong or page.doubts else 200
    return render(request, "relief/convoy_new.html", context, status=status)


def _rows(loadings: Sequence[Loading]) -> list[tuple[Loading, list[tuple[int, Any]]]]:
    """Return each lorry with its stops and their turns; turns go on over all lorries."""
    found, turn = [], 0
    for one in loadings:
        found.append((one, list(enumerate(one.stops, turn))))
        turn += len(one.stops)
    return found


@requires("match.read")
@require_GET
def convoy(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show lorries that were sent together: what each carries, in which order, and whether it was called off."""
    here = convoy_or_404(pk)
    rows = [(one, list(queries.stops_of(one))) for one in queries.lorries_of(here)]
    context = {
        "convoy": here,
        "crisis": here.crisis,
        "rows": rows,
        "is_going": any(one.cancelled_at is None for one, _stops in rows),
        "cancel": CancelForm() if actor_of(request).may("shipment.cancel") else None,
    }
    return render(request, "relief/convoy.html", context)


@requires("shipment.cancel")
@require_POST
def shipment_cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Call a lorry off before it leaves; its goods are held again."""
    here = shipment_or_404(pk)
    form = CancelForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明为什么取消。"))
    else:
        try:
            actions.cancel_shipment(
                actor_of(request), here, at=timezone.now(), reason=form.cleaned_data["reason"]
            )
        except QiaoError as error:
            messages.error(request, error.message(language()))
        else:
            messages.success(request, _("这辆车取消了，货仍留着，可以另装一车。"))
    if here.convoy_id is not None:
        return redirect("relief:convoy", here.convoy_id)
    return redirect("relief:shipment", here.pk)
