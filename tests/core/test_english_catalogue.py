"""Whoever chooses English reads English everywhere, with the same values in the sentences."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings

CATALOGUE = settings.BASE_DIR / "locale/en/LC_MESSAGES/django.po"
_KEYWORD = re.compile(r'(msg\w+(?:\[\d\])?) (".*")')
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|</?\w+[^>]*>")


@dataclass
class Message:
    flags: str = ""
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def sources(self) -> list[str]:
        return [self.texts[key] for key in ("msgid", "msgid_plural") if key in self.texts]

    @property
    def translations(self) -> list[str]:
        return [text for key, text in self.texts.items() if key.startswith("msgstr")]


def read_messages() -> Iterator[Message]:
    """The messages of the catalogue, its heading left out."""
    for block in CATALOGUE.read_text(encoding="utf-8").split("\n\n")[1:]:
        message, key = Message(), ""
        for line in block.splitlines():
            if line.startswith("#"):
                message.flags += line
            elif match := _KEYWORD.fullmatch(line):
                key = match[1]
                message.texts[key] = ast.literal_eval(match[2])
            else:
                message.texts[key] += ast.literal_eval(line)
        yield message


MESSAGES = list(read_messages())


def test_the_catalogue_is_there() -> None:
    assert len(MESSAGES) > 2000


def test_every_text_has_its_translation() -> None:
    missing = [each.sources[0] for each in MESSAGES if not all(each.translations)]
    assert missing == [], "translate them in locale/en after « make messages »"


def test_no_translation_waits_for_a_person_to_confirm_it() -> None:
    assert [each.sources[0] for each in MESSAGES if re.search("fuzzy|#~", each.flags)] == []


def test_counted_texts_have_both_forms() -> None:
    counted = [each for each in MESSAGES if "msgid_plural" in each.texts]
    assert counted
    assert all(len(each.translations) == 2 for each in counted)


def test_translations_carry_the_same_values() -> None:
    for each in MESSAGES:
        values = [sorted(_PLACEHOLDER.findall(text)) for text in each.sources]
        assert all(sorted(_PLACEHOLDER.findall(text)) in values for text in each.translations), (
            each.sources[0]
        )


@pytest.mark.parametrize("word", ["brouillard", "prélèvement", "règlement", "échéance"])
def test_no_french_word_is_left_behind(word: str) -> None:
    # What goes to the books stays in French, and says so in the catalogue.
    kept = [each for each in MESSAGES if "C. com. L123-22" not in each.flags]
    assert [text for each in kept for text in each.translations if word in text] == []
