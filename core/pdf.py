"""PDFs: one letterhead, one table style, nothing fetched from anywhere but here.

A template names a static file as ``static:core/css/pdf.css``.
"""

import base64
import mimetypes
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from core.exports import file_name
from core.models import Agency


def _static_path(name: str) -> Path:
    """Where a static file lies: collected in production, in its app or package otherwise."""
    found = finders.find(name)
    path = Path(str(found)) if found else Path(staticfiles_storage.path(name))
    if not path.is_file():
        raise ValueError(f"No static file {name}")
    return path


@lru_cache(maxsize=1)
def local_fetcher() -> Any:
    """WeasyPrint's fetcher of our static files and inline images, and of nothing else.

    Any other address raises ValueError, so that no text can make the server call out.
    """
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class LocalFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:image/"):
                return super().fetch(url, headers)
            parts = urlsplit(url)
            if parts.scheme != "static":
                raise ValueError("A PDF takes nothing from other addresses")
            path = _static_path(unquote(parts.path).lstrip("/"))
            mime_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": mime_type})

    return LocalFetcher(allowed_protocols=("data", "static"))


def _logo(agency: Agency | None) -> str:
    """The agency's logo as a data URI; empty where there is none or its file is gone."""
    if agency is None or not agency.logo:
        return ""
    try:
        content = agency.logo.read()
    except OSError:
        return ""
    mime_type = mimetypes.guess_type(agency.logo.name or "")[0] or "image/png"
    return f"data:{mime_type};base64,{base64.b64encode(content).decode()}"


def render_pdf(
    template: str, context: Mapping[str, Any], *, title: str, kept: bool = False
) -> bytes:
    """A4 PDF of ``template``, which extends ``core/pdf/base.html``. Text stays selectable.

    ``kept`` makes it PDF/A-3, for what is evidence and must read the same in ten years.
    """
    from weasyprint import HTML

    agency = Agency.objects.filter(pk=1).first()
    html = render_to_string(
        template,
        {
            **context,
            "title": title,
            "agency": agency,
            "logo": _logo(agency),
            "printed_at": timezone.localtime(),
        },
    )
    document = HTML(string=html, url_fetcher=local_fetcher())
    variant = "pdf/a-3a" if kept else "pdf/ua-1"
    return bytes(document.write_pdf(pdf_variant=variant))


def pdf_response(content: bytes, *, title: str, download: bool = False) -> HttpResponse:
    """The PDF shown in place, or downloaded, under a name made from ``title``."""
    disposition = "attachment" if download else "inline"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'{disposition}; filename="{file_name(title, "pdf")}"'},
    )
