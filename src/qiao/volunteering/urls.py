"""Addresses of volunteering."""

from django.urls import path

from qiao.volunteering import views

app_name = "volunteering"
urlpatterns = [
    path("e/<slug:slug>/volunteering/", views.activity_list, name="activity_list"),
    path("e/<slug:slug>/volunteering/new/", views.activity_new, name="activity_new"),
    path("e/<slug:slug>/volunteering/hours/", views.hours_new, name="hours_new"),
    path("hours/<uuid:pk>/verify/", views.hours_verify, name="hours_verify"),
]
