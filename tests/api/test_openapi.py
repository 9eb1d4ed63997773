"""The OpenAPI is complete: every route stands in it, each with its right, its 4xx and its media types."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from qiao.accounts.rights import rights
from qiao.api.doors import OPEN_TO_ALL

CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")


@pytest.fixture
def schema(db):
    return Client().get("/api/openapi.json").json()


def routes(patterns, prefix="/"):
    """Yield every address that Django knows below the API, and the liveness check."""
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern) and (path.startswith("/api/") or path == "/healthz"):
            yield CONVERTER.sub(r"{\1}", path)


def operations(schema):
    return [
        (path, method, one) for path, methods in schema["paths"].items() for method, one in methods.items()
    ]


def test_no_route_is_left_out_and_none_is_invented(schema):
    known = set(routes(get_resolver().url_patterns)) - {
        "/api/"
    }  # what stays is the catch-all that answers 404

    assert set(schema["paths"]) == known


def test_it_is_openapi_3_1(schema):
    assert schema["openapi"].startswith("3.1")


def test_every_operation_names_a_right_that_exists(schema):
    known = set(rights()) | set(OPEN_TO_ALL)

    for path, method, one in operations(schema):
        right = one["x-qiao"]
        assert set(right) == {"resource", "action", "scope"}, (path, method)
        assert f"{right['resource']}.{right['action']}" in known, (path, method)


def test_every_operation_has_its_own_id(schema):
    ids = [one["operationId"] for _, _, one in operations(schema)]

    assert len(ids) == len(set(ids))


def test_refusals_are_documented_as_problems(schema):
    for path, _, one in operations(schema):
        refusals = {status: answer for status, answer in one["responses"].items() if status >= "400"}
        assert refusals, path
        for answer in refusals.values():
            assert list(answer.get("content", {"application/problem+json": {}})) == [
                "application/problem+json"
            ]


@pytest.mark.parametrize("status", ["200", "201", "400", "401", "403", "409", "413", "415", "422", "503"])
def test_sending_a_report_documents_every_answer_it_gives(schema, status):
    assert status in schema["paths"]["/api/reports"]["post"]["responses"]


def test_what_is_public_is_marked_so(schema):
    public = {path for path, _, one in operations(schema) if "security" not in one}

    assert public == {
        "/api/places",
        "/api/checkpoint",
        "/healthz",
        "/api/openapi.json",
        "/api/docs",
        "/api/hooks/{code}",
    }


def test_every_reference_leads_somewhere(schema):
    named = schema["components"]["schemas"]

    for reference in re.findall(r"#/components/schemas/(\w+)", str(schema)):
        assert reference in named


def test_pages_for_people_are_listed_with_their_rights(schema):
    listed = {one["path"]: one["right"] for one in schema["x-qiao-pages"]}

    assert listed["/exports/"] == "export.make"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_docs_page_explains_every_operation_without_a_script(schema, language):
    answer = Client().get("/api/docs", headers={"accept-language": language})
    text = answer.content.decode()

    assert all(path in text for path in schema["paths"])
    assert "style=" not in text
    assert re.search(r"<script(?![^>]*src=)", text) is None
