"""Counts requests and their queries, by the name of the view: there are as many as pages."""

import time
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.house import metrics
from core.house.middleware import Middleware

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: A path that is no page's, or that no page was reached for.
_NONE = "none"


class MeteringMiddleware(Middleware):
    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.METRICS_TOKEN:
            return self.get_response(request)
        queries, start = _Queries(), time.perf_counter()
        with connection.execute_wrapper(queries):
            response = self.get_response(request)
        _count(request, response.status_code, time.perf_counter() - start, queries)
        return response


class _Queries:
    def __init__(self) -> None:
        self.count, self.seconds = 0, 0.0

    def __call__(self, execute: Any, *query: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(*query)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - start


def _count(request: HttpRequest, status: int, seconds: float, queries: _Queries) -> None:
    match = request.resolver_match
    view = (match.view_name or _NONE) if match else _NONE
    method = request.method if request.method in _METHODS else "other"
    metrics.REQUESTS.add(view, str(method), str(status))
    metrics.REQUEST_SECONDS.add(view, str(method), seconds=seconds)
    metrics.QUERIES.add(view, amount=queries.count)
    metrics.QUERY_SECONDS.add(view, amount=queries.seconds)
