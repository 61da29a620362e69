"""PDFs: one letterhead, one table style, nothing fetched from anywhere but here.

Templates name static files with ``{% static %}``, as pages do.
"""

import base64
import mimetypes
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from core.people.models import Agency
from core.people.selectors.agency import agency, open_logo
from core.screens.exports import file_name
from core.screens.front_end import static_path
from core.text.words import clean_text, one_line

#: Stands before the paths of our static files; no such host exists (RFC 2606).
_HERE = "https://here.invalid"


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
            prefix = f"{_HERE}{settings.STATIC_URL}"
            if not url.startswith(prefix):
                raise ValueError("A PDF takes nothing from other addresses")
            path = static_path(unquote(url.removeprefix(prefix)))
            mime_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": mime_type})

    return LocalFetcher(allowed_protocols=("data",))


def _logo(firm: Agency) -> str:
    """The agency's logo as a data URI; empty where there is none or its file is gone."""
    if not firm.logo:
        return ""
    try:
        with open_logo(firm) as handle:
            content = handle.read()
    except OSError:
        return ""
    mime_type = mimetypes.guess_type(firm.logo.name or "")[0] or "image/png"
    return f"data:{mime_type};base64,{base64.b64encode(content).decode()}"


def _html(template: str, context: Mapping[str, Any], title: str) -> Any:
    """The document before it is laid out."""
    from weasyprint import HTML

    firm = agency()
    text = render_to_string(
        template,
        {
            **context,
            "title": one_line(title),
            "agency": firm,
            "logo": _logo(firm),
            "printed_at": timezone.localtime(),
        },
    )
    return HTML(string=clean_text(text), base_url=_HERE, url_fetcher=local_fetcher())


def render_pdf(
    template: str, context: Mapping[str, Any], *, title: str, kept: bool = False
) -> bytes:
    """A4 PDF of ``template``, which extends ``core/pdf/base.html``. Text stays selectable.

    ``kept`` makes it PDF/A-3, for what is evidence and must read the same in ten years.
    """
    variant = "pdf/a-3a" if kept else "pdf/ua-1"
    return bytes(_html(template, context, title).write_pdf(pdf_variant=variant))


def render_pages(
    template: str,
    contexts: Sequence[Mapping[str, Any]],
    *,
    title: str,
    progress: Callable[[int, int], object] = lambda _done, _total: None,
) -> bytes:
    """One PDF of as many letters as there are contexts, each with page numbers of its own.

    ``progress`` is told how many are laid out, of how many.
    """
    from pypdf import PdfReader, PdfWriter

    # Laid out and written one by one: pages laid out together would take megabytes each.
    with PdfWriter() as bundle:
        for done, context in enumerate(contexts, start=1):
            letter = _html(template, context, title).write_pdf()
            bundle.append(PdfReader(BytesIO(letter)))
            if done % 10 == 0 or done == len(contexts):
                # Each letter brings its fonts: they are kept once.
                bundle.compress_identical_objects(remove_unreferenced=True)
                progress(done, len(contexts))
        bundle.add_metadata({"/Title": one_line(title), "/Author": one_line(agency().name)})
        written = BytesIO()
        bundle.write(written)
    return written.getvalue()


#: Browsers lay a PDF out by a style of their own; nothing else may run beside it.
PDF_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
)


def pdf_response(content: bytes, *, title: str, download: bool = False) -> HttpResponse:
    """The PDF shown in place, or downloaded, under a name made from ``title``."""
    disposition = "attachment" if download else "inline"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'{disposition}; filename="{file_name(title, "pdf")}"',
            "Content-Security-Policy": PDF_POLICY,
        },
    )
