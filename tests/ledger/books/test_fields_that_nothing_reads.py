"""A field of the entity that nothing reads says so; one that something reads does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from ledger.books.forms.not_read import NOT_READ_YET
from ledger.books.models import Entity
from tests import factories
from tests.house.checks import WINGS

#: Where the fields are declared, typed and saved: that is not reading them.
KEEPS = re.compile(
    r"migrations|ledger/books/(models|forms|services|views|selectors)/(\w+_)?(entity|entities|mailbox)"
    r"|ledger/books/forms/not_read|templates/ledger/(entity|partials/entity)"
)
#: What identifies an entity on its own pages, and what bounds another field.
KNOWN = {"id", "code", "name", "uid"}


def _sources() -> list[str]:
    base: Path = settings.BASE_DIR
    paths = [path for wing in WINGS for path in (base / wing).rglob("*.py")]
    paths += (base / "templates").rglob("*.html")
    return [path.read_text("utf-8") for path in paths if not KEEPS.search(path.as_posix())]


def test_the_list_and_the_code_agree() -> None:
    text = "\n".join(_sources())
    fields = {field.name for field in Entity._meta.concrete_fields} - KNOWN
    unread = {
        name for name in fields if not re.search(rf"(?:\.|entity__){name}(?:_id)?\b(?!=)", text)
    }
    assert unread == NOT_READ_YET & fields


@pytest.mark.django_db
@pytest.mark.parametrize("tab", ["ledger:entity", "ledger:entity_accounting"])
def test_the_page_says_so(client, tab: str) -> None:
    entity = factories.make_entity()
    client.force_login(factories.make_staff(is_superuser=True))
    page = client.get(reverse(tab, args=[entity.pk])).content.decode()
    typed = set(re.findall(r'name="(\w+)"', page))
    assert page.count("Pas encore utilisé.") == len(typed & NOT_READ_YET) > 3
