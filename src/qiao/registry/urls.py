"""Addresses of the registry."""

from django.urls import path

from qiao.registry import contact_views, look_views, place_views, views
from qiao.registry.networks import views as network_views
from qiao.registry.scoping import views as scope_views
from qiao.registry.ties import views as tie_views

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
    path("registry/organizations/<uuid:pk>/name/", views.organization_rename, name="organization_rename"),
    path("registry/organizations/<uuid:pk>/scope/", scope_views.scope_edit, name="scope_edit"),
    path("registry/organizations/<uuid:pk>/follow/", views.organization_follow, name="organization_follow"),
    path("registry/contacts/", contact_views.contact_list, name="contact_list"),
    path("registry/contacts/new/<str:kind>/<uuid:pk>/", contact_views.contact_new, name="contact_new"),
    path("registry/contacts/<uuid:pk>/", contact_views.contact_point, name="contact_point"),
    path("registry/contacts/<uuid:pk>/change/", contact_views.contact_change, name="contact_change"),
    path("registry/contact-versions/<uuid:pk>/check/", contact_views.contact_check, name="contact_check"),
    path(
        "registry/contact-versions/<uuid:pk>/withdraw/",
        contact_views.contact_withdraw,
        name="contact_withdraw",
    ),
    path("registry/contact-versions/<uuid:pk>/reveal/", contact_views.contact_reveal, name="contact_reveal"),
    path("registry/looks/", look_views.look_list, name="look_list"),
    path("registry/looks/<uuid:pk>/decide/", look_views.look_decide, name="look_decide"),
    path("registry/departments/", views.department_list, name="department_list"),
    path("registry/departments/new/", views.department_new, name="department_new"),
    path("registry/places/", place_views.place_list, name="place_list"),
    path("registry/items/", views.item_list, name="item_list"),
    path("ties/", tie_views.tie_list, name="tie_list"),
    path("ties/new/", tie_views.tie_new, name="tie_new"),
    path("ties/export/<str:form>/", tie_views.tie_export, name="tie_export"),
    path("ties/tables/new/", tie_views.tie_table_new, name="tie_table_new"),
    path("ties/tables/<uuid:pk>/", tie_views.tie_table, name="tie_table"),
    path("ties/tables/<uuid:pk>/load/", tie_views.tie_table_load, name="tie_table_load"),
    path("ties/tables/<uuid:pk>/undo/", tie_views.tie_table_undo, name="tie_table_undo"),
    path("ties/tables/<uuid:pk>/discard/", tie_views.tie_table_discard, name="tie_table_discard"),
    path("ties/<uuid:pk>/", tie_views.tie, name="tie"),
    path("ties/<uuid:pk>/contacts/", tie_views.tie_contact, name="tie_contact"),
    path("ties/<uuid:pk>/withdraw/", tie_views.tie_withdraw, name="tie_withdraw"),
    path("networks/", network_views.network_list, name="network_list"),
    path("networks/new/", network_views.network_new, name="network_new"),
    path("networks/<uuid:pk>/", network_views.network, name="network"),
    path("networks/<uuid:pk>/join/", network_views.network_join, name="network_join"),
    path("networks/<uuid:pk>/export/<str:form>/", network_views.network_export, name="network_export"),
    path("network-members/<uuid:pk>/leave/", network_views.network_leave, name="network_leave"),
    path("support/new/", network_views.support_new, name="support_new"),
    path("support/<uuid:pk>/withdraw/", network_views.support_withdraw, name="support_withdraw"),
    path("partners/", network_views.partner_list, name="partner_list"),
    path("partners/new/", network_views.partner_new, name="partner_new"),
    path("partners/export/<str:form>/", network_views.partner_export, name="partner_export"),
    path("partners/<uuid:pk>/", network_views.partner, name="partner"),
    path("partners/<uuid:pk>/stage/", network_views.partner_stage, name="partner_stage"),
    path("partners/<uuid:pk>/assess/", network_views.partner_assess, name="partner_assess"),
    path("registry/crises/new/", views.crisis_new, name="crisis_new"),
]
