"""Addresses of the desk of advocacy."""

from django.urls import path

from qiao.advocacy import evidence_views, views

app_name = "advocacy"
urlpatterns = [
    path("e/<slug:slug>/proposals/", views.proposal_list, name="proposal_list"),
    path("e/<slug:slug>/proposals/new/", views.proposal_new, name="proposal_new"),
    path("e/<slug:slug>/evidence/new/", evidence_views.evidence_new, name="evidence_new"),
    path("evidence/<uuid:pk>/", evidence_views.evidence, name="evidence"),
    path("proposals/<uuid:pk>/", views.proposal, name="proposal"),
    path("proposals/<uuid:pk>/write/", views.proposal_write, name="proposal_write"),
    path("proposals/<uuid:pk>/items/", views.item_new, name="item_new"),
    path("proposals/<uuid:pk>/items/<int:number>/", views.item_amend, name="item_amend"),
    path("proposals/<uuid:pk>/file/", views.file, name="file"),
    path("proposals/<uuid:pk>/outcomes/", views.outcome_new, name="outcome_new"),
    path("proposals/<uuid:pk>/print/", views.proposal_print, name="proposal_print"),
    path("proposals/<uuid:pk>/text/", views.proposal_text, name="proposal_text"),
]
