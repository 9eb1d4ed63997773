"""Many reports in one request: a verdict for each, and all or none where the sender wants it so."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Body, Router
from pydantic import ValidationError

from qiao.accounts.guard import actor_of
from qiao.accounts.roles import Actor
from qiao.api import schemas
from qiao.api.doors import door, x_qiao
from qiao.api.problems import SENTENCES, RefusalError, refusal_in_words, wrong_fields
from qiao.api.v1 import WRITING, take_in_report
from qiao.exceptions import QiaoError
from qiao.trail.chain import together

router = Router()

Verdict = Literal["RECEIVED", "REPEATED", "REFUSED"]


@router.post(
    "reports/batch",
    response={200: schemas.BatchOut, **WRITING},
    openapi_extra=x_qiao("report.receive"),
    operation_id="receive_reports",
    summary="一次提交多条一线信息 / Send many reports",
    tags=["reports"],
)
@door("report.receive")
def receive_reports(request: HttpRequest, sent: Annotated[schemas.BatchIn, Body()]) -> schemas.BatchOut:
    """逐行给出结论；ALL 时有一行不能收就全不收 / a verdict a row; with ALL, one refused row keeps all out, with its status."""
    actor = actor_of(request)
    with together():
        rows = [_judge(actor, number, row) for number, row in enumerate(sent.rows, start=1)]
        refused = [row for row in rows if row.verdict == "REFUSED"]
        if refused and sent.mode == "ALL":
            said = [one.model_dump(mode="json") for one in refused]
            raise RefusalError("rows_refused", status=refused[0].status, count=len(refused), rows=said)
    return schemas.BatchOut(
        received=sum(row.verdict == "RECEIVED" for row in rows),
        repeated=sum(row.verdict == "REPEATED" for row in rows),
        refused=len(refused),
        rows=rows,
    )


def _judge(actor: Actor, number: int, row: Any) -> schemas.RowOut:
    """Take in one row under a savepoint of its own, so that one refused row undoes nothing of the others."""
    try:
        with together():
            understood = take_in_report(actor, schemas.ReportIn.model_validate(row))
    except ValidationError as error:
        loose = [{"loc": ("rows", number, *one["loc"]), "type": one["type"]} for one in error.errors()]
        return _refused(number, row, wrong_fields(loose))
    except RefusalError as error:
        return _refused(number, row, error)
    except QiaoError as error:
        said = error.message(get_language() or "zh")
        return schemas.RowOut(
            row=number,
            instance_id=_id_of(row),
            verdict="REFUSED",
            status=error.status,
            code=error.code,
            detail=said,
        )
    verdict: Verdict = "RECEIVED" if understood.is_new else "REPEATED"
    status = 201 if understood.is_new else 200
    return schemas.RowOut(row=number, instance_id=str(understood.report.pk), verdict=verdict, status=status)


def _refused(number: int, row: Any, error: RefusalError) -> schemas.RowOut:
    detail, found = refusal_in_words(error)
    fields = [schemas.FieldOut(**one) for one in found]
    return schemas.RowOut(
        row=number,
        instance_id=_id_of(row),
        verdict="REFUSED",
        status=SENTENCES[error.code][0],
        code=error.code,
        detail=detail,
        fields=fields,
    )


def _id_of(row: Any) -> str:
    """Return the id a row came with, as it was written."""
    return str(row.get("instance_id", ""))[:40] if isinstance(row, dict) else ""
