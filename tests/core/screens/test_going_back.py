"""Whatever a form or a browser says one came from, one is led to a page of this site."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.screens.services import favourites
from core.text.errors import BusinessError
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

#: No address, an address of elsewhere, and what Django would take for the name of a view.
ODD = ["x" * 300, "9" * 30, "²", "https://ailleurs.example/", "//ailleurs.example", "/\\ailleurs"]


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_staff(is_superuser=True))
    return client


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("page", ["core:choose_entity", "core:add_favourite"])
def test_a_form_leads_back_to_this_site(client: Client, page: str, text: str) -> None:
    answer = client.post(reverse(page), {"next": text, "label": "x", "entity": ""})
    assert answer.status_code == 302
    assert "ailleurs" not in answer["Location"]


@pytest.mark.parametrize("text", ODD)
def test_a_refusal_leads_back_to_this_site(client: Client, text: str, monkeypatch: Any) -> None:
    def refuse(**_facts: object) -> None:
        raise BusinessError("non")

    monkeypatch.setattr(favourites, "unpin", refuse)
    answer = client.post(reverse("core:remove_favourite"), {"url": "/x"}, headers={"Referer": text})
    assert answer.status_code in {302, 409}
    assert "ailleurs" not in answer.headers.get("Location", "")
