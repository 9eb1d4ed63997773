"""Addresses of readiness."""

from django.urls import path

from qiao.funding.ready import views

urlpatterns = [
    path("readiness/", views.readiness_page, name="readiness"),
    path("readiness/assess/", views.readiness_assess, name="readiness_assess"),
    path("readiness/plan/", views.readiness_plan, name="readiness_plan"),
    path("readiness/tasks/<uuid:pk>/done/", views.readiness_finish, name="readiness_finish"),
    path("readiness/export/<str:form>/", views.readiness_export, name="readiness_export"),
]
