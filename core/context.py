"""Who asks, from where: the request that the running code serves, for the audit trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class RequestContext:
    ip_address: str | None = None


_current: ContextVar[RequestContext] = ContextVar("lsc_request", default=RequestContext())


def current_request() -> RequestContext:
    return _current.get()


@contextmanager
def serving(context: RequestContext) -> Iterator[None]:
    token = _current.set(context)
    try:
        yield
    finally:
        _current.reset(token)
