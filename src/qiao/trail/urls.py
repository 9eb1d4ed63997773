"""Addresses of the outbox."""

from django.urls import path

from qiao.trail import outbox_views as views

app_name = "trail"

urlpatterns = [
    path("notices/", views.notice_list, name="notice_list"),
    path("notices/<uuid:pk>/retry/", views.notice_retry, name="notice_retry"),
    path("notices/<uuid:pk>/cancel/", views.notice_cancel, name="notice_cancel"),
    path("notices/mine/", views.my_notices, name="my_notices"),
    path("channels/", views.channel_list, name="channel_list"),
    path("channels/add/", views.channel_add, name="channel_add"),
    path("channels/<uuid:pk>/pause/", views.channel_pause, name="channel_pause"),
    path("channels/<uuid:pk>/test/", views.channel_test, name="channel_test"),
]
