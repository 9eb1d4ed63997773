"""Errors as application/problem+json (RFC 9457): what happened, and what to do, in the reader's language."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from qiao.accounts.guard import public_page
from qiao.exceptions import QiaoError

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
BUSY_SECONDS = 60
MOST_FIELDS = 20
"""How many wrong fields one answer names."""

TITLES: dict[int, tuple[str, str]] = {
    400: ("请求读不懂", "The request cannot be read"),
    401: ("需要登录或令牌", "Sign in or send a token"),
    403: ("没有权限", "Not allowed"),
    404: ("没有找到", "Not found"),
    405: ("不支持这种请求方法", "Method not allowed"),
    409: ("与已有内容冲突", "Conflict with what is there"),
    410: ("已删除", "Gone"),
    413: ("内容太大", "Too large"),
    415: ("内容类型不对", "Unsupported content type"),
    422: ("内容有误", "Something is wrong in what was sent"),
    429: ("太频繁", "Too many tries"),
    500: ("服务器出错", "Server error"),
    503: ("暂时不可用", "Unavailable for the moment"),
}

SENTENCES: dict[str, tuple[int, str, str]] = {
    "malformed_json": (
        400,
        "请求体不是有效的 JSON：{reason}。请改正后再发。",
        "The body is not valid JSON: {reason}. Correct it and send it again.",
    ),
    "bad_request": (
        400,
        "地址里有空字符（NUL），没有这样的地址。请去掉再试。",
        "The address holds a NUL character; no address does. Take it out and try again.",
    ),
    "unauthorized": (
        401,
        "请带上有效的令牌（Authorization: Bearer …），或先登录。",
        "Send a valid token (Authorization: Bearer …), or sign in first.",
    ),
    "csrf_failed": (
        403,
        "安全校验未通过。用登录会话写入时，请在 X-CSRFToken 里带上页面给的值；程序请改用令牌。",
        "The CSRF check failed. With a session, send the page's value in X-CSRFToken; programs use a token.",
    ),
    "https_only": (
        403,
        "这个地址只用 HTTPS。刚才发的（令牌、内容）经过了没有加密的网络：请换掉令牌，改用 https:// 再发。",
        "This address is for HTTPS alone. What you sent crossed the network in the clear: change the token, use https://.",
    ),
    "not_found": (
        404,
        "没有这条记录或地址，或它不属于您的组织。请核对编号。",
        "There is no such record or address, or it is not your organisation's. Check the id.",
    ),
    "reference_unknown": (
        404,
        "{field} 指的东西这里没有，见 details.fields；改正后再发，什么都还没有保存。",
        "What {field} names is not here, see details.fields; correct it and send again. Nothing was saved.",
    ),
    "method_not_allowed": (
        405,
        "这个地址不支持 {method}。可用：{allowed}。",
        "This address does not take {method}. It takes: {allowed}.",
    ),
    "clock_ahead": (
        409,
        "{field} 晚于现在，见 details.fields；请核对时钟再发，什么都还没有保存。",
        "{field} lies in the future, see details.fields; check the clock and send again. Nothing was saved.",
    ),
    "too_large": (
        413,
        "内容超过 {limit} 字节。请分几次提交。",
        "The body is over {limit} bytes. Send it in parts.",
    ),
    "not_json": (
        415,
        "请把 Content-Type 设为 application/json，编码用 UTF-8。",
        "Set Content-Type to application/json, in UTF-8.",
    ),
    "not_xml": (
        415,
        "请把 Content-Type 设为 application/cap+xml 或 application/xml，正文就是预警的 XML。",
        "Set Content-Type to application/cap+xml or application/xml; the body is the warning's XML.",
    ),
    "invalid_input": (
        422,
        "有 {count} 处不对，见 details.fields；改正后再发，什么都还没有保存。",
        "{count} fields are wrong, see details.fields; correct them and send again. Nothing was saved.",
    ),
    "rows_refused": (
        422,
        "有 {count} 行不能收，因此一行都没有保存，见 details.rows；改正后整批再发。",
        "{count} rows were refused, so none was saved, see details.rows; correct them and send the whole again.",
    ),
    "internal": (
        500,
        "服务器出错，什么都没有做一半。请稍后再试；仍不行请告诉管理员时间。",
        "Something failed on our side; nothing was half done. Try again later, or tell the administrator when it happened.",
    ),
    "storage_unavailable": (
        503,
        "数据库暂时连不上或写不进，内容没有保存。请 {seconds} 秒后原样再发，不会重复。",
        "The database cannot be reached or written; nothing was saved. Send the same again in {seconds} seconds; it will not be doubled.",
    ),
}

REMEDIES: dict[str, tuple[str, str]] = {
    "missing": ("缺少这一项，请填写", "is missing; fill it in"),
    "extra_forbidden": ("没有这一项，请去掉", "is not a field here; leave it out"),
    "string_type": ("应为文字", "must be text"),
    "string_too_short": ("太短", "is too short"),
    "string_too_long": ("太长", "is too long"),
    "string_unicode": ("含有无效字符", "holds invalid characters"),
    "string_pattern_mismatch": ("格式不对", "has the wrong form"),
    "int_parsing": ("应为整数", "must be a whole number"),
    "int_type": ("应为整数", "must be a whole number"),
    "bool_type": ("应为是或否", "must be true or false"),
    "greater_than_equal": ("太小", "is too small"),
    "less_than_equal": ("太大", "is too large"),
    "uuid_parsing": ("应为 UUID", "must be a UUID"),
    "uuid_type": ("应为 UUID", "must be a UUID"),
    "literal_error": ("不在可选值之内", "is not one of the allowed values"),
    "enum": ("不在可选值之内", "is not one of the allowed values"),
    "timezone_aware": ("时间要带时区，例如 2020-02-01T08:00:00+08:00", "needs a time zone, such as +08:00"),
    "moment": (
        "应为带时区的时间，例如 2020-02-01T08:00:00+08:00",
        "must be a moment with zone, such as 2020-02-01T08:00:00+08:00",
    ),
    "in_future": ("不能晚于现在", "must not lie in the future"),
    "nul": ("含有空字符（NUL），请去掉", "holds a NUL character; take it out"),
    "crisis_unknown": ("没有这个突发事件，见 /api/crises", "is no crisis known here, see /api/crises"),
    "place_unknown": ("没有这个行政区划代码，见 /api/places", "is no code of a place, see /api/places"),
    "exact_with_max": (
        "EXACT 只有 value，没有 max；两头都有用 RANGE",
        "EXACT has a value and no max; with both it is RANGE",
    ),
    "need_or_offer": ("need、offer 二选一", "or offer: send exactly one"),
    "organization_unknown": (
        "名录里没有这个单位，请写名录里的全称",
        "is not in the registry; write the name as it stands there",
    ),
    "standard_unknown": (
        "标准表里没有这一个，请照表里的写法，例如 GB 2626",
        "is not in the table of standards; write it as there, such as GB 2626",
    ),
    "day": ("应为日期，例如 2020-02-01", "must be a day, such as 2020-02-01"),
    "model_attributes_type": ("应为对象", "must be an object"),
    "dict_type": ("应为对象", "must be an object"),
}
ANYTHING_ELSE = ("不是这里能用的值", "is not a value that fits here")


class RefusalError(Exception):
    """A refusal of the API itself. `code` is a key of SENTENCES."""

    def __init__(self, code: str, **details: Any) -> None:
        self.code = code
        self.details = details
        super().__init__(code)


class FieldError(RefusalError):
    """One field is wrong; `remedy` is a key of REMEDIES."""

    def __init__(self, field: str, remedy: str) -> None:
        super().__init__("invalid_input", count=1, fields=[(field, remedy)])


class ReferenceUnknownError(RefusalError):
    """One field is well written and names what is not here (404, as JSON:API has it)."""

    def __init__(self, field: str, remedy: str) -> None:
        super().__init__("reference_unknown", field=field, fields=[(field, remedy)])


class ClockAheadError(RefusalError):
    """One field is well written and lies in the future: the sender's clock and ours do not agree."""

    def __init__(self, field: str) -> None:
        super().__init__("clock_ahead", field=field, fields=[(field, "in_future")])


def in_english() -> bool:
    """Say whether the reader asked for English."""
    return (get_language() or "").startswith("en")


def said(pair: tuple[str, str]) -> str:
    """Return the sentence of (Chinese, English) for the reader."""
    return pair[1] if in_english() else pair[0]


def problem(status: int, code: str, detail: str, details: Mapping[str, Any] | None = None) -> HttpResponse:
    """Return the answer to a refused request."""
    content = {
        "type": f"/api/docs#{code}",
        "title": said(TITLES.get(status, (HTTPStatus(status).phrase,) * 2)),
        "status": status,
        "detail": detail,
        "code": code,
        "details": dict(details or {}),
    }
    body = json.dumps(content, ensure_ascii=False, default=str)
    response = HttpResponse(body, status=status, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def refusal_in_words(error: RefusalError) -> tuple[str, list[dict[str, str]]]:
    """Return the sentence of a refusal and its wrong fields, for an answer that carries several."""
    _status, zh, en = SENTENCES[error.code]
    fields = [_field(path, remedy) for path, remedy in error.details.get("fields", [])]
    return said((zh, en)).format(**error.details), fields


def refused(error: RefusalError) -> HttpResponse:
    """Return the problem of one of the API's own refusals."""
    status, zh, en = SENTENCES[error.code]
    details = dict(error.details)
    status = details.pop("status", status)
    detail = said((zh, en)).format(**details)
    if "fields" in details:
        details = {"fields": [_field(path, remedy) for path, remedy in details["fields"]]}
    response = problem(status, error.code, detail, details)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="qiao"'
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def refused_by_house(error: QiaoError) -> HttpResponse:
    """Return the problem of a refusal of the house."""
    language = "en" if in_english() else "zh"
    response = problem(error.status, error.code, error.message(language), error.details)
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        response["Retry-After"] = str(BUSY_SECONDS)
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE and "seconds" in error.details:
        response["Retry-After"] = str(error.details["seconds"])
    return response


def wrong_fields(errors: Sequence[Mapping[str, Any]]) -> RefusalError:
    """Return the refusal that names each wrong field by its path, with what to do."""
    fields = [(path_of(one["loc"]), str(one["type"])) for one in errors[:MOST_FIELDS]]
    return RefusalError("invalid_input", count=len(errors), fields=fields)


def path_of(location: Sequence[str | int]) -> str:
    """Return the path of a field as its sender wrote it: body.text, query.limit."""
    source, *rest = location
    inner = rest[1:] if source == "body" and rest and rest[0] == "sent" else rest
    return ".".join(str(part) for part in (source, *inner))


def _field(path: str, remedy: str) -> dict[str, str]:
    return {"field": path, "code": remedy, "remedy": said(REMEDIES.get(remedy, ANYTHING_ELSE))}


@public_page
def not_found(_request: HttpRequest, /, **_kwargs: object) -> HttpResponse:
    """Answer every unknown address under /api/."""
    return refused(RefusalError("not_found"))
