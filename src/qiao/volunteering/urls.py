"""Addresses of volunteering."""

from django.urls import path

from qiao.volunteering.views import certificates, joining, mine, people, presence, rosters, shifts, work

app_name = "volunteering"
urlpatterns = [
    path("e/<slug:slug>/volunteering/", work.activity_list, name="activity_list"),
    path("e/<slug:slug>/volunteering/new/", work.activity_new, name="activity_new"),
    path("e/<slug:slug>/volunteering/hours/", work.hours_new, name="hours_new"),
    path("hours/<uuid:pk>/verify/", work.hours_verify, name="hours_verify"),
    path("e/<slug:slug>/shifts/", shifts.shift_list, name="shift_list"),
    path("e/<slug:slug>/shifts/new/", shifts.shift_new, name="shift_new"),
    path("e/<slug:slug>/roster/", rosters.roster, name="roster"),
    path("e/<slug:slug>/roster/take/", rosters.roster_take, name="roster_take"),
    path("shifts/<uuid:pk>/", shifts.shift, name="shift"),
    path("shifts/<uuid:pk>/take/", shifts.shift_take, name="shift_take"),
    path("shifts/<uuid:pk>/assign/", shifts.shift_assign, name="shift_assign"),
    path("shifts/<uuid:pk>/cancel/", shifts.shift_cancel, name="shift_cancel"),
    path("assignments/<uuid:pk>/leave/", shifts.place_leave, name="place_leave"),
    path("assignments/<uuid:pk>/up/", shifts.place_up, name="place_up"),
    path("assignments/<uuid:pk>/check/", presence.place_check, name="place_check"),
    # On a phone, without an account and without a network
    path("in/", presence.come, name="come"),
    path("in/send/", presence.come_send, name="come_send"),
    path("in/worker.js", presence.come_worker, name="come_worker"),
    path("in/<str:code>/", presence.come_code, name="come_code"),
    path("join/<str:token>/", joining.join, name="join"),
    path("join/<str:token>/thanks/", joining.join_thanks, name="join_thanks"),
    path("me/", joining.me_ask, name="me_ask"),
    path("me/<str:code>/", joining.me, name="me"),
    path("me/<str:code>/take/<uuid:pk>/", joining.me_take, name="me_take"),
    path("me/<str:code>/leave/<uuid:pk>/", joining.me_leave_shift, name="me_leave_shift"),
    path("me/<str:code>/up/<uuid:pk>/", joining.me_up, name="me_up"),
    path("me/<str:code>/leave/", joining.me_leave, name="me_leave"),
    path("me/<str:code>/proof/", joining.me_certify, name="me_certify"),
    path("me/<str:code>/proof/<str:text>/", joining.me_proof, name="me_proof"),
    path("me/<str:code>/proof/<str:text>/file/", joining.me_proof_file, name="me_proof_file"),
    # The association's people
    path("people/", people.people, name="people"),
    path("people/<uuid:pk>/confirm/", people.enrolment_confirm, name="enrolment_confirm"),
    path("people/<uuid:pk>/decline/", people.enrolment_decline, name="enrolment_decline"),
    path("people/<uuid:pk>/reveal/", people.enrolment_reveal, name="enrolment_reveal"),
    path("my/volunteering/", mine.mine, name="mine"),
    path("calendar/<str:token>.ics", mine.calendar_file, name="calendar_file"),
    path("my/volunteering/free/", mine.profile_tell, name="profile_tell"),
    path("my/volunteering/skills/", mine.skill_tell, name="skill_tell"),
    path("skills/<uuid:pk>/check/", mine.skill_check, name="skill_check"),
    path("certificates/", certificates.certificate_list, name="certificate_list"),
    path("certificates/new/", certificates.certificate_issue, name="certificate_issue"),
    path("certificates/<uuid:pk>/", certificates.certificate, name="certificate"),
    path("certificates/<uuid:pk>/file/", certificates.certificate_file, name="certificate_file"),
    path("certificates/<uuid:pk>/revoke/", certificates.certificate_revoke, name="certificate_revoke"),
    path("c/key/", certificates.certificate_key, name="certificate_key"),
    path("c/<str:text>/", certificates.certificate_check, name="certificate_check"),
    path("hours/<uuid:pk>/amend/", work.hours_amend, name="hours_amend"),
]
