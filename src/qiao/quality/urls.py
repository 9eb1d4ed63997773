"""Addresses of service quality. Those under /f/ are public: a code, or nothing, is the right."""

from django.urls import path

from qiao.quality.views import complaints, figures, public, work

app_name = "quality"
urlpatterns = [
    path("f/", public.ask, name="ask"),
    path("f/e/<slug:slug>/", public.tell_freely, name="tell_freely"),
    path("f/s/<str:code>/", public.told, name="told"),
    path("f/<str:code>/", public.tell, name="tell"),
    path("e/<slug:slug>/quality/", figures.quality, name="quality"),
    path("e/<slug:slug>/quality/file.xlsx", figures.quality_file, {"form": "xlsx"}, name="quality_xlsx"),
    path("e/<slug:slug>/quality/file.csv", figures.quality_file, {"form": "csv"}, name="quality_csv"),
    path("e/<slug:slug>/feedback/", work.feedback_list, name="feedback_list"),
    path("e/<slug:slug>/feedback/new/", work.feedback_new, name="feedback_new"),
    path("feedback/<uuid:pk>/", work.feedback, name="feedback"),
    path("feedback/<uuid:pk>/reveal/", work.feedback_reveal, name="feedback_reveal"),
    path("feedback/<uuid:pk>/complaint/", work.complaint_open, name="complaint_open"),
    path("complaints/", complaints.complaint_list, name="complaint_list"),
    path("complaints/focal-points/", work.focal_points, name="focal_points"),
    path("complaints/focal-points/<uuid:pk>/end/", work.focal_point_end, name="focal_point_end"),
    path("complaints/<uuid:pk>/", complaints.complaint, name="complaint"),
    path("complaints/<uuid:pk>/assign/", complaints.complaint_assign, name="complaint_assign"),
    path("complaints/<uuid:pk>/exclude/", complaints.complaint_exclude, name="complaint_exclude"),
    path("complaints/<uuid:pk>/restrict/", complaints.complaint_restrict, name="complaint_restrict"),
    path("complaints/<uuid:pk>/answer/", complaints.complaint_answer, name="complaint_answer"),
    path("complaints/<uuid:pk>/close/", complaints.complaint_close, name="complaint_close"),
]
