"""The OpenAPI document turned into what the docs page shows."""

from collections.abc import Mapping
from typing import Any

from qiao.api.problems import SENTENCES, in_english

Json = Mapping[str, Any]


def explained(schema: Json) -> dict[str, Any]:
    """Return the context of the docs page: operations, their parameters and answers, and the errors."""
    named = schema["components"]["schemas"]
    return {
        "title": schema["info"]["title"],
        "version": schema["info"]["version"],
        "operations": [
            _operation(path, method, one, named)
            for path, methods in schema["paths"].items()
            for method, one in methods.items()
        ],
        "problems": [
            {"code": code, "status": status, "sentence": en if in_english() else zh}
            for code, (status, zh, en) in SENTENCES.items()
        ],
    }


def _said(text: str) -> str:
    """Return the reader's half of "中文 / English"; a text in one language stays whole."""
    zh, _, en = text.partition("/ ")
    return (en if in_english() and en else zh).strip()


def _operation(path: str, method: str, one: Json, named: Json) -> dict[str, Any]:
    body = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return {
        "id": one["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": _said(one["summary"]),
        "description": _said(one.get("description", "")),
        "right": ".".join((one["x-qiao"]["resource"], one["x-qiao"]["action"])),
        "scope": one["x-qiao"]["scope"],
        "needs_sign_in": bool(one.get("security")),
        "parameters": [_parameter(row) for row in one.get("parameters", [])],
        "body": _fields(body, named) if body else [],
        "answers": [
            {"status": status, "fields": _fields(_schema_of(row), named) if int(status) < 400 else []}  # noqa: PLR2004
            for status, row in one["responses"].items()
        ],
    }


def _schema_of(answer: Json) -> Json:
    schema: Json = {}
    for content in answer.get("content", {}).values():
        schema = content.get("schema", {})
    return schema


def _parameter(row: Json) -> dict[str, Any]:
    schema = row["schema"]
    return {
        "name": row["name"],
        "where": row["in"],
        "kind": _kind(schema),
        "is_required": row["required"],
        "note": _said(row.get("description", "")),
    }


def _fields(schema: Json, named: Json) -> list[dict[str, Any]]:
    wanted = named.get(str(schema.get("$ref", "")).rpartition("/")[2], schema)
    required = wanted.get("required", [])
    return [
        {
            "name": name,
            "kind": _kind(one),
            "is_required": name in required,
            "note": _said(one.get("description", "")),
        }
        for name, one in wanted.get("properties", {}).items()
    ]


def _kind(schema: Json) -> str:
    """Return the kind of a value in few words: string (uuid), NeedOut[], integer 1–200."""
    if "anyOf" in schema:
        return " | ".join(_kind(one) for one in schema["anyOf"])
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if schema.get("type") == "array":
        return f"{_kind(schema.get('items', {}))}[]"
    if "enum" in schema:
        return " · ".join(str(one) for one in schema["enum"] if one != "")
    bounds = f" {schema['minimum']}–{schema['maximum']}" if {"minimum", "maximum"} <= set(schema) else ""
    form = f" ({schema['format']})" if "format" in schema else ""
    return f"{schema.get('type', 'object')}{form}{bounds}"
