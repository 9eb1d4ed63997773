"""Addresses of the shell."""

from django.urls import path

from qiao.pages import public_trace_views, search_views, share_views, trace_views, views
from qiao.pages.factors import session_views

app_name = "pages"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("welcome/", views.welcome, name="welcome"),
    path("search/", search_views.search, name="search"),
    path("choose/crisis/", views.set_crisis, name="set_crisis"),
    path("choose/organization/", views.set_organization, name="set_organization"),
    path("e/<slug:slug>/", views.crisis, name="crisis"),
    path("e/<slug:slug>/map/", views.map_page, name="map"),
    path("trace/<str:kind>/<uuid:pk>/", trace_views.trace, name="trace"),
    path("t/", public_trace_views.trace_ask, name="trace_ask"),
    path("t/<str:code>/", public_trace_views.public_trace, name="public_trace"),
    path("t/<str:code>/card.png", share_views.trace_picture, name="public_trace_picture"),
    path("b/<str:code>/<int:number>/card.png", share_views.bulletin_picture, name="bulletin_picture"),
    path("accounts/sessions/", session_views.sessions, name="sessions"),
    path("trail/", trace_views.trail, name="trail"),
    path("trail/verify/", trace_views.verify_trail, name="verify_trail"),
]
