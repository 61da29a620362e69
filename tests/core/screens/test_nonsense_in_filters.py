"""Whatever a URL says to filter by, each list is shown: an old link never breaks a page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.screens.lists.page import ListPage
from tests.factories import make_staff
from tests.rights.urls import urls_of

pytestmark = pytest.mark.django_db

NONSENSE = ["²", "9" * 30, "9999-12-31", "0001-01-01", "1e999999999", "x" * 300]


def lists() -> dict[str, list[str]]:
    """The filters of each list, by the name of its page."""
    # Lists are known once the addresses are read, which bring the rooms' views.
    opened = {url.name for url in urls_of("backoffice") if not url.arguments}
    return {
        cls.url_name: list(cls.filterset_class.base_filters)
        for cls in _all(ListPage)
        if cls.filterset_class and getattr(cls, "url_name", "") in opened
    }


def _all(cls: Any) -> list[Any]:
    return [each for below in cls.__subclasses__() for each in (below, *_all(below))]


@pytest.mark.parametrize("page", sorted(lists()))
def test_a_list_is_shown_whatever_it_is_filtered_by(page: str) -> None:
    client = Client()
    client.force_login(make_staff(is_superuser=True))
    for name in lists()[page]:
        for text in NONSENSE:
            answer = client.get(reverse(page), {name: text})
            assert answer.status_code == 200, (name, text)


def test_the_lists_that_are_filtered_are_found() -> None:
    assert len(lists()) > 10
