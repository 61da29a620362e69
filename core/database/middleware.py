"""Middleware of both sites."""

import logging

from django.http import (
    HttpRequest,
    HttpResponseBase,
    StreamingHttpResponse,
)

from core.database import portfolio
from core.database.context import RequestContext, serving, under
from core.database.visitor import client_ip, request_id_of
from core.house.middleware import Middleware

logger = logging.getLogger(__name__)


class RequestContextMiddleware(Middleware):
    """Lets the audit trail, the security log and all logs know where the request came from."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        agent = request.headers.get("User-Agent", "")
        request_id = request_id_of(request)
        context = RequestContext(ip_address=client_ip(request), user_agent=agent)
        with serving(context), under(request_id):
            response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        return response


class PortfolioMiddleware(Middleware):
    """Everything that is read for the reader, streamed parts included, is of their portfolio."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        mine = portfolio.portfolio_of(request.user)
        with portfolio.within(mine):
            response: HttpResponseBase = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and not mine.is_whole:
            response.streaming_content = portfolio.kept_within(
                mine,
                response.streaming_content,  # type: ignore[arg-type]
            )
        return response
