"""Who asks, from where: the request that the running code serves, for the audit trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class RequestContext:
    ip_address: str | None = None
    user_agent: str = ""


_NOWHERE = RequestContext()
_current: ContextVar[RequestContext | None] = ContextVar("lsc_request", default=None)


def current_request() -> RequestContext:
    """The request being served; one without address where there is none."""
    return _current.get() or _NOWHERE


@contextmanager
def serving(context: RequestContext) -> Iterator[None]:
    token = _current.set(context)
    try:
        yield
    finally:
        _current.reset(token)
