"""Addresses of the income structure and a year's accounts."""

from django.urls import path

from qiao.funding.income import views

urlpatterns = [
    path("income/", views.income, name="income"),
    path("income/export/<str:form>/", views.income_export, name="income_export"),
    path("income/accounts/new/", views.accounts_new, name="accounts_new"),
    path("income/accounts/<uuid:pk>/", views.accounts, name="accounts"),
    path("income/accounts/<uuid:pk>/load/", views.accounts_load, name="accounts_load"),
    path("income/accounts/<uuid:pk>/undo/", views.accounts_undo, name="accounts_undo"),
    path("income/accounts/<uuid:pk>/discard/", views.accounts_discard, name="accounts_discard"),
]
