"""Addresses of review."""

from django.urls import path

from gaoxin.terms import Text
from gaoxin_web.accounts.roles import May
from gaoxin_web.platform.shell import Link, offer
from gaoxin_web.review import attachment_views, deciding, views
from gaoxin_web.review.queries import number_waiting

urlpatterns = [
    path("review/", views.desk, name="review_desk"),
    path("review/bulk", deciding.bulk, name="review_bulk"),
    path("review/check", views.check, name="receipt_check"),
    path("review/reopenings/<int:reopening_id>/settle", deciding.settle, name="reopening_settle"),
    path("review/<int:submission>/", views.submission, name="review_submission"),
    path("review/<int:submission>/cell", views.cell, name="review_cell"),
    path("review/<int:submission>/comment", deciding.comment, name="review_comment"),
    path("review/<int:submission>/rows", views.rows, name="review_rows"),
    path("review/<int:submission>/rows/<path:code>", views.row, name="review_row"),
    path("submissions/<int:submission>/submit", deciding.submit, name="submission_submit"),
    path("submissions/<int:submission>/withdraw", deciding.withdraw, name="submission_withdraw"),
    path("submissions/<int:submission>/receive", deciding.receive, name="submission_receive"),
    path("submissions/<int:submission>/approve", deciding.approve, name="submission_approve"),
    path("submissions/<int:submission>/return", deciding.send_back, name="submission_return"),
    path("submissions/<int:submission>/reopen", deciding.reopen, name="submission_reopen"),
    path(
        "submissions/<int:submission>/attachments",
        attachment_views.attachments,
        name="submission_attachments",
    ),
    path("submissions/<int:submission>/attachments/add", attachment_views.attach, name="attachment_add"),
    path("attachments/<int:attachment>", attachment_views.attachment, name="attachment"),
    path("attachments/<int:attachment>/remove", attachment_views.detach, name="attachment_remove"),
    path("submissions/<int:submission>/compare", views.compare, name="submission_compare"),
    path("submissions/<int:submission>/receipt", views.receipt, name="receipt"),
    path("submissions/<int:submission>/receipt/<int:number>", views.receipt, name="receipt_of_revision"),
]

offer(
    Link(
        Text("审核台", "Review"),
        "/review/",
        lambda person: person.may(May.REVIEW),
        count=number_waiting,
        order=20,
    )
)
