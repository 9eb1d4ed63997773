"""Every list, map, search and trace page, asked as a coordinator asks it: milliseconds, statements, the slowest of them."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import Any

LISTS = (
    "/e/{slug}/", "/e/{slug}/map/", "/search/?q=%E5%8F%A3%E7%BD%A9", "/search/?q=%E5%8D%AB%E7%94%9F%E9%99%A2+%E9%98%B2%E6%8A%A4%E6%9C%8D",
    "/trail/", "/trail/?verb=need.open", "/trail/?page=200",
    "/e/{slug}/inbox/", "/e/{slug}/inbox/?page=100", "/e/{slug}/queue/", "/e/{slug}/unclosed/", "/e/{slug}/lives/",
    "/e/{slug}/hearsay/", "/e/{slug}/duplicates/", "/e/{slug}/needs/", "/e/{slug}/needs/?page=100", "/e/{slug}/needs/?state=NEW",
    "/e/{slug}/offers/", "/e/{slug}/offers/waiting/", "/e/{slug}/alerts/", "/e/{slug}/imports/", "/e/{slug}/sheets/",
    "/e/{slug}/field-forms/", "/e/{slug}/hooks/", "/warnings/",
    "/e/{slug}/plans/", "/e/{slug}/deliveries/", "/e/{slug}/deliveries/?page=100", "/e/{slug}/differences/", "/e/{slug}/carriers/",
    "/e/{slug}/stock/", "/e/{slug}/stock/unfit/", "/stores/", "/e/{slug}/kits/", "/e/{slug}/bulletins/", "/e/{slug}/hindsight/",
    "/e/{slug}/quality/", "/e/{slug}/feedback/", "/complaints/",
    "/e/{slug}/gaps/", "/e/{slug}/gaps/beside/", "/e/{slug}/gaps/grid/", "/e/{slug}/gaps/tables/", "/e/{slug}/gaps/coverage/",
    "/e/{slug}/gaps/presence/", "/e/{slug}/gaps/notifications/",
    "/e/{slug}/filings/", "/e/{slug}/measures/", "/e/{slug}/bridges/", "/e/{slug}/proposals/", "/e/{slug}/cooperation/",
    "/e/{slug}/partners/", "/e/{slug}/obstacles/", "/ties/", "/networks/", "/capacity/",
    "/e/{slug}/volunteering/", "/e/{slug}/shifts/", "/people/", "/e/{slug}/load/", "/e/{slug}/calls/", "/e/{slug}/means/",
    "/e/{slug}/funding/", "/e/{slug}/funding/ledger/", "/e/{slug}/funding/campaigns/", "/e/{slug}/funding/packs/",
    "/e/{slug}/funding/grants/", "/e/{slug}/funding/cash/", "/e/{slug}/funding/gifts/", "/income/", "/readiness/",
    "/reviews/", "/cases/", "/cases/matrix/", "/cases/collections/", "/cases/requests/",
    "/registry/organizations/", "/registry/places/", "/registry/items/", "/exports/", "/notices/",
)  # fmt: skip
"""Addresses inside, as the menu leads to them, and the deep pages of the long lists."""
ASKED = 5


@dataclass(frozen=True)
class Asked:
    """What one page cost."""

    path: str
    status: int
    median_ms: float
    worst_ms: float
    cpu_ms: float
    queries: int
    slowest_ms: float
    slowest: str


def records() -> list[str]:
    """Return the pages of single records: the newest need and report, the lot with the most movements, its trace."""
    from django.db.models import Count
    from django_scopes import scopes_disabled

    from qiao.intake.models import Need, Offer
    from qiao.relief.models import Lot, Match, StockMovement

    with scopes_disabled():
        need = Need.objects.order_by("-created_at").first()
        match = Match.objects.filter(state="RECEIVED").first()
        offer = Offer.objects.filter(state="OPEN").first()
        rows = StockMovement.objects.order_by().values("lot").annotate(n=Count("pk")).order_by("-n")
        hot = Lot.objects.get(pk=rows[0]["lot"]) if rows else None
        if not (need and match and offer and hot):
            return []
        return [
            f"/needs/{need.pk}/", f"/reports/{need.report_id}/", f"/offers/{offer.pk}/",
            f"/trace/need/{match.need_id}/", f"/trace/match/{match.pk}/", f"/trace/report/{need.report_id}/",
            f"/trace/offer/{hot.offer_id}/", f"/lots/{hot.pk}/", f"/t/{hot.trace_code}/", f"/t/{match.lot.trace_code}/",
        ]  # fmt: skip


def reader(username: str) -> Any:
    """Return a client that is signed in as this person."""
    from django.test import Client

    from qiao.accounts.models import User

    client = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="zh-CN")
    user = User.objects.get(username=username)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def ask(client: Any, path: str, *, times: int = ASKED, patience_s: float = 8.0) -> Asked:
    """Ask a page once for its statements and then some times for its milliseconds; fewer where it is slow."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    spent: list[float] = []
    cpu = 0.0
    status = _once(client, path, spent)
    spent.clear()
    while len(spent) < times and sum(spent) < patience_s * 1000:
        began = time.thread_time()
        _once(client, path, spent)
        cpu += time.thread_time() - began
    with CaptureQueriesContext(connection) as held:
        client.get(path)
    slow = max(held.captured_queries, key=lambda one: float(one["time"]), default={"time": "0", "sql": ""})
    return Asked(
        path,
        status,
        statistics.median(spent),
        max(spent),
        cpu * 1000 / len(spent),
        len(held),
        float(slow["time"]) * 1000,
        slow["sql"],
    )


def _once(client: Any, path: str, spent: list[float]) -> int:
    began = time.perf_counter()
    answer = client.get(path)
    if answer.streaming:
        b"".join(answer.streaming_content)
    spent.append((time.perf_counter() - began) * 1000)
    return int(answer.status_code)


def sweep(slug: str, username: str, *, only: str = "") -> list[Asked]:
    """Ask every page; return what each cost, the slowest first."""
    client = reader(username)
    paths = [one.format(slug=slug) for one in LISTS] + records()
    found = [ask(client, path) for path in paths if only in path]
    return sorted(found, key=lambda one: -one.median_ms)
