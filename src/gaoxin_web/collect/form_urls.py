"""Addresses of forms; ``collect.urls`` takes them in."""

from django.urls import path

from gaoxin_web.collect import views

urlpatterns = [
    path("submissions/<int:pk>/form", views.form, name="submission_form"),
    path("submissions/<int:pk>/print", views.paper, name="submission_print"),
    path("submissions/<int:pk>/cells", views.cells, name="submission_cells"),
    path("submissions/<int:pk>/cells/preview", views.preview, name="submission_preview"),
    path("submissions/<int:pk>/cells/<str:field>/about", views.cell, name="submission_cell"),
    path("submissions/<int:pk>/changes", views.changes, name="submission_changes"),
    path("submissions/<int:pk>/findings", views.findings, name="submission_findings"),
    path("submissions/<int:pk>/notes", views.note, name="submission_notes"),
    path("submissions/<int:pk>/explanations", views.explain, name="submission_explanations"),
    path("submissions/<int:pk>/comments", views.comment, name="submission_comments"),
]
