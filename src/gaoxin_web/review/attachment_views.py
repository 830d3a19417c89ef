"""Pages of attachments: the list of a return, adding, removing, and the file itself as a download."""

from io import BytesIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from gaoxin.terms import Text
from gaoxin_web.accounts.roles import May
from gaoxin_web.accounts.scope import page
from gaoxin_web.platform.actor import actor_of
from gaoxin_web.platform.refusals import Refused
from gaoxin_web.review import attachments as kept
from gaoxin_web.review.attachment_rules import ENDINGS, KINDS, LARGEST
from gaoxin_web.review.pages import tabs_of
from gaoxin_web.review.queries import submission_of
from gaoxin_web.review.views import frame, reader, said


@require_GET
@page(May.SEE_RETURNS)
def attachments(request: HttpRequest, submission: int) -> HttpResponse:
    """Show the attachments of a return, and take more from who fills it."""
    person = reader(request)
    one = submission_of(person, submission)
    rows = [(each, KINDS[each.kind], each.revision.sealed_at is None) for each in kept.attachments(one)]
    can = [(kind, KINDS[kind]) for kind in kept.kinds_for(person, one)]
    context = frame(person, one) | {"tab": "attachments", "tabs": tabs_of(one), "rows": rows, "can": can, "most": LARGEST // 2**20,
                                    "accept": ",".join(f".{each}" for each in ENDINGS)}  # fmt: skip
    return render(request, "review/attachments.html", context)


@require_POST
@page(May.FILL)
def attach(request: HttpRequest, submission: int) -> HttpResponse:
    """Add a file."""
    sent = request.FILES.get("file")
    if sent is None or isinstance(sent, list):
        raise Refused(400, Text("没有选择文件。", "No file was chosen."))
    content = sent.read(LARGEST + 1)
    made = kept.attach(actor_of(request), submission, request.POST.get("kind", ""), sent.name or "", content)
    said(request, Text(f"已上传“{made.name}”。", f"{made.name!r} is attached."))
    return redirect("submission_attachments", submission=submission)


@require_POST
@page(May.FILL)
def detach(request: HttpRequest, attachment: int) -> HttpResponse:
    """Remove a file of a draft."""
    submission = kept.detach(actor_of(request), attachment)
    said(request, Text("附件已删除。", "The attachment is removed."))
    return redirect("submission_attachments", submission=submission)


@require_GET
@page(May.SEE_RETURNS)
def attachment(request: HttpRequest, attachment: int) -> HttpResponse:
    """Give a file as a download; no browser opens it on this site."""
    found = kept.attachment_of(reader(request), attachment)
    return download(found.name, bytes(found.content))


def download(name: str, content: bytes) -> FileResponse:
    """Return content as a download that no browser takes for a page."""
    response = FileResponse(
        BytesIO(content), as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
