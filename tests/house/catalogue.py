"""The English catalogue, message by message."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings

from tests.house.checks import WINGS

#: The project’s own, which holds what templates say, and each room’s.
CATALOGUES = [
    settings.BASE_DIR / "locale/en/LC_MESSAGES/django.po",
    *sorted(
        path
        for wing in WINGS
        for path in (settings.BASE_DIR / wing).glob("**/locale/en/LC_MESSAGES/django.po")
    ),
]
_KEYWORD = re.compile(r'(msg\w+(?:\[\d\])?) (".*")')


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
    texts = (path.read_text(encoding="utf-8").strip("\n") for path in CATALOGUES)
    for block in (block for text in texts for block in text.split("\n\n")[1:]):
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
