"""Addresses of what is done before: what fits, drills, peers."""

from django.urls import path

from qiao.preparing.views import drills, fit, peers

app_name = "preparing"
urlpatterns = [
    path("fit/", fit.fit_start, name="fit"),
    path("e/<slug:slug>/fit/", fit.fit_list, name="fit_list"),
    path("e/<slug:slug>/fit/export/<str:form>/", fit.fit_export, name="fit_export"),
    path("needs/<uuid:pk>/fit/", fit.fit_need, name="fit_need"),
    path("drills/", drills.drill_list, name="drill_list"),
    path("drills/new/", drills.drill_new, name="drill_new"),
    path("drills/<uuid:pk>/", drills.drill, name="drill"),
    path("drills/<uuid:pk>/progress/", drills.drill_progress, name="drill_progress"),
    path("drills/<uuid:pk>/notes/", drills.drill_note, name="drill_note"),
    path("drills/<uuid:pk>/tasks/", drills.drill_act, name="drill_act"),
    path("drills/<uuid:pk>/export/<str:form>/", drills.drill_export, name="drill_export"),
    path("peers/", peers.peer_list, name="peer_list"),
    path("peers/new/", peers.peer_new, name="peer_new"),
    path("peers/<uuid:pk>/", peers.peers, name="peers"),
    path("peers/<uuid:pk>/invite/", peers.peer_invite, name="peer_invite"),
    path("peers/<uuid:pk>/agree/", peers.peer_agree, name="peer_agree"),
    path("peers/<uuid:pk>/leave/", peers.peer_leave, name="peer_leave"),
]
