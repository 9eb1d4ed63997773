"""The addresses of the API, of exports, and of the liveness check."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from qiao.api import open_views, openrosa, views
from qiao.api.health import healthz
from qiao.api.problems import RefusalError, not_found, refused
from qiao.api.runs import views as runs
from qiao.api.site import api

app_name = "api"
Answering = Callable[..., Any]


def opened(view: Answering) -> Answering:
    """Let the API's own doors decide, not the pages' sign-in; and answer a wrong method as a problem."""

    @login_not_required
    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = view(request, *args, **kwargs)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or "Allow" not in response:
            return response
        allowed = response["Allow"]
        said = refused(RefusalError("method_not_allowed", method=request.method, allowed=allowed))
        said["Allow"] = allowed
        return said

    return answer


def _operations() -> list[URLPattern]:
    patterns = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
    for pattern in patterns:
        pattern.callback = opened(pattern.callback)
    return patterns


under_api = [
    path("openapi.json", opened(views.openapi), name="openapi"),
    path("docs", opened(views.docs), name="docs"),
    *_operations(),
    re_path(r"", opened(not_found)),
]

TELEPHONE = (
    ("formList", openrosa.form_list, "list"),
    ("forms/<uuid:pk>.xml", openrosa.form, "form"),
    ("forms/<uuid:pk>/manifest", openrosa.manifest, "manifest"),
    ("media/<uuid:pk>", openrosa.media, "media"),
    ("forms/<uuid:pk>/lists/<str:name>", openrosa.list_file, "list_file"),
    ("submission", openrosa.submission, "submission"),
)
"""Addresses of OpenRosa, under the collector's code or with it in the header."""

telephone = [
    *(path(f"v1/key/<str:token>/{end}", view, name=f"openrosa_{name}") for end, view, name in TELEPHONE),
    *(path(f"v1/{end}", view, name=f"openrosa_{name}_bare") for end, view, name in TELEPHONE),
    path("formList", openrosa.form_list),
    path("submission", openrosa.submission),
]

urlpatterns = [
    *telephone,
    path("healthz", healthz, name="healthz"),
    path("api/", include(under_api)),
    path("exports/", views.export_list, name="export_list"),
    path("exports/<uuid:pk>/", views.export_progress, name="export"),
    path("exports/<uuid:pk>/file", views.export_file, name="export_file"),
    path("batch/", runs.batch_list, name="batch_list"),
    path("batch/new/", runs.batch_new, name="batch_new"),
    path("batch/history.<str:form>", runs.batch_history, name="batch_history"),
    path("batch/<uuid:pk>/", runs.batch_run, name="batch_run"),
    path("batch/<uuid:pk>/cancel/", runs.batch_cancel, name="batch_cancel"),
    path("b/<str:code>/data/", open_views.open_data, name="open_data"),
    path("b/<str:code>/data/<slug:table>.<str:form>", open_views.newest_file, name="open_newest"),
    path("b/<str:code>/data/all/<slug:table>.<str:form>", open_views.all_file, name="open_all"),
    path("b/<str:code>/<int:number>/data/<slug:table>.<str:form>", open_views.issue_file, name="open_issue"),
]
