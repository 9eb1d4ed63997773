"""Addresses of care."""

from django.urls import path

from qiao.care import views

app_name = "care"
urlpatterns = [
    path("e/<slug:slug>/care/", views.file_list, name="file_list"),
    path("e/<slug:slug>/care/new/", views.file_new, name="file_new"),
    path("care/<uuid:pk>/", views.file, name="file"),
    path("care/<uuid:pk>/sessions/", views.session_new, name="session_new"),
    path("care/<uuid:pk>/consents/", views.consent_new, name="consent_new"),
    path("care/<uuid:pk>/consents/<uuid:consent>/withdraw/", views.consent_withdraw, name="consent_withdraw"),
    path("care/<uuid:pk>/notes/", views.notes_open, name="notes_open"),
    path("care/referrals/", views.arrivals, name="arrivals"),
    path("care/referrals/<uuid:pk>/", views.referral, name="referral"),
    path("care/referrals/<uuid:pk>/accept/", views.referral_accept, name="referral_accept"),
    path("care/referrals/<uuid:pk>/decline/", views.referral_decline, name="referral_decline"),
    path("care/<uuid:pk>/referrals/", views.referral_new, name="referral_new"),
    path(
        "care/<uuid:pk>/referrals/<uuid:referral>/withdraw/",
        views.referral_withdraw,
        name="referral_withdraw",
    ),
    path("care/<uuid:pk>/referrals/<uuid:referral>/answer/", views.referral_note, name="referral_note"),
    path("care/<uuid:pk>/referrals/<uuid:referral>/letter/", views.referral_letter, name="referral_letter"),
    path("e/<slug:slug>/care/figures/", views.figures, name="figures"),
    path("e/<slug:slug>/care/figures/file/", views.figures_file, name="figures_file"),
    path("e/<slug:slug>/care/figures/release/", views.figures_release, name="figures_release"),
    path("e/<slug:slug>/care/findings/", views.finding_new, name="finding_new"),
    path("e/<slug:slug>/care/findings/<uuid:part>/", views.finding_decide, name="finding_decide"),
    path("care/openings/", views.openings, name="openings"),
    path("care/<uuid:pk>/reads/", views.reads, name="reads"),
    path("care/<uuid:pk>/risk/", views.risk_new, name="risk_new"),
    path("care/<uuid:pk>/safety/", views.safety_new, name="safety_new"),
    path("care/<uuid:pk>/advice/", views.advice_new, name="advice_new"),
    path("care/<uuid:pk>/goals/", views.goal_new, name="goal_new"),
    path("care/<uuid:pk>/goals/<uuid:part>/", views.goal_end, name="goal_end"),
    path("care/<uuid:pk>/closings/", views.closing_new, name="closing_new"),
    path("care/<uuid:pk>/closings/<uuid:part>/", views.closing_decide, name="closing_decide"),
    path("care/<uuid:pk>/rights/", views.rights_new, name="rights_new"),
    path("care/<uuid:pk>/rights/<uuid:part>/", views.rights_answer, name="rights_answer"),
    path("care/<uuid:pk>/openings/<uuid:part>/review/", views.opening_review, name="opening_review"),
    path("e/<slug:slug>/care/requests/<uuid:pk>/", views.request_page, name="request"),
    path("e/<slug:slug>/care/requests/<uuid:pk>/take/", views.request_take, name="request_take"),
]
