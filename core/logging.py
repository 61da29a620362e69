"""No IBAN in the logs, whoever wrote the message."""

import logging
import re
from typing import Any

_IBAN = re.compile(r"\b([A-Z]{2}\d{2})(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")

_PLAIN = logging.Formatter()


def mask(text: str) -> str:
    return _IBAN.sub(lambda match: f"{match[1]} ••••", text)


class MaskIbansFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = mask(record.getMessage())
        record.args = ()
        if record.exc_info:
            # What was refused stands in the error itself, and in what the database says of it.
            record.exc_text = mask(_PLAIN.formatException(record.exc_info))
        return True


def logging_to_console(level: str, *, security_file: str = "") -> dict[str, Any]:
    """Django's ``LOGGING``: everything from ``level`` up goes to the console, IBANs masked.

    The security log writes bare JSON lines, to the console and to ``security_file`` if named.
    """
    handlers: dict[str, dict[str, Any]] = {
        "security": {"class": "logging.StreamHandler", "formatter": "bare"},
    }
    if security_file:
        handlers["security_file"] = {
            "class": "logging.handlers.WatchedFileHandler",
            "filename": security_file,
            "encoding": "utf-8",
            "formatter": "bare",
        }
    for handler in handlers.values():
        handler["filters"] = ["mask_ibans"]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"mask_ibans": {"()": MaskIbansFilter}},
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
            "bare": {"format": "%(message)s"},
        },
        "loggers": {
            "lsc.security": {"handlers": list(handlers), "level": "INFO", "propagate": False}
        },
        "handlers": {
            **handlers,
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["mask_ibans"],
            },
        },
        "root": {"handlers": ["console"], "level": level},
    }
