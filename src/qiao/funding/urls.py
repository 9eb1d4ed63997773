"""Addresses of funding."""

from django.urls import path

from qiao.funding import ledger_views, views

app_name = "funding"
urlpatterns = [
    path("e/<slug:slug>/funding/", views.funding, name="funding"),
    path("e/<slug:slug>/funding/entries/", views.entry_new, name="entry_new"),
    path("e/<slug:slug>/funding/entries/decide/", ledger_views.decide, name="entries_decide"),
    path("e/<slug:slug>/funding/campaigns/", views.campaign_new, name="campaign_new"),
]
