"""The characters that every SEPA bank takes, and how others become them.

Source: EPC217-08 (best practices and conversion table) and the SDD implementation guidelines:
Latin letters, digits, space and ``/ - ? : ( ) . , ' +``. References neither begin nor end with
a slash, nor hold two in a row.
"""

import re
import unicodedata
from functools import cache

from text_unidecode import unidecode

_TABLE = str.maketrans(
    {
        "&": "+",
        ";": ",",
        "_": "-",
        "~": "-",
        "`": "'",
        "«": "'",
        "»": "'",
        "[": "(",
        "{": "(",
        "]": ")",
        "}": ")",
        "\\": "/",
        "|": "/",
        "\u20ac": "E",
    }
)
_NOT_SEPA = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
_SPACES = re.compile(r"\s+")
_SLASHES = re.compile(r"/{2,}")


@cache
def _latin(letter: str) -> str:
    """A letter that SEPA lacks as it writes it: a full stop for what has no Latin, nothing for an
    accent."""
    if letter.isspace():
        return " "
    category = unicodedata.category(letter)
    if category in {"Mn", "Me", "Cf"}:
        return ""
    if category == "Cs":
        return "?"  # half a surrogate pair is no text
    latin = unidecode(letter.translate(_TABLE)).translate(_TABLE)
    return _NOT_SEPA.sub(".", latin) or "."


def sepa_text(text: str, length: int) -> str:
    """``text`` in SEPA characters, at most ``length`` of them; a full stop for what has none."""
    if _NOT_SEPA.search(text):
        composed = unicodedata.normalize("NFC", text)
        text = _NOT_SEPA.sub(lambda found: _latin(found[0]), composed)
    if "  " in text:
        text = _SPACES.sub(" ", text)
    return text.strip()[:length].strip()


def sepa_reference(text: str, length: int = 35) -> str:
    """A reference in SEPA characters without spaces, nor slashes where they are not allowed."""
    plain = sepa_text(text, len(text) * 8).replace(" ", "")
    return _SLASHES.sub("/", plain).strip("/")[:length].strip("/")
