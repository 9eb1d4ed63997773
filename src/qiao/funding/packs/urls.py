"""Addresses of disclosure packs."""

from django.urls import path

from qiao.funding.packs import public_views, views

urlpatterns = [
    path("e/<slug:slug>/funding/packs/", views.pack_list, name="pack_list"),
    path("e/<slug:slug>/funding/packs/publish/", views.pack_publish, name="pack_publish"),
    path("funding/packs/<uuid:pk>/correct/", views.pack_correct, name="pack_correct"),
    path("packs/<slug:code>/", public_views.board_page, name="public_packs"),
    path("packs/<slug:code>/<int:number>/", public_views.pack_page, name="public_pack"),
    path("packs/<slug:code>/<int:number>/pack.<slug:form>", public_views.pack_file, name="pack_file"),
]
