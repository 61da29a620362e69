"""Small doors that stood ajar: favourites, spreadsheets, cookies, line breaks, deep JSON."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from rest_framework.exceptions import ParseError

from core.office.services import agency
from core.people.models import Agency
from core.screens.exports import harmless
from core.screens.middleware.headers import SecurityHeadersMiddleware
from core.screens.services import favourites
from core.text.errors import BusinessError
from core.text.parsers import BoundedJSONParser
from tests.factories import make_staff


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url",
    [
        "//host/x",
        "/\\host",
        "/\t/host",
        "/\n/host",
        "/x\\..\\y",
        "https://host/",
        "host",
        "",
        "/ x",
    ],
)
def test_a_favourite_leads_nowhere_else(url: str) -> None:
    with pytest.raises(BusinessError, match="raccourci"):
        favourites.pin(acting_user=make_staff(), label="Ailleurs", url=url)


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/", "/brouillard/?etat=pending&q=%C3%A9t%C3%A9", "/a/b/#c"])
def test_a_page_of_this_site_becomes_one(url: str) -> None:
    favourites.pin(acting_user=make_staff(), label="Ici", url=url)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        " =1+1",
        "\u00a0=1",
        "\u3000=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        " ＝1",
        "\u200b=1",
        "\ufeff@x",
    ],
)
def test_no_text_of_a_csv_runs_as_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Gilbert", " Gilbert", "1-2", "a=b", "2026"])
def test_other_texts_are_left_as_they_are(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.django_db
def test_an_agency_has_its_name_on_one_line() -> None:
    agency.update(acting_user=make_staff(), values={"name": "Agence\r\nBcc: x@y.z"})
    assert Agency.objects.get().name == "Agence Bcc: x@y.z"


def test_json_nested_too_deeply_is_a_bad_request() -> None:
    for body in (b"[" * 100_000, b'{"a":' * 100_000):
        with pytest.raises(ParseError):
            BoundedJSONParser().parse(BytesIO(body), parser_context={})


def policy_of(content_type: str, rf: RequestFactory) -> str:
    answer = SecurityHeadersMiddleware(lambda _request: HttpResponse(content_type=content_type))
    return str(answer(rf.get("/")).headers["Content-Security-Policy"])


def test_pages_hold_no_object_and_a_pdf_opens_in_the_browsers_reader(rf: RequestFactory) -> None:
    assert "object-src 'none'" in policy_of("text/html", rf)
    assert "object-src 'self'" in policy_of("application/pdf", rf)


@pytest.mark.parametrize(("https", "prefix"), [("1", "__Host-lsc_"), ("0", "lsc_")])
def test_cookies_are_of_this_host_alone_where_it_is_served_over_tls(
    https: str, prefix: str, repository: Path, tmp_path: Path
) -> None:
    names = ("SESSION", "CSRF", "DEVICE", "LANGUAGE")
    told: Any = subprocess.run(
        [
            sys.executable,
            "-c",
            "from lsc import settings as s\n"
            f"for n in {names!r}: print(getattr(s, n + '_COOKIE_NAME'))\n"
            "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)",
        ],
        cwd=repository,
        env={"LSC_HTTPS": https, "LSC_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert all(name.startswith(f"{prefix}backoffice_") for name in told[: len(names)])
    assert told[len(names) :] == [str(https == "1")] * 2
