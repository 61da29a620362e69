"""The docs name settings and commands that exist, and leave none out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.database.retention import KINDS
from tests.house.catalogue import MESSAGES
from tests.house.docs import docs, variables_of_compose, variables_read, variables_told

#: Commands of Django itself that the docs tell to run.
OF_DJANGO = {"check", "createsuperuser", "makemigrations", "migrate"}
OF_USERS = [
    "accounting.md",
    "counter.md",
    "operations.md",
    "processing-register.md",
    "retention.md",
    "security.md",
]


def commands_told(text: str) -> Iterator[str]:
    yield from re.findall(r"manage\.py ([a-z_]+)", text)


def plain(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", text).replace("’", "'").lower()


def labels_told(text: str) -> Iterator[str]:
    """Words in italics, as they stand on a screen; what begins small is a word stressed."""
    for path in re.findall(r"(?<![*\w])\*([A-ZÀ-Ý][^*\n]*)\*(?![*\w])", text):
        yield from re.split(" > | → ", path)


def unknown_labels(text: str) -> set[str]:
    known = {plain(source) for each in MESSAGES for source in each.sources}
    told = {label: plain(label) for label in labels_told(text)}
    return {
        label
        for label, words in told.items()
        if words not in known and not any(each.startswith(f"{words} ") for each in known)
    }


def test_each_setting_that_is_read_is_told_in_operations(repository: Path) -> None:
    told = variables_told((repository / "docs/operations.md").read_text())
    read = variables_read(repository) | variables_of_compose(repository)
    assert len(read) > 40
    assert read - told == set()


def test_each_setting_that_the_docs_tell_is_read(repository: Path) -> None:
    told = {name for file in docs(repository) for name in variables_told(file.read_text())}
    assert told - variables_read(repository) - variables_of_compose(repository) == set()


def test_each_command_that_the_docs_tell_exists(repository: Path) -> None:
    ours = {file.stem for file in repository.glob("*/**/management/commands/*.py")}
    told = {name for file in docs(repository) for name in commands_told(file.read_text())}
    assert told > {"verify_books"}
    assert told - ours - OF_DJANGO == set()


def test_each_page_that_the_docs_lead_to_exists(repository: Path) -> None:
    lost = [
        f"{file.name}: {target}"
        for file in docs(repository)
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", file.read_text())
        if not (file.parent / target).exists()
    ]
    assert lost == []


def test_the_register_of_processing_names_each_kind_of_data_once_at_least(repository: Path) -> None:
    text = (repository / "docs/processing-register.md").read_text()
    rows = [line for line in text.splitlines() if re.match(r"\| \d+ \|", line)]
    kept = {code for row in rows for code in re.findall(r"`(\w+)`", row)}
    assert kept == {kind.code for kind in KINDS}


@pytest.mark.parametrize("name", OF_USERS)
def test_each_label_that_the_docs_tell_is_on_a_screen(repository: Path, name: str) -> None:
    text = (repository / "docs" / name).read_text()
    assert set(labels_told(text))
    assert unknown_labels(text) == set()


def test_a_label_that_no_screen_has_is_found() -> None:
    assert unknown_labels("*Paramètres > Moteur à vapeur*") == {"Moteur à vapeur"}


@pytest.mark.parametrize("text", ["`LSC_NO_SUCH`", "set SEPA_NO_SUCH first"])
def test_a_setting_that_nothing_reads_is_found(repository: Path, text: str) -> None:
    assert variables_told(text) - variables_read(repository)
