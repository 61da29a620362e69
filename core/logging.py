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


def logging_to_console(level: str) -> dict[str, Any]:
    """Django's ``LOGGING``: everything from ``level`` up goes to the console, IBANs masked."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"mask_ibans": {"()": MaskIbansFilter}},
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["mask_ibans"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
    }
