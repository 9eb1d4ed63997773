"""Addresses of the desk."""

from django.urls import path

from qiao.intake.views import (
    attachments,
    needs,
    offers,
    pasting,
    public,
    reports,
    sheets,
    tellings,
)

app_name = "intake"

urlpatterns = [
    path("e/<slug:slug>/paste/", pasting.paste, name="paste"),
    path("e/<slug:slug>/preview/", pasting.preview, name="preview"),
    path("e/<slug:slug>/inbox/", reports.inbox, name="inbox"),
    path("reports/<uuid:pk>/", reports.report, name="report"),
    path("reports/<uuid:pk>/reveal/", reports.reveal, name="reveal"),
    path("reports/<uuid:pk>/erase/", reports.erase, name="erase"),
    path("attachments/<uuid:pk>/", attachments.copy, name="attachment"),
    path("attachments/<uuid:pk>/reveal/", attachments.reveal, name="attachment_reveal"),
    path("reports/<uuid:pk>/need/", reports.add_need, name="add_need"),
    path("e/<slug:slug>/needs/", needs.need_list, name="need_list"),
    path("e/<slug:slug>/needs/new/", needs.need_new, name="need_new"),
    path("e/<slug:slug>/queue/", needs.queue, name="queue"),
    path("needs/<uuid:pk>/", needs.need, name="need"),
    path("needs/<uuid:pk>/verify/", needs.verify, name="need_verify"),
    path("needs/<uuid:pk>/amend/", needs.amend, name="need_amend"),
    path("needs/<uuid:pk>/close/", needs.close, name="need_close"),
    path("e/<slug:slug>/offers/", offers.offer_list, name="offer_list"),
    path("e/<slug:slug>/offers/new/", offers.offer_new, name="offer_new"),
    path("offers/<uuid:pk>/", offers.offer, name="offer"),
    path("offers/<uuid:pk>/verify/", offers.verify, name="offer_verify"),
    path("tellings/<uuid:pk>/undo/", tellings.undo, name="telling_undo"),
    path("e/<slug:slug>/sheets/", sheets.sheet_list, name="sheet_list"),
    path("e/<slug:slug>/sheets/load/", sheets.sheet_load, name="sheet_load"),
    path("e/<slug:slug>/alerts/", sheets.alert_list, name="alert_list"),
    path("alerts/<uuid:pk>/close/", sheets.alert_close, name="alert_close"),
    path("e/<slug:slug>/form/", public.public_form, name="form"),
    path("e/<slug:slug>/form/thanks/", public.form_thanks, name="form_thanks"),
    path("s/", public.status, name="status_ask"),
    path("s/<path:code>/", public.status, name="status"),
]
