"""Every address of Qiao: first what programs ask, most often by far; then desk by desk in the order of the chain."""

from django.urls import URLPattern, URLResolver, include, path

from qiao.pages.views import set_language
from qiao.project.metrics.views import metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("qiao.api.urls")),
    path("metrics", metrics, name="metrics"),
    path("i18n/setlang/", set_language, name="set_language"),
    path("accounts/2fa/", include("qiao.pages.factors.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("qiao.trail.urls")),
    path("", include("qiao.registry.urls")),
    path("", include("qiao.intake.urls")),
    path("", include("qiao.relief.urls")),
    path("", include("qiao.volunteering.urls")),
    path("", include("qiao.care.urls")),
    path("", include("qiao.funding.urls")),
    path("", include("qiao.quality.urls")),
    path("", include("qiao.gaps.urls")),
    path("", include("qiao.preparing.urls")),
    path("", include("qiao.exchange.urls")),
    path("", include("qiao.advocacy.urls")),
    path("", include("qiao.casebook.urls")),
    path("", include("qiao.pages.urls")),
]

handler400 = "qiao.pages.views.bad_request"
handler403 = "qiao.pages.views.denied"
handler404 = "qiao.pages.views.not_found"
handler500 = "qiao.api.health.server_error"
