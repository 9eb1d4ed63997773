"""Addresses of funding."""

from django.urls import path

from qiao.funding import views

app_name = "funding"
urlpatterns = [
    path("e/<slug:slug>/funding/", views.funding, name="funding"),
    path("e/<slug:slug>/funding/entries/", views.entry_new, name="entry_new"),
    path("e/<slug:slug>/funding/campaigns/", views.campaign_new, name="campaign_new"),
]
