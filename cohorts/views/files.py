"""Handing out private files: whole, or the bytes that a player asks for."""

from collections.abc import Iterator

from django.core.files import File
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header

from cohorts.ranges import OutsideTheFile, Span, span_asked

PRIVATE = "private, no-store"
CHUNK = 64 * 1024


def attached(content: bytes, name: str, content_type: str = "application/pdf") -> HttpResponse:
    """Answer with a file made just now."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": _as(name, is_attached=True),
            "Cache-Control": PRIVATE,
        },
    )


def stored(
    request: HttpRequest, file: File, *, name: str, content_type: str, is_shown: bool
) -> HttpResponseBase:
    """Answer with a file of the storage, or with the part of it that is asked for."""
    size = file.size
    # We give no mark of a version, so that no condition on one can hold: the whole file, then.
    asked = "" if "If-Range" in request.headers else request.headers.get("Range", "")
    try:
        span = span_asked(asked, size)
    except OutsideTheFile:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    answer: HttpResponseBase
    if span is None:
        answer = FileResponse(file, content_type=content_type)
    else:
        answer = StreamingHttpResponse(_bytes(file, span), status=206, content_type=content_type)
        answer.headers["Content-Range"] = str(span)
        answer.headers["Content-Length"] = str(span.length)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Disposition"] = _as(name, is_attached=not is_shown)
    answer.headers["Cache-Control"] = PRIVATE
    return answer


def _bytes(file: File, span: Span) -> Iterator[bytes]:
    with file:
        file.seek(span.first)
        left = span.length
        while left and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _as(name: str, *, is_attached: bool) -> str:
    return content_disposition_header(is_attached, name) or ""
