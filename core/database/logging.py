"""No IBAN, card number, query or key in the logs, whoever wrote the message."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from core.database.context import current_request_id
from core.text.guard import mask_secrets

#: What stands between groups, in a text or in a URL.
_BETWEEN = r"(?:%20|%C2%A0|%E2%80%AF|[\s+._-]){0,3}"
#: Mistyped ones as well: whoever logs does not check them first.
_IBAN = re.compile(
    rf"(?<![0-9a-z])([a-z]{{2}}\d{{2}})((?:{_BETWEEN}[0-9a-z]{{4}}){{2,7}}"
    rf"(?:{_BETWEEN}[0-9a-z]{{1,4}})?)(?![0-9a-z])",
    re.IGNORECASE,
)
#: Words of four letters after « AB12 » are no IBAN.
_FEWEST_DIGITS = 5
#: A request line, up to its query.
_QUERY = re.compile(r"((?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) [^\s?\"]+)\?[^\s\"]*")
#: A key that opens: of a reset link (Django's), or signed and dated (``:`` between its parts).
_KEY = re.compile(
    r"(?<=/)(?:[0-9a-zA-Z]+-[0-9a-z]+-[0-9a-f]{32}|[^\s/\"]*:[^\s/\"]{20,})(?=[/\s\"]|$)"
)

#: The id of a task: « bb43 » and what follows it look like an IBAN.
_UUID = re.compile(
    r"(?<![0-9a-z])((?=[0-9-]*[a-f])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?![0-9a-z])",
    re.IGNORECASE,
)

_PLAIN = logging.Formatter()


def mask(text: str) -> str:
    """The text without IBANs, card numbers, queries of requests and keys of reset links."""
    parts = _UUID.split(_KEY.sub("••••", _QUERY.sub(r"\1", text)))
    parts[::2] = [mask_secrets(_IBAN.sub(_masked, part)) for part in parts[::2]]
    return "".join(parts)


def _masked(found: re.Match[str]) -> str:
    digits = sum(map(str.isdigit, re.sub("%[0-9A-F]{2}", "", found[2])))
    return f"{found[1]} ••••" if digits >= _FEWEST_DIGITS else found[0]


class MaskIbansFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        # Once: each handler of a record has a filter of its own.
        if not hasattr(record, "template"):
            record.template = str(record.msg)
        record.msg = mask(record.getMessage())
        record.args = ()
        if record.exc_info:
            # What was refused stands in the error itself, and in what the database says of it.
            record.exc_text = mask(_PLAIN.formatException(record.exc_info))
        return True


class TextLines(logging.Formatter):
    """Moment in UTC, level, logger, id of the request, message."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        return _moment(record)

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = _request_id(record) or "-"
        return super().format(record)


class JsonLines(logging.Formatter):
    """One object a line; what a message brings as ``extra={"fields": …}`` are fields of it."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "request_id": _request_id(record),
            "process": record.process,
            "message": record.getMessage(),
            **{name: _masked_field(value) for name, value in _fields(record).items()},
        }
        if record.exc_info and not record.exc_text:
            record.exc_text = mask(self.formatException(record.exc_info))
        if record.exc_text:
            told["error"] = record.exc_text
        # Line breaks are escaped: what somebody typed can never look like a line of ours.
        return json.dumps(told, ensure_ascii=False, default=str)


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _request_id(record: logging.LogRecord) -> str:
    return getattr(record, "request_id", "") or current_request_id()


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = getattr(record, "fields", {})
    return fields


def _masked_field(value: Any) -> Any:
    return mask(value) if isinstance(value, str) else value


FORMATTERS: dict[str, type[logging.Formatter]] = {"text": TextLines, "json": JsonLines}


def logging_to_console(
    level: str, *, lines: str = "text", security_file: str = ""
) -> dict[str, Any]:
    """Django's ``LOGGING``: everything from ``level`` up goes to the console, IBANs masked.

    ``lines`` is ``text`` or ``json``, else ImproperlyConfigured is raised. The security log writes
    bare JSON lines, to the console and to ``security_file`` if named.
    """
    if lines not in FORMATTERS:
        raise ImproperlyConfigured(f"LSC_LOG_FORMAT must be text or json, not {lines!r}.")
    security = _security_handlers(security_file)
    handlers = {**security, "console": {"class": "logging.StreamHandler", "formatter": "line"}}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"mask_ibans": {"()": MaskIbansFilter}},
        "formatters": {"line": {"()": FORMATTERS[lines]}, "bare": {"format": "%(message)s"}},
        "loggers": {
            # The development server's access log, which Django would hand to a handler of its own.
            "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
            "lsc.security": {"handlers": list(security), "level": "INFO", "propagate": False},
            # Seven lines for each PDF say nothing that an operator could use.
            "weasyprint.progress": {"level": "WARNING"},
        },
        "handlers": {
            name: {**handler, "filters": ["mask_ibans"]} for name, handler in handlers.items()
        },
        "root": {"handlers": ["console"], "level": level},
    }


def _security_handlers(file: str) -> dict[str, dict[str, Any]]:
    handlers: dict[str, dict[str, Any]] = {
        "security": {"class": "logging.StreamHandler", "formatter": "bare"},
    }
    if file:
        handlers["security_file"] = {
            "class": "logging.handlers.WatchedFileHandler",
            "filename": file,
            "encoding": "utf-8",
            "formatter": "bare",
        }
    return handlers
