"""Documents of the editor: what lessons hold is for those who may read these lessons."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents import get_document_model

from cohorts.views.files import stored


@require_safe
def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """Answer at Wagtail's own address, after its rules and ours (hooks), in parts if asked.

    Wagtail hands files out whole only, and some players play nothing that comes whole.
    """
    document = get_object_or_404(get_document_model(), pk=document_id)
    if document.filename != document_filename:
        raise Http404
    for rule in hooks.get_hooks("before_serve_document"):
        refusal = rule(document, request)
        if isinstance(refusal, HttpResponse):
            return refusal
    try:
        file = document.file.open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    answer = stored(
        request,
        file,
        name=document.filename,
        content_type=document.content_type,
        is_shown=document.content_type.startswith(("video/", "text/vtt")),
    )
    # Whatever an uploaded file holds, it runs nothing in our name.
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    return answer
