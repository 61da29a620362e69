"""No IBAN reaches the logs, not even inside the error that tells of it."""

from __future__ import annotations

import io
import logging

from core.database.logging import MaskIbansFilter
from tests.factories import IBAN


def logged(error: str) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(MaskIbansFilter())
    logger = logging.getLogger("tests.no_iban")
    logger.addHandler(handler)
    logger.propagate = False
    try:
        raise ValueError(error)
    except ValueError:
        logger.exception("Refused: %s", error)
    finally:
        logger.removeHandler(handler)
    return stream.getvalue()


def test_neither_in_the_message_nor_in_the_traceback() -> None:
    text = logged(f"Failing row contains (12, {IBAN}, AGRIFRPP)")
    assert IBAN not in text
    assert text.count("FR76 ••••") == 2
    assert "Traceback" in text
