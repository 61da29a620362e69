"""Alive, ready, and pages that carry nothing inline."""

import re

import pytest
from django.test import Client

from core.jobs.services import messages
from core.people.models import Agency
from core.text.colours import contrast
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/messages/",
    "/etat/",
    "/recherche/?q=pierre",
    "/parametres/agence/",
    "/parametres/audit/",
    "/parametres/services/",
    "/parametres/utilisateurs/",
    "/parametres/utilisateurs/nouveau/",
    "/compte/2fa/",
    "/compte/password/change/",
    "/compte/logout/",
    "/nulle-part/",
]
ENTRANCE = [
    "/compte/login/",
    "/compte/password/reset/",
    "/compte/password/reset/done/",
    "/compte/password/reset/key/1-x/",
    "/reprise/",
    "/nulle-part/",
]
#: A script body is allowed only where the browser does not run it.
SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL)


def inline_things(html: str) -> list[str]:
    found = re.findall(r"<style\b|\sstyle=|\son[a-z]+=\"|javascript:|hx-on", html)
    for script in SCRIPT.finditer(html):
        if script["body"].strip() and 'type="application/json"' not in script["attributes"]:
            found.append(script.group())
    return found


def check(visitor: Client, path: str) -> None:
    answer = visitor.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    html = answer.content.decode()
    assert inline_things(html) == []
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", html)


@pytest.mark.parametrize("path", PAGES)
def test_back_office_pages_carry_nothing_inline(back_office: Client, path: str) -> None:
    admin = make_staff(is_superuser=True)
    messages.notify([admin], identity="x", title="Fichier reçu", link="/")
    back_office.force_login(admin)
    check(back_office, path)


@pytest.mark.parametrize("site", ["backoffice", "extranet"])
@pytest.mark.parametrize("path", ENTRANCE)
def test_pages_before_signing_in_carry_nothing_inline(on_site, site: str, path: str) -> None:
    Agency.objects.create(pk=1, name="Cabinet Hermès", phone="03 83 00 00 00", legal_notice="SARL")
    check(on_site(site), path)


def test_something_inline_would_be_found() -> None:
    assert inline_things('<p style="color:red">')
    assert inline_things("<script>alert(1)</script>")
    assert not inline_things(
        '<script type="application/json">{}</script><script src="/x"></script>'
    )


def test_pages_of_somebody_are_not_kept_by_the_browser(back_office: Client) -> None:
    back_office.force_login(make_staff())
    assert "private" in back_office.get("/").headers["Cache-Control"]
    # Nor by htmx, which would show them again after signing out.
    assert '"historyCacheSize":0' in back_office.get("/").content.decode()


def test_the_agency_appears_on_the_clients_pages_and_its_colour_is_readable(extranet) -> None:
    Agency.objects.create(pk=1, name="Cabinet Hermès", phone="03 83 00 00 00", colour="#ffe000")
    page = extranet.get("/compte/login/").content.decode()
    assert "Cabinet Hermès" in page
    assert 'href="tel:0383000000"' in page
    sheet = extranet.get("/agence.css").content.decode()
    [light] = re.findall(r":root \{ --tblr-primary: (#[0-9a-f]{6})", sheet)
    assert contrast(light, "#ffffff") >= 4.5
