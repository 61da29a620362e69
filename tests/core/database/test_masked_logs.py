"""No IBAN, card number, query of a search or key of a reset link reaches a log."""

from __future__ import annotations

import logging

import pytest

from core.database.logging import MaskIbansFilter, logging_to_console, mask

DIGITS = "3000 6000 0112 3456 7890 189"
RESET = "1-c8abcd-0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("between", ["", " ", "\u00a0", "\u202f", "-", "%20", "%C2%A0", "+", "."])
@pytest.mark.parametrize("country", ["FR76", "fr76", "Fr76"])
def test_an_iban_is_masked_however_it_is_written(country: str, between: str) -> None:
    said = f"refusé : {country}{between}{DIGITS.replace(' ', between)}, à revoir"
    assert mask(said) == f"refusé : {country} ••••, à revoir"


def test_one_that_is_mistyped_is_masked_too() -> None:
    assert "7890" not in mask("FR76 3000 6000 0112 3456 7890 188")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("carte 4111 1111 1111 1111", "carte •••• 1111"),
        ('"GET /recherche/?q=Maryse HTTP/1.1" 200 12', '"GET /recherche/ HTTP/1.1" 200 12'),
        (f"Not Found: /compte/cle/{RESET}/", "Not Found: /compte/cle/••••/"),
        ("lot ab12 rue des lilas bleus", "lot ab12 rue des lilas bleus"),
        ("écriture 12/2026 équilibrée", "écriture 12/2026 équilibrée"),
    ],
)
def test_what_else_is_kept_out_and_what_stays(said: str, left: str) -> None:
    assert mask(said) == left


def test_the_id_of_a_task_stays_whatever_its_digits() -> None:
    task = "5d1d536e-bb43-4111-8111-1a1111111111"
    said = f"Task core.jobs.tasks.run[{task}] succeeded, {task}: FR76 {DIGITS}"
    assert mask(said) == f"Task core.jobs.tasks.run[{task}] succeeded, {task}: FR76 ••••"
    assert mask(f"x{task}") == "x5d1d536e-bb43 ••••", "no id, but what looks like an IBAN"


def test_the_development_server_is_filtered_as_the_rest() -> None:
    config = logging_to_console("INFO")
    assert config["loggers"]["django.server"] == {
        "handlers": ["console"],
        "level": "INFO",
        "propagate": False,
    }
    record = logging.LogRecord(
        "django.server",
        logging.INFO,
        "",
        0,
        '"%s" %s %s',
        ("GET /x/?q=FR76 HTTP/1.1", 200, 1),
        None,
    )
    assert MaskIbansFilter().filter(record)
    assert record.getMessage() == '"GET /x/ FR76 HTTP/1.1" 200 1' or "?q" not in record.getMessage()
