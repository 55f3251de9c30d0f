"""Files of posts: pictures and PDFs, told by their content, private, handed out as files to be saved."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.forum.access import may_read_post, pass_to
from content.forum.models import Attachment, Post
from lms.assessment import shelf
from lms.assessment.recognised.papers import Paper, read_paper
from lms.plugins.kind import Refused

MOST = 3
Papers = list[tuple[UploadedFile, Paper]]


def check(files: Sequence[UploadedFile]) -> Papers:
    """Each file and what it is. Raises Refused, in words, when one cannot be taken."""
    if len(files) > MOST:
        raise Refused(
            _("No more than %(count)d files go with one message. Send the others with the next.") % {"count": MOST}
        )
    return [(file, read_paper(file)) for file in files]


def keep(post: Post, papers: Papers) -> None:
    for file, paper in papers:
        row = Attachment(post=post, name=paper.name, type=paper.type, size=paper.size)
        row.sha256 = shelf.keep(row.path, file)  # type: ignore[arg-type]
        row.save()


def forget(post: Post) -> None:
    """From the shelf only once nothing can bring the rows back."""
    paths = [row.path for row in post.attachments.all()]
    post.attachments.all().delete()
    transaction.on_commit(lambda: shelf.throw_away(paths))


@login_required
@require_safe
def download(request: HttpRequest, file: UUID) -> HttpResponseBase:
    """For whom the post is there, and not hidden."""
    row = get_object_or_404(Attachment.objects.select_related("post__thread__forum__organisation"), public_id=file)
    held = pass_to(request.user, row.post.thread.forum)
    is_kept = not row.post.is_gone or (held is not None and held.may_moderate)
    if held is None or not may_read_post(held, row.post) or not is_kept:
        raise Http404
    try:
        handle = shelf.shelf().open(row.path)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(handle, as_attachment=True, filename=row.name, content_type=row.type)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
