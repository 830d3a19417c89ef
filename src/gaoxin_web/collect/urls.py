"""Addresses of collection: forms, rounds, workbooks; each part brings its own list."""

from gaoxin_web.collect import form_urls, round_urls

urlpatterns = [
    *form_urls.urlpatterns,
    *round_urls.urlpatterns,
]
