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
    status,
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
    path("e/<slug:slug>/form/send/", public.form_send, name="form_send"),
    path("e/<slug:slug>/form/worker.js", public.form_worker, name="form_worker"),
    path("e/<slug:slug>/form/manifest.webmanifest", public.form_manifest, name="form_manifest"),
    path("s/", status.status_ask, name="status_ask"),
    path("s/<str:code>/slip/", status.status_slip, name="status_slip"),
    path("s/<str:code>/photos/<int:number>/", status.status_photo, name="status_photo"),
    path("s/<str:code>/answer/", status.status_answer, name="status_answer"),
    path("s/<str:code>/correct/", status.status_write, {"kind": "correct"}, name="status_correct"),
    path("s/<str:code>/add/", status.status_write, {"kind": "add"}, name="status_add"),
    path("s/<str:code>/withdraw/", status.status_withdraw, name="status_withdraw"),
    path("s/<str:code>/erase/", status.status_erase, name="status_erase"),
    path("s/<path:code>/", status.status, name="status"),
]
