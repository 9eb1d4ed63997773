"""Addresses of funding."""

from django.urls import path

from qiao.funding import import_views, ledger_views, views
from qiao.funding.law.urls import urlpatterns as law

app_name = "funding"
urlpatterns = [
    path("e/<slug:slug>/funding/", views.funding, name="funding"),
    path("e/<slug:slug>/funding/entries/", views.entry_new, name="entry_new"),
    path("e/<slug:slug>/funding/entries/decide/", ledger_views.decide, name="entries_decide"),
    path("e/<slug:slug>/funding/imports/", import_views.import_list, name="import_list"),
    path("e/<slug:slug>/funding/imports/new/", import_views.import_new, name="import_new"),
    path("e/<slug:slug>/funding/imports/<uuid:pk>/", import_views.import_batch, name="import_batch"),
    path("e/<slug:slug>/funding/imports/<uuid:pk>/act/", import_views.import_act, name="import_act"),
    path("e/<slug:slug>/funding/campaigns/", views.campaign_new, name="campaign_new"),
    *law,
]
