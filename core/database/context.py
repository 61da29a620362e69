"""Who asks, from where: the request that the running code serves, for the audit trail and logs."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import uuid4


@dataclass(frozen=True)
class RequestContext:
    ip_address: str | None = None
    user_agent: str = ""


_NOWHERE = RequestContext()
_current: ContextVar[RequestContext | None] = ContextVar("lsc_request", default=None)
_request_id: ContextVar[str] = ContextVar("lsc_request_id", default="")
#: Without a digit: no mask can take it for a part of a card number or an IBAN.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
#: What a proxy sends, at the most; a column of the outbox is as wide.
LONGEST_ID = 64


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


def current_request_id() -> str:
    """The id by which logs, tasks and mails that one request caused are found; empty for none."""
    return _request_id.get()


def new_request_id() -> str:
    return uuid4().hex.translate(_LETTERS)


@contextmanager
def under(request_id: str) -> Iterator[None]:
    """What runs inside was caused by this request, wherever it runs."""
    token = _request_id.set(request_id)
    try:
        yield
    finally:
        _request_id.reset(token)
