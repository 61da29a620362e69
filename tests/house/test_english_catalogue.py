"""Whoever chooses English reads English everywhere, with the same values in the sentences."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.utils.translation.template import templatize

from tests.house.catalogue import MESSAGES
from tests.house.checks import WINGS

_LITERAL = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_MARK = re.compile(rf"\b(n?p?gettext|_)\({_LITERAL}(?:, *{_LITERAL})?")
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|</?\w+[^>]*>")


def marked_in_python() -> Iterator[str]:
    """Each text given as it stands to gettext or one of its kin."""
    for path in (
        path for room in (*WINGS, "lsc") for path in (settings.BASE_DIR / room).rglob("*.py")
    ):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            name = node.func.id.removesuffix("_lazy")
            rank = {"_": 0, "gettext": 0, "ngettext": 0, "pgettext": 1}.get(name)
            text = node.args[rank] if rank is not None else None
            if isinstance(text, ast.Constant):
                yield str(text.value)


def marked_in_templates() -> Iterator[str]:
    """Each text that Django hands to gettext when it collects the messages of a template."""
    for path in (settings.BASE_DIR / "templates").rglob("*.*"):
        if path.suffix not in {".html", ".txt"}:
            continue
        for name, first, second in _MARK.findall(templatize(path.read_text(encoding="utf-8"))):
            yield ast.literal_eval(second if "pgettext" in name else first)


@pytest.mark.parametrize("marked", [marked_in_python, marked_in_templates])
def test_every_marked_text_is_in_the_catalogue(marked: Callable[[], Iterator[str]]) -> None:
    known = {each.texts["msgid"] for each in MESSAGES}
    texts = set(marked())
    assert len(texts) > 500
    assert texts - known == set(), "run « make messages », then translate them there"


def test_every_text_has_its_translation() -> None:
    missing = [each.sources[0] for each in MESSAGES if not all(each.translations)]
    assert missing == [], "translate them there after « make messages »"


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
