"""What gives the other entity away in an answer."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from tests.rights.other_entity import (
    MARKS,
)


def text_of(response: Any) -> str:
    """The answer as text, its headers and the cells of a workbook included."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return f"{dict(response.headers)} {body.decode(errors='replace')}"


def marks_in(response: Any) -> list[str]:
    text = text_of(response)
    return [mark for mark in MARKS if mark in text]
