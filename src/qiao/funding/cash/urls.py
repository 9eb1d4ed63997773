"""Addresses of cash and vouchers."""

from django.urls import path

from qiao.funding.cash import views

urlpatterns = [
    path("e/<slug:slug>/funding/cash/", views.cash_list, name="cash_list"),
    path("e/<slug:slug>/funding/cash/new/", views.cash_new, name="cash_new"),
    path("e/<slug:slug>/funding/cash/<uuid:pk>/act/", views.cash_act, name="cash_act"),
    path("e/<slug:slug>/funding/cash/export/<slug:form>/", views.cash_export, name="cash_export"),
]
