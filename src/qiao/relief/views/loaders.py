"""Load with the right: what is named here is found only inside the reader's own organisation."""

import uuid
from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from qiao.accounts import paging
from qiao.accounts.paging import LongPage
from qiao.intake.models import Need
from qiao.registry.models import Crisis
from qiao.relief.models import Convoy, Delivery, Lot, Match, Plan, Share, Shipment

M = TypeVar("M", bound=Model)
ROWS = 50
"""How many rows a page of a list shows."""


def get_crisis(slug: str) -> Crisis:
    """Return the crisis with this short name. Crises are common to all; their records are not."""
    return get_object_or_404(Crisis, slug=slug)


def get_plan_for_reader(pk: uuid.UUID) -> Plan:
    """Return a plan of the active organisation."""
    found: Plan = get_object_or_404(Plan.objects.select_related("crisis", "made_by"), pk=pk)
    return found


def get_share_for_coordinator(pk: uuid.UUID) -> Share:
    """Return a line of one of the active organisation's plans. Lines carry no organisation themselves."""
    lines = Share.objects.filter(plan__in=Plan.objects.values("pk"))
    return get_object_or_404(
        lines.select_related(
            "plan__crisis",
            "need__item",
            "need__place",
            "need__party",
            "offer__item",
            "offer__place",
            "offer__party",
            "part__lot",
            "part__store__place",
            "part__serves_as",
        ),
        pk=pk,
    )


def get_match_for_reader(pk: uuid.UUID) -> Match:
    """Return a match of the active organisation."""
    found: Match = get_object_or_404(
        Match.objects.select_related(
            "crisis",
            "need__item",
            "need__place",
            "need__party",
            "offer__item",
            "offer__place",
            "offer__party",
            "lot",
            "confirmed_by",
            "share__plan",
        ),
        pk=pk,
    )
    return found


def get_delivery_for_reader(pk: uuid.UUID) -> Delivery:
    """Return a delivery of the active organisation."""
    found: Delivery = get_object_or_404(
        Delivery.objects.select_related(
            "organization",
            "shipment",
            "match__crisis",
            "match__lot",
            "match__need__item",
            "match__need__place",
            "match__need__party",
            "match__offer__item",
            "match__offer__place",
            "match__offer__party",
        ),
        pk=pk,
    )
    return found


def get_lot_for_reader(pk: uuid.UUID) -> Lot:
    """Return a lot of the active organisation with its balances."""
    found: Lot = get_object_or_404(
        Lot.objects.select_related(
            "offer__crisis", "offer__item", "offer__party", "offer__place"
        ).prefetch_related("balances"),
        pk=pk,
    )
    return found


def get_need_for_coordinator(pk: uuid.UUID) -> Need:
    """Return a need of the active organisation."""
    found: Need = get_object_or_404(
        Need.objects.select_related("crisis", "item", "place", "party", "report"), pk=pk
    )
    return found


def page_of(request: HttpRequest, rows: Any) -> LongPage:
    """Return the page of a list that the address asks for; the nearest one where it asks for none that exists."""
    return paging.page_of(request, rows, ROWS)


def shipment_or_404(pk: uuid.UUID) -> Shipment:
    """Return a shipment of the active organisation."""
    found: Shipment = get_object_or_404(Shipment.objects.select_related("organization", "convoy"), pk=pk)
    return found


def convoy_or_404(pk: uuid.UUID) -> Convoy:
    """Return lorries of the active organisation that were sent together."""
    found: Convoy = get_object_or_404(Convoy.objects.select_related("crisis", "roads", "organization"), pk=pk)
    return found
