"""Reports of errors to a service that speaks Sentry's protocol: where in the code, never of whom.

What leaves is a new event of the few things named here. A list of what to take out would leave in
it whatever the library learns to collect next.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings

from core.database.context import current_request_id
from core.database.logging import mask

if TYPE_CHECKING:
    from sentry_sdk.integrations import Integration

_KEPT = ("event_id", "timestamp", "platform", "level", "logger", "environment")
_KEPT_OF_FRAME = (
    "filename", "function", "module", "lineno", "in_app", "context_line", "pre_context",
    "post_context",
)  # fmt: skip
_LONGEST = 300


def start() -> None:
    """Report what nothing caught, and what is logged as an error, where the settings say to whom.

    Raises BadDsn for an address that is none. Bodies, cookies, headers, local variables, queries
    and traces are not even collected.
    """
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk

    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        environment="production" if settings.PRODUCTION else "development",
        before_send=only_what_is_named,  # type: ignore[arg-type]
        before_breadcrumb=lambda _crumb, _hint: None,
        max_breadcrumbs=0,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        traces_sample_rate=None,
        trace_propagation_targets=[],
        auto_session_tracking=False,
        send_client_reports=False,
        enable_logs=False,
        spotlight=False,
        # Of those that come by default, one sends the command line, another marks calls to banks.
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=_sources(),
    )


def _sources() -> "list[Integration]":
    """Where errors are noticed: pages, tasks, log lines, what ends a process."""
    from sentry_sdk.integrations.atexit import AtexitIntegration
    from sentry_sdk.integrations.celery import CeleryIntegration
    from sentry_sdk.integrations.dedupe import DedupeIntegration
    from sentry_sdk.integrations.django import DjangoIntegration
    from sentry_sdk.integrations.excepthook import ExcepthookIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration

    return [
        AtexitIntegration(callback=lambda _pending, _timeout: None),
        CeleryIntegration(propagate_traces=False),
        DedupeIntegration(),
        DjangoIntegration(transaction_style="function_name", middleware_spans=False),
        ExcepthookIntegration(),
        LoggingIntegration(level=None),
    ]


def only_what_is_named(event: Mapping[str, Any], hint: Mapping[str, Any]) -> dict[str, Any]:
    """The event that leaves."""
    kept = {name: event[name] for name in _KEPT if name in event}
    kept["transaction"] = _short(event.get("transaction") or "")
    kept["tags"] = {"site": settings.LSC_SITE, "request_id": current_request_id()}
    if record := hint.get("log_record"):
        # As it stands in the code: what was put into it may be anyone's.
        kept["logentry"] = {"message": _short(getattr(record, "template", ""))}
    if errors := event.get("exception", {}).get("values"):
        kept["exception"] = {"values": [_error(each) for each in errors]}
    return kept


def _error(error: Mapping[str, Any]) -> dict[str, Any]:
    frames: Sequence[Mapping[str, Any]] = (error.get("stacktrace") or {}).get("frames") or []
    return {
        "type": error.get("type"),
        "module": error.get("module"),
        "value": _short(error.get("value") or ""),
        "stacktrace": {
            "frames": [
                {name: frame[name] for name in _KEPT_OF_FRAME if name in frame} for frame in frames
            ]
        },
    }


def _short(text: str) -> str:
    """Its first line, masked: a database tells the row that it refused in the next."""
    return mask(text.partition("\n")[0])[:_LONGEST]
