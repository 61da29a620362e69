"""The characters that every SEPA bank takes, and how others become them.

Source: EPC217-08 (best practices and conversion table) and the SDD implementation guidelines:
Latin letters, digits, space and ``/ - ? : ( ) . , ' +``. References neither begin nor end with
a slash, nor hold two in a row.
"""

import re
import unicodedata

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


class _Letters(dict[int, str]):
    """Each letter as SEPA writes it, worked out where it is met first."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _latin(chr(code))
        return found


_LETTERS = _Letters()


def _latin(letter: str) -> str:
    """One letter as SEPA writes it: a full stop for what has no Latin, nothing for an accent."""
    if not _NOT_SEPA.match(letter):
        return letter
    if letter.isspace():
        return " "
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return ""
    latin = unidecode(letter.translate(_TABLE)).translate(_TABLE)
    return _NOT_SEPA.sub(".", latin) or "."


def sepa_text(text: str, length: int) -> str:
    """``text`` in SEPA characters, at most ``length`` of them; a full stop for what has none."""
    if _NOT_SEPA.search(text):
        whole = text.encode("utf-8", "replace").decode()  # half a surrogate pair is no text
        text = unicodedata.normalize("NFC", whole).translate(_LETTERS)
    if "  " in text:
        text = _SPACES.sub(" ", text)
    return text.strip()[:length].strip()


def sepa_reference(text: str, length: int = 35) -> str:
    """A reference in SEPA characters without spaces, nor slashes where they are not allowed."""
    plain = sepa_text(text, len(text) * 8).replace(" ", "")
    return _SLASHES.sub("/", plain).strip("/")[:length].strip("/")
