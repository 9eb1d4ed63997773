"""Addresses of funding."""

from django.urls import path

from qiao.funding import (
    campaign_views,
    check_views,
    export_views,
    gift_views,
    grant_views,
    import_views,
    ledger_views,
    views,
)
from qiao.funding.cash.urls import urlpatterns as cash
from qiao.funding.income.urls import urlpatterns as income
from qiao.funding.law.urls import urlpatterns as law
from qiao.funding.packs.urls import urlpatterns as packs
from qiao.funding.ready.urls import urlpatterns as ready

app_name = "funding"
urlpatterns = [
    path("e/<slug:slug>/funding/", views.funding, name="funding"),
    path("e/<slug:slug>/funding/ledger/", ledger_views.ledger, name="ledger"),
    path("e/<slug:slug>/funding/entries/", ledger_views.entry_new, name="entry_new"),
    path("e/<slug:slug>/funding/entries/decide/", ledger_views.decide, name="entries_decide"),
    path("e/<slug:slug>/funding/imports/", import_views.import_list, name="import_list"),
    path("e/<slug:slug>/funding/imports/new/", import_views.import_new, name="import_new"),
    path("e/<slug:slug>/funding/imports/<uuid:pk>/", import_views.import_batch, name="import_batch"),
    path("e/<slug:slug>/funding/imports/<uuid:pk>/act/", import_views.import_act, name="import_act"),
    path("e/<slug:slug>/funding/campaigns/<uuid:pk>/", campaign_views.campaign, name="campaign"),
    path("e/<slug:slug>/funding/campaigns/<uuid:pk>/plan/", campaign_views.plan_save, name="plan_save"),
    path(
        "e/<slug:slug>/funding/campaigns/<uuid:pk>/plan/confirm/",
        campaign_views.plan_confirm,
        name="plan_confirm",
    ),
    path("e/<slug:slug>/funding/campaigns/<uuid:pk>/host/", campaign_views.host_move, name="host_move"),
    path("e/<slug:slug>/appeals/", campaign_views.appeals, name="appeals"),
    path("e/<slug:slug>/funding/hosts/", campaign_views.host_ask, name="host_ask"),
    path("e/<slug:slug>/funding/grants/", grant_views.grant_list, name="grant_list"),
    path("e/<slug:slug>/funding/grants/new/", grant_views.grant_new, name="grant_new"),
    path("e/<slug:slug>/funding/grants/<uuid:pk>/", grant_views.grant, name="grant"),
    path("e/<slug:slug>/funding/grants/<uuid:pk>/act/", grant_views.grant_act, name="grant_act"),
    path(
        "e/<slug:slug>/funding/instalments/<uuid:pk>/receive/",
        grant_views.instalment_receive,
        name="instalment_receive",
    ),
    path("e/<slug:slug>/funding/gifts/", gift_views.gift_list, name="gift_list"),
    path("e/<slug:slug>/funding/gifts/new/", gift_views.gift_new, name="gift_new"),
    path("e/<slug:slug>/funding/gifts/<uuid:pk>/", gift_views.gift_record, name="gift_record"),
    path("e/<slug:slug>/funding/gifts/<uuid:pk>/act/", gift_views.gift_act, name="gift_act"),
    path("gift/", gift_views.gift_ask, name="gift_ask"),
    path("gift/<str:code>/", gift_views.gift_code, name="gift_code"),
    path("e/<slug:slug>/funding/export/<slug:form>/", export_views.export, name="export"),
    path("e/<slug:slug>/funding/campaigns/", views.campaigns, name="campaigns"),
    path("e/<slug:slug>/funding/campaigns/new/", views.campaign_new, name="campaign_new"),
    path("ledger/check/", check_views.check, name="ledger_check"),
    path("ledger/checkpoint/", check_views.checkpoint, name="ledger_checkpoint"),
    *law,
    *income,
    *ready,
    *packs,
    *cash,
]
