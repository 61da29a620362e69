"""No page of the back office shows a word of the program: codes are for machines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.db.models import TextChoices
from django.test import Client
from django.urls import reverse

from core.people.models import User
from receipts.draft.channels import CHANNELS
from tests.kept import kept_for_a_module
from tests.rights.keys import KINDS, every_right, kind_of, ours
from tests.rights.other_entity import Office, make_office

pytestmark = pytest.mark.django_db

#: The words of others, shown as they came: what a source sent, under its own names.
AS_RECEIVED = "draft-raw"
#: Words that stand for nothing, or that Python writes.
NEVER = re.compile(
    r"-{6,}|\b(?:None|True|False)\b|Maj\+Delete|\b[01] chèques\b|\{'|\[\]|<[A-Z]\w+:"
)
#: « Rien », said by the button that selects nothing; in French it would be Python's.
ENGLISH = {"None"}
SILENT = {"script", "style", "template", "svg", "code", "pre"}


class Texts(HTMLParser):
    """Each piece of text that a reader sees, and the words read out for him."""

    def __init__(self) -> None:
        super().__init__()
        self.silent: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT or ("class", AS_RECEIVED) in attrs:
            self.silent.append(tag)
        self.found += [
            value
            for name, value in attrs
            if name in {"aria-label", "title", "placeholder", "data-key-label"} and value
        ]

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.found.append(" ".join(data.split()))


def texts_of(html: str) -> list[str]:
    parser = Texts()
    parser.feed(html)
    return parser.found


def codes() -> set[str]:
    """Codes of channels, and values of every enumeration that differ from their labels."""
    return {each.code for each in CHANNELS} | {
        str(value)
        for kind in _choices(TextChoices)
        for value, label in kind.choices
        if re.search(r"[a-z]", value) and value != str(label)
    }


def _choices(kind: type[TextChoices]) -> Iterator[type[TextChoices]]:
    for each in kind.__subclasses__():
        yield each
        yield from _choices(each)


def raw_words(html: str, values: set[str]) -> list[str]:
    return [each for each in texts_of(html) if NEVER.search(each) or each in values]


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    with kept_for_a_module(django_db_blocker, tmp_path_factory.mktemp("office")):
        yield make_office(every_right())


@pytest.fixture
def office(kept: Office, db: None) -> Office:
    return replace(kept, user=User.objects.get(pk=kept.user.pk))


@pytest.fixture
def client(office: Office) -> Client:
    office.user.every_entity = True
    office.user.save()
    client = Client()
    client.force_login(office.user)
    return client


def addresses(office: Office) -> Iterator[tuple[str, str]]:
    for url in ours():
        kind = kind_of(url.name, KINDS)
        if not url.arguments:
            yield url.name, url.address()
        elif kind in office.keys:
            values = {name: office.keys[kind] for name, _example in url.arguments}
            values |= {
                name: office.keys[
                    {"account": "ledger_books.account", "building": "ledger_people.building"}[name]
                ]
                for name in ("account", "building")
                if name in values
            }
            yield url.name, reverse(url.name, kwargs=values)


def html_of(answer: Any) -> str:
    if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return ""
    return str(answer.content.decode())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_page_shows_a_raw_word(office: Office, client: Client, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    # An English word alone may be English; what it is a code of, the French pages tell.
    values = {each for each in codes() if language == "fr" or "_" in each}
    read, wrong = 0, set[tuple[str, str]]()
    for name, address in addresses(office):
        html = html_of(client.get(address))
        read += f'lang="{language}"' in html
        wrong |= {(name, word) for word in raw_words(html, values)}
    if language == "en":
        wrong = {(name, word) for name, word in wrong if word not in ENGLISH}
    assert read > 60
    assert not sorted(wrong)


@pytest.mark.parametrize(
    "html",
    [
        "<td>one_off</td>",
        "<option>---------</option>",
        "<p>Solde : None</p>",
        '<button aria-label="Retirer (Maj+Delete)">x</button>',
        "<li>1 chèques</li>",
        "<td>{'a': 1}</td>",
    ],
)
def test_a_raw_word_is_found(html: str) -> None:
    assert raw_words(html, {"one_off"})


def test_what_no_reader_sees_is_left_alone() -> None:
    received = '<details class="draft-raw"><dd>None</dd></details>'
    assert not raw_words(f'<option value="one_off">Ponctuel</option>{received}', {"one_off"})
