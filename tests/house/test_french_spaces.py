"""French signs keep to their word: no line begins with « : », none ends with « « »."""

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
#: An ordinary space, or none, where French wants one that does not break.
LOOSE = re.compile(
    r"«[ \n]|[ \n]»|«(?=[\w{%])|(?<=[\w}%.…])»"
    r"|(?<=[\w»)}%>’…\"“”])[ \n](?=[;:!?](?:[\s<»)\"'’…{]|$))"
)
#: An elision with the typewriter's mark.
STRAIGHT = re.compile(
    r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|aujourd)'(?=[a-zàâéèêëîïôûœæh])", re.I
)
JS_TEXT = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`")
JS_VALUE = re.compile(r"\$\{(?:[^{}`]|`[^`]*`)*\}")
JS_COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.S)


def texts_of_python(source: str) -> Iterator[str]:
    """What is written between quotes, whole; docstrings are no text of a screen."""
    tree = ast.parse(source)
    inner = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            yield "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and id(node) not in inner | alone:
            yield from [node.value] if isinstance(node.value, str) else []


def texts_of_template(source: str) -> Iterator[str]:
    yield from re.sub(r"\{#.*?#\}", "", source).split("\n\n")


def texts_of_script(source: str) -> Iterator[str]:
    for text in JS_TEXT.findall(JS_COMMENT.sub("", JS_VALUE.sub("{}", source))):
        yield text[1:-1]


READERS: dict[str, Reader] = {
    ".py": texts_of_python,
    ".html": texts_of_template,
    ".txt": texts_of_template,
    ".js": texts_of_script,
}


def loose(texts: Iterator[str]) -> list[str]:
    return [each for each in texts if LOOSE.search(each) or STRAIGHT.search(each)]


def texts_here() -> Iterator[tuple[str, str]]:
    for file in checks.tracked_files(ROOT):
        path = file.relative_to(ROOT)
        read = READERS.get(path.suffix)
        if read and path.parts[0] not in {"tests", "requirements"}:
            yield from ((str(path), each) for each in read(file.read_text(encoding="utf-8")))


def test_french_signs_stand_behind_a_space_that_does_not_break() -> None:
    texts = list(texts_here())
    assert len(texts) > 5000
    bad = [f"{path}: {text[:90]}" for path, text in texts if loose(iter([text]))]
    assert not bad, "write U+00A0 inside « » and before ; : ! ?, and ’ : " + "\n".join(bad)


@pytest.mark.parametrize(
    ("read", "source"),
    [
        (texts_of_python, '_("Lot clos : 3 chèques.")'),
        (texts_of_python, 'x = f"{label} : {count}"'),
        (texts_of_python, '_("Choisissez « Payer »")'),
        (texts_of_python, '_("Vous l\'avez déjà fait.")'),
        (texts_of_python, '_("Le fichier "\n    ": rien")'),
        (texts_of_template, "<p>{{ day }} : {{ amount }}</p>"),
        (texts_of_template, '{% translate "Continuer ?" %}'),
        (texts_of_script, "say(`${words.apart} : ${sum}`)"),
        (texts_of_script, 'say("Vraiment ?")'),
    ],
)
def test_a_loose_sign_is_found(read: Reader, source: str) -> None:
    assert loose(read(source))


@pytest.mark.parametrize(
    ("read", "source"),
    [
        (texts_of_python, '"""Says « Payer » : as typed."""'),
        (texts_of_python, '_("Lot clos\u00a0: 3 chèques à 10:30, voir https://lsc.example/")'),
        (texts_of_python, 'f"{hour:%H:%M} {entity}: {name!r}"'),
        (texts_of_template, '<p style="color: red">{% if a != b %}{{ a }}{% endif %}</p>'),
        (texts_of_script, 'const word = count ? "a" : `${count ? one : many}`;'),
    ],
)
def test_what_is_no_french_sign_passes(read: Reader, source: str) -> None:
    assert not loose(read(source))
