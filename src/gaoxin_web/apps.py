"""The one Django application of the house."""

from django.apps import AppConfig


class GaoxinWeb(AppConfig):
    """All rooms are one application: one label, one history of migrations."""

    name = "gaoxin_web"
    label = "gaoxin_web"
    default = True
    verbose_name = "高新"
