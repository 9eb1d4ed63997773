"""Addresses of the desk of gaps."""

from django.urls import path

from qiao.gaps import views

app_name = "gaps"
urlpatterns = [
    path("e/<slug:slug>/gaps/", views.gap_list, name="gap_list"),
    path("e/<slug:slug>/gaps/official/", views.official_new, name="official_new"),
    path("e/<slug:slug>/gaps/find/", views.find, name="find"),
    path("gaps/<uuid:pk>/decide/", views.decide, name="decide"),
]
