"""Plans for programs: what was proposed, line by line with its reason, who goes without, how near the best it is."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router

from qiao.api import schemas, shown
from qiao.api.doors import door, x_qiao
from qiao.api.paging import page
from qiao.api.v1 import READING, Cursor, Limit, Slug, crisis_of
from qiao.relief.models import Plan
from qiao.relief.queries import plans, shares_of, unmet_of

router = Router()


def _plan(pk: uuid.UUID) -> Plan:
    """Return a plan of the active organisation; a foreign one is as missing as a missing one."""
    found = plans().select_related("crisis").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _reads(answer: Any, operation: str, summary: str) -> dict[str, Any]:
    """Return what is common to the operations that read plans; their right is that of the page."""
    return {
        "response": {200: answer, **READING},
        "openapi_extra": x_qiao("plan.read"),
        "operation_id": operation,
        "summary": summary,
        "tags": ["plans"],
    }


@router.get("plans", **_reads(schemas.PlanPage, "list_plans", "分配方案列表 / List plans"))
@door("plan.read")
def list_plans(
    request: HttpRequest,  # noqa: ARG001
    *,
    crisis: Slug,
    cursor: Cursor,
    limit: Limit,
) -> schemas.PlanPage:
    """不带明细；逐行的另读 / without their lines, which are read by themselves."""
    rows = plans(crisis_of(crisis, "query.crisis") if crisis else None).select_related("crisis")
    found, following = page(rows, cursor=cursor, limit=limit)
    return schemas.PlanPage(items=[schemas.PlanHead(**shown.plan_head(one)) for one in found], next=following)


@router.get("plans/{uuid:id}", **_reads(schemas.PlanOut, "read_plan", "看分配方案 / Read a plan"))
@door("plan.read")
def read_plan(request: HttpRequest, id: uuid.UUID) -> schemas.PlanOut:  # noqa: A002, ARG001
    """全部明细在一个答复里 / every line in one answer."""
    return shown.plan(_plan(id))


@router.get(
    "plans/{uuid:id}/shares", **_reads(schemas.SharePage, "list_shares", "方案的分配明细 / Lines of a plan")
)
@door("plan.read")
def list_shares(
    request: HttpRequest,  # noqa: ARG001
    id: uuid.UUID,  # noqa: A002
    *,
    cursor: Cursor,
    limit: Limit,
) -> schemas.SharePage:
    found, following = page(shares_of(_plan(id)), cursor=cursor, limit=limit)
    return schemas.SharePage(items=[shown.share(one) for one in found], next=following)


@router.get(
    "plans/{uuid:id}/unmet", **_reads(schemas.UnmetPage, "list_unmet", "方案里谁没有得到 / Who goes without")
)
@door("plan.read")
def list_unmet(
    request: HttpRequest,  # noqa: ARG001
    id: uuid.UUID,  # noqa: A002
    *,
    cursor: Cursor,
    limit: Limit,
) -> schemas.UnmetPage:
    found, following = page(unmet_of(_plan(id)), cursor=cursor, limit=limit)
    return schemas.UnmetPage(items=[shown.unmet(one) for one in found], next=following)
