"""What a button of a list answers goes where the button says: into the list, or into a page."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from core.screens.lists import ListAction, ListPage
from core.screens.lists.actions import actions_for
from tests.receipts.factories import make_books

pytestmark = pytest.mark.django_db


def _pages(parent: type[ListPage[Any]]) -> list[type[ListPage[Any]]]:
    children = parent.__subclasses__()
    return [each for child in children for each in (child, *_pages(child))]


def _buttons() -> list[tuple[str, ListAction]]:
    chief = get_user_model()(is_superuser=True)
    return [
        (page.key, action)
        for page in _pages(ListPage)
        if getattr(page, "key", "")
        for action in actions_for(page.key, page.actions, chief)
    ]


def test_a_whole_page_never_answers_inside_the_list(client) -> None:
    make_books()
    client.force_login(get_user_model().objects.create_superuser("chief"))
    wrong = []
    for key, action in _buttons():
        answer = client.post(action.url, {"sel": "tout"}, headers={"HX-Request": "true"})
        is_page = "<html" in answer.content.decode(errors="replace")
        if is_page != action.asks and not action.opens:
            wrong.append(f"{key}: {action.code}")
    assert not wrong
    assert {action.code for _key, action in _buttons()} >= {"rent_receipts", "coupons", "match"}
