"""Addresses of the case book."""

from django.urls import path

from qiao.casebook import comparing_views, edition_views, importing_views, means_views, views

app_name = "casebook"
urlpatterns = [
    path("e/<slug:slug>/means/", means_views.statement, name="means"),
    path("e/<slug:slug>/means/pdf/", means_views.statement_pdf, name="means_pdf"),
    path("cases/", views.case_list, name="case_list"),
    path("cases/matrix/", views.matrix, name="matrix"),
    path("books/<uuid:pk>/", edition_views.book, name="book"),
    path("books/<uuid:pk>/issue/", edition_views.edition_issue, name="edition_issue"),
    path("books/<uuid:pk>/comparison/", comparing_views.comparison, name="comparison"),
    path("books/<uuid:pk>/comparison/coding/", comparing_views.coding, name="coding"),
    path("books/<uuid:pk>/comparison/ruling/", comparing_views.ruling, name="ruling"),
    path("books/<uuid:pk>/comparison/codebook/", comparing_views.codebook, name="codebook"),
    path(
        "books/<uuid:pk>/comparison/export.<str:form>",
        comparing_views.comparison_export,
        name="comparison_export",
    ),
    path("books/<uuid:pk>/<str:language>/", edition_views.edition_site, name="edition_site"),
    path("books/<uuid:pk>/<str:language>/<str:name>", edition_views.edition_file, name="edition_file"),
    path("cases/import/", importing_views.article_import, name="article_import"),
    path("cases/import/<uuid:pk>/", importing_views.imported, name="imported"),
    path("cases/import/<uuid:pk>/evidence/", importing_views.claim_evidence, name="claim_evidence"),
    path("cases/import/<uuid:pk>/undo/", importing_views.import_undo, name="import_undo"),
    path("cases/new/", views.case_new, name="case_new"),
    path("cases/<uuid:pk>/", views.case, name="case"),
    path("cases/<uuid:pk>/edit/", views.case_edit, name="case_edit"),
    path("cases/<uuid:pk>/facts/", views.fact_new, name="fact_new"),
    path("cases/<uuid:pk>/publish/", views.case_publish, name="case_publish"),
    path("cases/<uuid:pk>/request/", views.text_request, name="text_request"),
]
