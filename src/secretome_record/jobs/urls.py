"""Addresses of jobs."""

from django.urls import path

from secretome_record.jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.job_list, name="list"),
    path("jobs/<uuid:job_id>/", views.job_page, name="job"),
    path("jobs/<uuid:job_id>/progress/", views.job_progress, name="progress"),
]
