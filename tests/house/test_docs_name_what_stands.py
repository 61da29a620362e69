"""Every path, module and right that the docs name is there, or the page has its reader write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from core.jobs.services.schedule import SERVICES
from core.people.rights import groups
from tests.house.checks import WINGS
from tests.house.docs import docs

FOLDERS = (
    *WINGS,
    "deploy",
    "docs",
    "locale",
    "lsc",
    "partners",
    "requirements",
    "templates",
    "tests",
)
PATH = re.compile(rf"(?<![\w./<-])(?:{'|'.join(FOLDERS)})/[\w./-]*\w")
DOTTED = re.compile(rf"(?<![\w./-])(?:{'|'.join((*WINGS, 'lsc', 'tests'))})(?:\.\w+)+")
RIGHT = re.compile(rf"(?<![\w./-])(?:{'|'.join(WINGS)})_\w+\.\w+")
#: A block that a how-to has its reader write, under the name of its file.
WRITTEN = re.compile(r"^`(\S+)`:\n\n```", re.M)
#: What a page shows of a file; its texts name what the page makes.
SHOWN = re.compile(r"^```\w*\n.*?^```$", re.M | re.S)
TEXT = re.compile(r'"[^"\n]*"')
#: What an operator has, and the places that the architecture keeps free.
ELSEWHERE = {"deploy/ca/authorities.pem"}
KEPT_FREE = {"ledger/closing", "ledger/landlords", "ledger/moving_in", "ledger/schedule"}
#: Files of an installation, named after the product or the site.
SUFFIXES = {"dump", "env", "md", "sqlite3"}


def pages(repository: Path) -> Iterator[tuple[str, str]]:
    for file in docs(repository):
        yield str(file.relative_to(repository)), file.read_text()


def stands(dotted: str) -> bool:
    """Whether a module is there, and what is named within it."""
    path, *parts = dotted.split(".")
    thing: object = import_module(path)
    for part in parts:
        path += f".{part}"
        with suppress(ModuleNotFoundError):
            import_module(path)
        if not hasattr(thing, part):
            return False
        thing = getattr(thing, part)
    return True


def without_texts(text: str) -> str:
    return SHOWN.sub(lambda block: TEXT.sub("", block[0]), text)


def written(root: Path) -> set[str]:
    """The files that the how-tos have their reader write."""
    texts = [file.read_text() for file in (root / "docs/how-to").glob("*.md")]
    return {path for text in texts for path in WRITTEN.findall(text)}


def lost_paths(root: Path, text: str) -> set[str]:
    made = written(root) | set(WRITTEN.findall(text)) | ELSEWHERE | KEPT_FREE
    return {path for path in PATH.findall(text) if path not in made and not (root / path).exists()}


def lost_modules(text: str) -> set[str]:
    made = {path.removesuffix(".py").replace("/", ".") for path in WRITTEN.findall(text)}
    return {
        name
        for name in DOTTED.findall(without_texts(text))
        if not any(name.startswith(each) for each in made)
        and name.rpartition(".")[2] not in SUFFIXES
        and name not in SERVICES
        and not stands(name)
    }


def lost_rights(text: str) -> set[str]:
    known = {right.code for group in groups() for right in group.rights}
    known |= {model._meta.label for model in apps.get_models()}
    return set(RIGHT.findall(without_texts(text))) - known


def test_each_path_that_the_docs_name_is_there(repository: Path) -> None:
    assert {
        (name, path) for name, text in pages(repository) for path in lost_paths(repository, text)
    } == set()


def test_each_module_that_the_docs_name_is_there(repository: Path) -> None:
    assert {
        (name, lost) for name, text in pages(repository) for lost in lost_modules(text)
    } == set()


def test_each_right_that_the_docs_name_is_there(repository: Path) -> None:
    assert {(name, lost) for name, text in pages(repository) for lost in lost_rights(text)} == set()


def classes_of_glossary(repository: Path) -> tuple[set[str], set[str]]:
    """Those that stand, and those whose names are kept for later. Journals are codes."""
    stands_now, _, kept = (repository / "docs/glossary.md").read_text().partition("\n## ")
    first, second = (set(re.findall(r"`([A-Z]\w*[a-z])`", part)) for part in (stands_now, kept))
    return first, second


def test_the_glossary_tells_what_stands_from_what_is_to_come(repository: Path) -> None:
    sources = [file.read_text() for wing in WINGS for file in (repository / wing).rglob("*.py")]
    ours = {name for text in sources for name in re.findall(r"^class (\w+)", text, re.M)}
    models = {model.__name__ for model in apps.get_models()}
    stand, kept = classes_of_glossary(repository)
    assert stand - ours == set()
    assert kept & models == {"Mandate"}, "« Mandate alone is SEPA's »; move the other rows above"


@pytest.mark.parametrize("text", ["`receipts/channels.py`", "see ledger/books/nowhere"])
def test_a_path_that_is_gone_is_seen(repository: Path, text: str) -> None:
    assert lost_paths(repository, text)


@pytest.mark.parametrize("text", ["core.money.MoneyField", "core.text.money.NoField", "core.money"])
def test_a_module_that_is_gone_is_seen(text: str) -> None:
    assert lost_modules(text)


def test_a_right_that_is_gone_is_seen() -> None:
    assert lost_rights("`core_people.manage_exchange`") == {"core_people.manage_exchange"}


def test_what_a_page_has_its_reader_write_need_not_be_there(repository: Path) -> None:
    text = "`cards/views.py`:\n\n```python\n```\n`cards.views`"
    assert lost_paths(repository, text) == lost_modules(text) == set()
