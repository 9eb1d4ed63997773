"""Addresses of the registry."""

from django.urls import path

from qiao.registry import place_views, views

app_name = "registry"
urlpatterns = [
    path("registry/organizations/", views.organization_list, name="organization_list"),
    path("registry/organizations/new/", views.organization_new, name="organization_new"),
    path("registry/organizations/uscc/", views.uscc, name="uscc"),
    path("registry/organizations/<uuid:pk>/", views.organization, name="organization"),
    path(
        "registry/organizations/<uuid:pk>/qualifications/", views.qualification_new, name="qualification_new"
    ),
    path("registry/organizations/<uuid:pk>/appointments/", views.appointment_new, name="appointment_new"),
    path("registry/departments/", views.department_list, name="department_list"),
    path("registry/departments/new/", views.department_new, name="department_new"),
    path("registry/places/", place_views.place_list, name="place_list"),
    path("registry/items/", views.item_list, name="item_list"),
    path("registry/crises/new/", views.crisis_new, name="crisis_new"),
]
