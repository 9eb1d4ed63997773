"""Addresses of the law's answers and deadlines."""

from django.urls import path

from qiao.funding.law import views

urlpatterns = [
    path("may/", views.may, name="may"),
    path("may/ask/", views.may_ask, name="may_ask"),
    path("may/export/<str:form>/", views.may_export, name="may_export"),
    path("deadlines/", views.deadlines, name="deadlines"),
    path("deadlines/done/", views.disclosure_new, name="disclosure_new"),
    path("deadlines/calendar/", views.deadline_calendar, name="deadline_calendar"),
    path("deadlines/<str:token>.ics", views.deadline_feed, name="deadline_feed"),
    path("disclosures/<uuid:pk>/withdraw/", views.disclosure_withdraw, name="disclosure_withdraw"),
    path("campaigns/<uuid:pk>/end/", views.campaign_end, name="campaign_end"),
]
