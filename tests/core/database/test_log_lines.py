"""Logs as text or as JSON lines: one clock, the id of the request, and masked either way."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured

from core.database.context import under
from core.database.logging import FORMATTERS, MaskIbansFilter, logging_to_console
from tests.factories import IBAN

CARD = "4111 1111 1111 1111"
RESET = "/compte/cle/1-c8abcd-0123456789abcdef0123456789abcdef/"
#: The moment in UTC, to the millisecond, with its zone.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00")


@pytest.fixture(params=["text", "json"])
def lines(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def console(lines: str) -> Iterator[io.StringIO]:
    """What a handler writes that is made as the settings make it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(FORMATTERS[lines]())
    handler.addFilter(MaskIbansFilter())
    log = logging.getLogger("tests.lines")
    log.addHandler(handler)
    log.propagate = False
    log.setLevel(logging.INFO)
    yield written
    log.removeHandler(handler)


def say(message: str, *arguments: object, **options: object) -> None:
    logging.getLogger("tests.lines").info(message, *arguments, **options)  # type: ignore[arg-type]


def test_no_secret_is_in_a_line_wherever_it_stands(console: io.StringIO) -> None:
    say(f"refusé : {IBAN}")
    say("refusé : %s, %s", IBAN, CARD)
    say("lu", extra={"fields": {"path": RESET, "agent": IBAN, "note": CARD}})
    try:
        raise ValueError(IBAN, CARD)
    except ValueError:
        logging.getLogger("tests.lines").exception("Refused: %s", IBAN)
    said = console.getvalue()
    assert "Traceback" in said
    for secret in (IBAN, IBAN[8:], CARD, CARD[:14], "0123456789abcdef"):
        assert secret not in said


def test_a_line_has_one_clock_with_its_zone(console: io.StringIO) -> None:
    say("fait")
    assert MOMENT.search(console.getvalue())


def test_a_line_has_the_id_of_its_request(console: io.StringIO) -> None:
    with under("abcdefgh-of-a-request"):
        say("fait")
    say("encore")
    first, second = console.getvalue().splitlines()
    assert "abcdefgh-of-a-request" in first
    assert "abcdefgh-of-a-request" not in second


def test_json_is_one_object_a_line_whatever_is_said() -> None:
    record = logging.LogRecord("a.b", logging.ERROR, "", 0, 'un « mot »\n"deux" %s', (3,), None)
    record.fields = {"status": 200, "path": "/x/", "thing": object}
    [line] = FORMATTERS["json"]().format(record).splitlines()
    told = json.loads(line)
    assert MOMENT.fullmatch(told.pop("at"))
    assert (told["level"], told["logger"]) == ("ERROR", "a.b")
    assert told["message"] == 'un « mot »\n"deux" 3'
    assert (told["status"], told["path"]) == (200, "/x/")


def test_json_tells_an_error_with_its_traceback_in_a_field() -> None:
    try:
        raise ValueError(f"refusé {IBAN}")
    except ValueError as error:
        trace = (type(error), error, error.__traceback__)
        record = logging.LogRecord("a", logging.ERROR, "", 0, "raté", (), trace)
    told = json.loads(FORMATTERS["json"]().format(record))
    assert "ValueError: refusé FR76 ••••" in told["error"]


def test_every_handler_of_the_settings_masks(lines: str, tmp_path) -> None:
    config = logging_to_console("INFO", lines=lines, security_file=str(tmp_path / "security.log"))
    assert all("mask_ibans" in handler["filters"] for handler in config["handlers"].values())
    loggers = {"root": config["root"], **config["loggers"]}
    assert {name for each in loggers.values() for name in each.get("handlers", ())} <= set(
        config["handlers"]
    )


def test_the_lines_are_those_that_were_chosen(lines: str) -> None:
    formatters = logging_to_console("INFO", lines=lines)["formatters"]
    assert formatters["line"] == {"()": FORMATTERS[lines]}


def test_others_are_refused_at_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="must be text or json, not 'xml'"):
        logging_to_console("INFO", lines="xml")
