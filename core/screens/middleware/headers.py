"""Middleware of both sites."""

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
)

from core.house.middleware import Middleware

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "frame-src 'self'",
        "frame-ancestors 'self'",
        "base-uri 'none'",
        "form-action 'self'",
    ]
)


class SecurityHeadersMiddleware(Middleware):
    """No script, style, font or frame from anywhere but here, and nothing inline."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = CONTENT_SECURITY_POLICY
        if response.headers.get("Content-Type", "").startswith("application/pdf"):
            # The browser's own reader of PDFs is an object of the page that it makes for them.
            policy = policy.replace("object-src 'none'", "object-src 'self'")
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"
        )
        # Pages show people's accounts: a client's machine, often shared, must not keep them. An
        # accountant's asks again each time, and gives back what was typed before « Précédent ».
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            kept = "no-store" if settings.LSC_SITE == "extranet" else "no-cache"
            response.headers.setdefault("Cache-Control", f"private, {kept}")
        return response
