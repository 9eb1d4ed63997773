"""Addresses of care."""

from django.urls import path

from qiao.care import views

app_name = "care"
urlpatterns = [
    path("e/<slug:slug>/care/", views.file_list, name="file_list"),
    path("e/<slug:slug>/care/new/", views.file_new, name="file_new"),
    path("care/<uuid:pk>/", views.file, name="file"),
    path("care/<uuid:pk>/sessions/", views.session_new, name="session_new"),
    path("care/<uuid:pk>/consents/", views.consent_new, name="consent_new"),
    path("care/<uuid:pk>/consents/<uuid:consent>/withdraw/", views.consent_withdraw, name="consent_withdraw"),
    path("care/<uuid:pk>/notes/", views.notes_open, name="notes_open"),
]
