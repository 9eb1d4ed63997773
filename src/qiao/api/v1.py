"""The operations of the API, version 1. Each names its right; the answer names each field."""

import uuid
from datetime import UTC, date, timedelta
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Body, Query, Router
from ninja.responses import Status
from pydantic import StringConstraints

from qiao.accounts.guard import actor_of
from qiao.accounts.roles import Actor
from qiao.api import schemas, shown, trace
from qiao.api.doors import door, x_qiao
from qiao.api.paging import CURSOR, MOST, USUAL, page
from qiao.api.problems import ClockAheadError, ReferenceUnknownError
from qiao.exceptions import ReportConflictError
from qiao.intake import actions
from qiao.intake.actions.receive import Message
from qiao.intake.models import Need, Offer, Report
from qiao.registry.gazetteer import Candidate, Gazetteer, Level, PlaceRow, national_gazetteer
from qiao.registry.models import Crisis, Place
from qiao.registry.queries import crises, place_by_code
from qiao.trail.checks import checkpoint

router = Router()

LEEWAY = timedelta(minutes=10)
"""How far a sender's clock may be ahead of ours."""

Limit = Annotated[int, Query(USUAL, ge=1, le=MOST, description="每页条数 / records a page")]
Cursor = Annotated[
    Annotated[str, StringConstraints(pattern=CURSOR)],
    Query("", description="上一页给的 next / `next` of the page before"),
]
Slug = Annotated[
    Annotated[str, StringConstraints(pattern=schemas.NO_NUL, max_length=40)],
    Query("", description="突发事件短名 / slug of a crisis"),
]
Prefix = Annotated[
    Annotated[str, StringConstraints(pattern=r"^[0-9]{0,6}$")],
    Query("", description="地点代码前几位，如 4211 / leading digits of the place code"),
]
NeedState = Literal["", "NEW", "OPEN", "MET", "EXPIRED", "REJECTED", "WITHDRAWN", "MERGED"]
OfferState = Literal["", "NEW", "OPEN", "SPENT", "EXPIRED", "WITHDRAWN"]

READING = dict.fromkeys((400, 401, 403, 404, 405, 422, 500, 503), schemas.Problem)
WRITING = READING | dict.fromkeys((409, 410, 413, 415), schemas.Problem)
PUBLIC = dict.fromkeys((400, 405, 422, 500, 503), schemas.Problem)


@router.post(
    "reports",
    response={201: schemas.ReportOut, 200: schemas.ReportOut, **WRITING},
    openapi_extra=x_qiao("report.receive"),
    operation_id="receive_report",
    summary="提交一线信息 / Send a report",
    tags=["reports"],
)
@door("report.receive")
def receive_report(
    request: HttpRequest, sent: Annotated[schemas.ReportIn, Body()]
) -> Status[schemas.ReportOut]:
    """201 新收到，200 同一份再次收到，409 同一编号换了内容 / 201 new, 200 the same again, 409 another content."""
    understood = take_in_report(actor_of(request), sent)
    return Status(201 if understood.is_new else 200, shown.report(understood.report))


def take_in_report(actor: Actor, sent: schemas.ReportIn) -> actions.Understood:
    """Take in what was sent; raise FieldError or a refusal of the house where it cannot be."""
    crisis = crisis_of(sent.crisis, "body.crisis")
    now = timezone.now()
    if sent.received_at is not None and sent.received_at > now + LEEWAY:
        raise ClockAheadError("body.received_at")
    understood = actions.take_in(
        actor,
        Message(sent.text, sent.contact, channel="api"),
        id=sent.instance_id,
        crisis=crisis,
        source=Report.Source.API,
        received_at=(sent.received_at or now).astimezone(UTC),
        place=place_of(sent.place, "body.place"),
    )
    if not understood.is_new:
        _check_same(understood.report, sent)
    return understood


def _check_same(report: Report, sent: schemas.ReportIn) -> None:
    place = report.place.code if report.place else None
    other_time = sent.received_at is not None and sent.received_at != report.received_at
    if other_time or (place, report.crisis.slug) != (sent.place, sent.crisis):
        raise ReportConflictError(id=str(report.pk))


def place_of(code: str | None, field: str) -> Place | None:
    """Return the place of a code; refuse a code that none has, naming the field."""
    if code is None:
        return None
    found = place_by_code(code)
    if found is None:
        raise ReferenceUnknownError(field, "place_unknown")
    return found


def crisis_of(slug: str, field: str) -> Crisis:
    """Return the crisis of a short name; refuse one that is none, naming the field."""
    found = Crisis.objects.filter(slug=slug).first()
    if found is None:
        raise ReferenceUnknownError(field, "crisis_unknown")
    return found


def _one(rows: Any, pk: uuid.UUID) -> Any:
    """Return the record of the active organisation; a foreign one is as missing as a missing one."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def one_of(model: type[Need] | type[Offer], pk: uuid.UUID) -> Any:
    """Return a need or an offer of the active organisation with what its answer shows."""
    return _one(model.objects.select_related(*shown.VOICE_TABLES), pk)


@router.get(
    "reports/{uuid:id}",
    response={200: schemas.ReportOut, **READING},
    openapi_extra=x_qiao("report.read"),
    operation_id="read_report",
    summary="看一条一线信息（脱敏）/ Read a report, masked",
    tags=["reports"],
)
@door("report.read")
def read_report(request: HttpRequest, id: uuid.UUID) -> schemas.ReportOut:  # noqa: A002, ARG001
    return shown.report(_one(Report.objects.select_related("masked", "place", "crisis"), id))


@router.get(
    "needs",
    response={200: schemas.NeedPage, **READING},
    openapi_extra=x_qiao("need.read"),
    operation_id="list_needs",
    summary="需求列表 / List needs",
    tags=["needs"],
)
@door("need.read")
def list_needs(
    request: HttpRequest,  # noqa: ARG001
    *,
    crisis: Slug,
    state: NeedState = "",
    place: Prefix,
    cursor: Cursor,
    limit: Limit,
) -> schemas.NeedPage:
    rows = _chosen(Need.objects.select_related(*shown.VOICE_TABLES), crisis, state, place)
    found, following = page(rows, cursor=cursor, limit=limit)
    return schemas.NeedPage(items=[shown.need(one) for one in found], next=following)


def _chosen(rows: Any, crisis: str, state: str, place: str) -> Any:
    if crisis:
        rows = rows.filter(crisis=crisis_of(crisis, "query.crisis"))
    if state:
        rows = rows.filter(state=state)
    return rows.filter(place__code__startswith=place) if place else rows


@router.get(
    "needs/{uuid:id}",
    response={200: schemas.NeedOut, **READING},
    openapi_extra=x_qiao("need.read"),
    operation_id="read_need",
    summary="看一条需求 / Read a need",
    tags=["needs"],
)
@door("need.read")
def read_need(request: HttpRequest, id: uuid.UUID) -> schemas.NeedOut:  # noqa: A002, ARG001
    return shown.need(one_of(Need, id))


@router.get(
    "offers",
    response={200: schemas.OfferPage, **READING},
    openapi_extra=x_qiao("offer.read"),
    operation_id="list_offers",
    summary="资源列表 / List offers",
    tags=["offers"],
)
@door("offer.read")
def list_offers(
    request: HttpRequest,  # noqa: ARG001
    *,
    crisis: Slug,
    state: OfferState = "",
    place: Prefix,
    cursor: Cursor,
    limit: Limit,
) -> schemas.OfferPage:
    rows = _chosen(Offer.objects.select_related(*shown.OFFER_TABLES), crisis, state, place)
    found, following = page(rows, cursor=cursor, limit=limit)
    return schemas.OfferPage(items=[shown.offer(one) for one in found], next=following)


@router.get(
    "offers/{uuid:id}",
    response={200: schemas.OfferOut, **READING},
    openapi_extra=x_qiao("offer.read"),
    operation_id="read_offer",
    summary="看一条资源 / Read an offer",
    tags=["offers"],
)
@door("offer.read")
def read_offer(request: HttpRequest, id: uuid.UUID) -> schemas.OfferOut:  # noqa: A002, ARG001
    return shown.offer(one_of(Offer, id))


@router.get(
    "places",
    response={200: schemas.PlaceList, **PUBLIC},
    auth=None,
    openapi_extra=x_qiao("place.read"),
    operation_id="find_places",
    summary="查行政区划 / Look places up",
    tags=["places"],
)
@door("place.read", is_public=True)
def find_places(
    request: HttpRequest,  # noqa: ARG001
    *,
    code: Annotated[str, Query("", max_length=12, pattern=schemas.NO_NUL)],
    name: Annotated[str, Query("", max_length=60, pattern=schemas.NO_NUL)],
    prefix: Annotated[str, Query("", pattern=r"^([0-9]{2,6})?$")],
    context: Annotated[
        list[Annotated[str, StringConstraints(pattern=schemas.NO_NUL)]], Query([], max_length=8)
    ],
    on: Annotated[schemas.Day | None, Query(None)],
) -> schemas.PlaceList:
    """按 code、name（可加 context 上级地名）、prefix 查，都给就都要符合，都不给为各省 / by any of them; none: the provinces."""
    tree = national_gazetteer()
    found = _places(tree, code, name, prefix, context, on)
    return schemas.PlaceList(items=[shown.place(row, tree, how) for row, how in found])


def _places(
    tree: Gazetteer, code: str, name: str, prefix: str, context: list[str], on: date | None
) -> list[tuple[PlaceRow, Candidate | None]]:
    coded = tree.by_code(code, on) if code else None
    found: list[tuple[PlaceRow, Candidate | None]] = []
    if name:
        found = [(one.place, one) for one in tree.by_name(name, context=context, on=on)]
    elif code:
        found = [(coded, None)] if coded else []
    else:
        found = [(row, None) for row in tree.by_prefix(prefix, on) if prefix or row.level is Level.PROVINCE]
    return [(row, how) for row, how in found if row.code.startswith(prefix) and (not code or row == coded)]


@router.get(
    "crises",
    response={200: schemas.CrisisList, **READING},
    openapi_extra=x_qiao("registry.read"),
    operation_id="list_crises",
    summary="突发事件列表 / List crises",
    tags=["crises"],
)
@door("registry.read")
def list_crises(request: HttpRequest) -> schemas.CrisisList:  # noqa: ARG001
    return schemas.CrisisList(items=[shown.crisis(one) for one in crises()])


Kind = Literal[
    "report", "need", "offer", "match", "delivery", "receipt", "evidence", "proposal", "outcome", "case_study"
]


@router.get(
    "trace/{kind}/{uuid:id}",
    response={200: schemas.TraceOut, **READING},
    openapi_extra=x_qiao("trace.read"),
    operation_id="trace",
    summary="沿链条前后追踪 / Walk the chain both ways",
    tags=["trace"],
)
@door("trace.read")
def trace_record(
    request: HttpRequest,  # noqa: ARG001
    kind: Kind,
    id: uuid.UUID,  # noqa: A002
) -> schemas.TraceOut:
    """只给编号；内容到各自的地址凭各自的权限读 / ids only; content is read at each record's own address."""
    _one(trace.model_of(kind).objects, id)
    return schemas.TraceOut(
        kind=kind,
        id=id,
        back=[_link(one) for one in trace.walk_back(kind, id)],
        ahead=[_link(one) for one in trace.walk_ahead(kind, id)],
    )


def _link(reach: trace.Reach) -> schemas.LinkOut:
    link = reach.link
    return schemas.LinkOut(kind=link.key, zh=link.zh, en=link.en, ids=list(reach.ids), is_cut=reach.is_cut)


@router.get(
    "checkpoint",
    response={200: schemas.CheckpointOut, **PUBLIC},
    auth=None,
    openapi_extra=x_qiao("checkpoint.read"),
    operation_id="read_checkpoint",
    summary="流转记录的校验点 / Checkpoint of the trail",
    tags=["trail"],
)
@door("checkpoint.read", is_public=True)
def read_checkpoint(request: HttpRequest) -> schemas.CheckpointOut:  # noqa: ARG001
    """存到系统之外，verify --against 可发现尾部缺失 / kept outside, it lets verify see a tail cut off."""
    point = checkpoint(timezone.now())
    return schemas.CheckpointOut(entries=point.entries, head=point.head, at=point.at)
