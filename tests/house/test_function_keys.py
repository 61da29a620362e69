"""One meaning for each function key, in the whole back office."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from django.conf import settings

from core.screens.keys import FUNCTION_KEYS
from tests.house.checks import WINGS

_TEMPLATE = re.compile(r'data-key="(F\d+)"\s+data-key-label="\{% (?:block)?translate(.*?)"', re.S)
_WORDS = re.compile(r"^ '([^']*)'|^[^%]*%\}(.*?)\{% end", re.S)


def _of_templates() -> Iterator[tuple[str, str, str]]:
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        text = path.read_text("utf-8")
        for key, said in _TEMPLATE.findall(text):
            found = _WORDS.match(said)
            words = (found[1] or found[2] or "") if found else said
            # As « trimmed » joins lines, and strips them of nothing but ordinary spaces.
            yield key, re.sub(r" *\n *", " ", words.strip(" \n")), path.name
        assert len(re.findall(r'data-key="F\d', text)) == len(_TEMPLATE.findall(text)), path


def _of_actions() -> Iterator[tuple[str, str, str]]:
    for path in (path for wing in WINGS for path in (settings.BASE_DIR / wing).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            given = node.keywords if isinstance(node, ast.Call) else []
            keys = [each.value for each in given if each.arg == "key"]
            if not keys or not isinstance(keys[0], ast.Constant):
                continue
            if re.fullmatch(r"F\d+", str(keys[0].value)):
                texts = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
                yield str(keys[0].value), " | ".join(map(str, texts)), path.name


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def _acts(key: str) -> set[str]:
    return {_plain(each) for each in FUNCTION_KEYS[key].acts} if key in FUNCTION_KEYS else set()


def test_each_use_is_of_its_keys_one_meaning() -> None:
    uses = [
        *((key, {_plain(label)}, where) for key, label, where in _of_templates()),
        *((key, set(texts.split(" | ")), where) for key, texts, where in _of_actions()),
    ]
    assert [use for use in uses if not _acts(use[0]) & use[1]] == []


def test_each_act_named_under_a_key_exists() -> None:
    used = {_plain(label) for _key, label, _where in _of_templates()}
    used |= {text for _key, texts, _where in _of_actions() for text in texts.split(" | ")}
    named = {_plain(act) for each in FUNCTION_KEYS.values() for act in each.acts}
    assert named <= used
