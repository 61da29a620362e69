"""A count agrees with its noun: one cheque is never « 1 chèques »."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.house import checks

Reader = Callable[[str], Iterator[str]]

ROOT = Path(settings.BASE_DIR)
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "pgettext", "pgettext_lazy"}
#: A figure, then a word that ends as plurals do.
COUNTED = re.compile(
    r"(?:%\(\w+\)[ds]|\{\{ ?\w+ ?\}\}|\{\w+\})[ \u00a0\u202f]"
    r"(?:(?:autres|dernières|premières|nouvelles|nouveaux) )?[^\W\d]+[sx]\b"
)
BLOCK = re.compile(r"\{% blocktrans(?:late)?\b.*?%\}(.*?)\{% endblocktrans(?:late)? %\}", re.S)
LIMIT = "a fixed limit, more than one"
AMOUNT = "an amount in euros: « reçus » agrees with the euros"
NO_COUNT = "no count"
#: Beginnings of sentences where the figure is never one, or is no count; and why.
REASONS = {
    "Vous avez déjà %(count)d vues": LIMIT,
    "Vous avez déjà %(count)d raccourcis": LIMIT,
    "Choisissez de 1 à %(count)d comptes": LIMIT,
    "Imprimez %(count)d relevés": LIMIT,
    "Éditez %(count)d coupons": LIMIT,
    "%(cells)s caractères": LIMIT,
    "La pièce a %(cells)s caractères": LIMIT,
    "Ce nom est trop long : %(most)d lettres": LIMIT,
    "{{ min_length }} caractères": LIMIT,
    "Les {{ shown_lines }} dernières lignes": LIMIT,
    "Personne ne doit rien depuis plus de {{ days }} jours": LIMIT,
    "Les {{ shown }} plus anciennes": "shown only where the list is cut at its limit",
    "{{ more }} lignes en tout": "shown only beyond two hundred",
    "Voir les {{ n }} chèques du lot": "shown only beyond thirty",
    "Voir les {{ n }} chèques à encaisser": "shown only where some are left out of a list",
    "{{ amount }} reçus": AMOUNT,
    "{{ settled }} affectés": AMOUNT,
    "Compté par {{ by }}": AMOUNT,
    "%(what)s : %(announced)s annoncés": AMOUNT,
    "Le lot ne s’accorde pas avec sa bande": "the counts come with their nouns, and the amounts",
    "dont {{ n }} repris": "« repris » is the same for one and for several",
    "%(error)s Les clients": NO_COUNT,
    "Ancrage n° %(number)s des comptes": NO_COUNT,
    "Le journal de ce jour a changé": NO_COUNT,
    "Épingler {{ name }} dans": NO_COUNT,
}


def texts_of_python(source: str) -> Iterator[str]:
    """Marked texts that have one form only."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        called = node.func.attr if isinstance(node.func, ast.Attribute) else called
        if called in MARKS:
            for each in node.args:
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.value


def texts_of_template(source: str) -> Iterator[str]:
    for text in BLOCK.findall(source):
        if "{% plural %}" not in text:
            yield text.strip()


def one_form_only(texts: Iterator[str]) -> list[str]:
    return [each for each in texts if COUNTED.search(each)]


def is_beginning(of: str, text: str) -> bool:
    """Whatever spaces the sentence has before its colons."""
    return text.replace("\u00a0", " ").startswith(of)


def found_here() -> Iterator[tuple[str, str]]:
    for file in checks.tracked_files(ROOT):
        path = file.relative_to(ROOT)
        if path.parts[0] == "tests":
            continue
        read = texts_of_python if path.suffix == ".py" else texts_of_template
        if path.suffix == ".py" or "templates" in path.parts:
            yield from ((str(path), each) for each in one_form_only(read(file.read_text())))


def test_a_count_before_a_plural_noun_has_a_singular_too() -> None:
    bad = [
        f"{path}: {text}"
        for path, text in found_here()
        if not any(is_beginning(each, text) for each in REASONS)
    ]
    assert not bad, "use ngettext or blocktranslate count: " + "; ".join(bad)


def test_every_reason_still_answers_for_a_sentence() -> None:
    texts = [text for _path, text in found_here()]
    idle = [each for each in REASONS if not any(is_beginning(each, text) for text in texts)]
    assert not idle, f"no such sentence any more: {idle}"


@pytest.mark.parametrize(
    ("read", "source"),
    [
        (texts_of_python, '_("Lot clos : %(count)d chèques.")'),
        (texts_of_python, 'translation.gettext("%(n)s autres lignes")'),
        (texts_of_template, "{% blocktranslate %}{{ n }} comptes{% endblocktranslate %}"),
    ],
)
def test_a_plural_without_its_singular_is_found(read: Reader, source: str) -> None:
    assert one_form_only(read(source))


@pytest.mark.parametrize(
    ("read", "source"),
    [
        (texts_of_python, 'ngettext("%(n)d chèque", "%(n)d chèques", n)'),
        (
            texts_of_template,
            "{% blocktranslate count n=n %}{{ n }} lot{% plural %}{{ n }} lots"
            "{% endblocktranslate %}",
        ),
    ],
)
def test_a_sentence_with_both_forms_passes(read: Reader, source: str) -> None:
    assert not one_form_only(read(source))
