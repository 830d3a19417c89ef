"""Addresses of collection: forms, rounds, workbooks; each part brings its own list."""

from gaoxin_web.collect import excel_urls, form_urls, round_urls

urlpatterns = [
    *excel_urls.urlpatterns,
    *form_urls.urlpatterns,
    *round_urls.urlpatterns,
]
