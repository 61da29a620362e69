"""Screens are in French until their reader says otherwise; what the browser says is not asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django import forms
from django.conf import settings
from django.test import Client
from django.utils import translation

from tests.factories import make_staff

pytestmark = pytest.mark.django_db
ENGLISH_BROWSER = {"Accept-Language": "en-GB,en;q=0.9"}


def read(client: Client, url: str) -> str:
    return client.get(url, headers=ENGLISH_BROWSER).content.decode()


@pytest.mark.parametrize("site", ["backoffice", "extranet"])
def test_an_english_browser_is_served_french(on_site: Callable[[str], Client], site: str) -> None:
    page = read(on_site(site), "/compte/login/")
    assert '<html lang="fr"' in page
    assert "Mot de passe" in page


@pytest.mark.parametrize("site", ["backoffice", "extranet"])
def test_a_reader_chooses_english_and_comes_back(
    on_site: Callable[[str], Client], site: str
) -> None:
    reader = on_site(site)
    answer = reader.post("/langue/", {"language": "en", "next": "/compte/login/"})
    assert answer.headers["Location"] == "/compte/login/"
    page = read(reader, "/compte/login/")
    assert '<html lang="en"' in page
    assert "Password" in page
    reader.post("/langue/", {"language": "fr", "next": "/compte/login/"})
    assert '<html lang="fr"' in read(reader, "/compte/login/")


def test_the_menu_of_a_page_offers_the_other_language(back_office: Client) -> None:
    back_office.force_login(make_staff())
    assert 'name="language" value="en"' in read(back_office, "/")
    back_office.post("/langue/", {"language": "en"})
    page = read(back_office, "/")
    assert 'name="language" value="fr"' in page
    assert "Sign out" in page


@pytest.mark.parametrize("chosen", ["de", "", "../en"])
def test_a_language_that_is_not_offered_leaves_french(back_office: Client, chosen: str) -> None:
    back_office.post("/langue/", {"language": chosen})
    assert '<html lang="fr"' in read(back_office, "/compte/login/")
    back_office.cookies[settings.LANGUAGE_COOKIE_NAME] = chosen
    assert '<html lang="fr"' in read(back_office, "/compte/login/")


def test_a_language_is_not_chosen_by_a_link(back_office: Client) -> None:
    assert back_office.get("/langue/?language=en").status_code == 405


def test_days_come_first_in_english_too() -> None:
    """« 03/04/2026 » is the third of April, whatever the language of the screen."""
    with translation.override("en"):
        assert forms.DateField().clean("03/04/2026") == date(2026, 4, 3)
