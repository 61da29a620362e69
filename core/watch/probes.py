"""The pages that machines ask for: by the address of this machine, in clear, every few seconds."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import resolve

from core.house.middleware import Middleware

PATHS = frozenset({"/healthz", "/readyz", "/metrics"})


class ProbesMiddleware(Middleware):
    """Answers them before all that is for people: a probe knows neither the site's name nor TLS.

    A load balancer or a cluster asks the address of one process, which is no allowed host.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info in PATHS and request.method in {"GET", "HEAD"}:
            return resolve(request.path_info).func(request)  # type: ignore[no-any-return]
        return self.get_response(request)
