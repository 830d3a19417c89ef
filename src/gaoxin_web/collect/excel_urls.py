"""Addresses of the Excel round trip; ``collect.urls`` takes them in. Loading them makes the kinds of jobs known."""

from django.urls import path

from gaoxin_web.collect import excel_views as views
from gaoxin_web.collect import jobs

urlpatterns = [
    path("submissions/<int:pk>/uploads", views.new, name="upload_new"),
    path("submissions/<int:pk>/warnings", views.explain, name="table_warnings"),
    path("submissions/<int:pk>/exports", views.ask_for, name="submission_export"),
    path("uploads/<int:pk>", views.upload, name="upload"),
    path("uploads/<int:pk>/progress", views.progress, name="upload_progress"),
    path("uploads/<int:pk>/confirm", views.confirm, name="upload_confirm"),
    path("uploads/<int:pk>/discard", views.discard, name="upload_discard"),
    path("uploads/<int:pk>/again", views.again, name="upload_again"),
    path("uploads/<int:pk>/annotated.xlsx", views.annotated, name="upload_annotated"),
    path("uploads/<int:pk>/sent", views.sent, name="upload_sent"),
    path("exports/<int:pk>", views.export, name="export"),
    path("exports/<int:pk>/progress", views.export_progress, name="export_progress"),
    path("exports/<int:pk>/file", views.export_file, name="export_file"),
]

__all__ = ["jobs", "urlpatterns"]
