"""The letters of a register: how a page's stream writes them, and how wide they are."""

from collections.abc import Callable
from typing import Any, TypeVar

from core.text.money import NARROW_SPACE

#: Points.
SIZE = 8
#: What a text in a page's stream holds without a code: no sign that ends it or begins a code.
_AS_THEY_ARE = {bytes([code]) for code in range(0x20, 0x7F)} - {b"(", b")", b"\\"}

_T = TypeVar("_T")


class _Each(dict[int, _T]):
    """What a function says of a character, asked once."""

    def __init__(self, ask: Callable[[int], _T]) -> None:
        self._ask = ask

    def __missing__(self, ordinal: int) -> _T:
        self[ordinal] = told = self._ask(ordinal)
        return told


class Letters:
    """A font's characters as a page's stream writes them, each looked up once in a document.

    ReportLab's own ``drawString`` looks up each character of each text anew, and takes three
    quarters of the time of a long table.
    """

    def __init__(self, canvas: Any, name: str) -> None:
        from reportlab.pdfbase.pdfmetrics import getFont

        self._document, self._font = canvas._doc, getFont(name)
        self._codes, self._widths = _Each(self._code), _Each(self._width)
        self.chosen = self._operator(0)

    def written(self, text: str) -> str:
        """The operators that show this text, where the font is ``chosen``."""
        return f"({text.translate(self._codes)}) Tj"

    def width(self, text: str) -> float:
        """In points."""
        return sum(map(self._widths.__getitem__, map(ord, text)))

    def _operator(self, subset: int) -> str:
        return f"{self._font.getSubsetInternalName(subset, self._document)} {SIZE} Tf"

    def _code(self, ordinal: int) -> str:
        [(subset, codes)] = self._font.splitString(_letter(ordinal), self._document)
        code = codes.decode() if codes in _AS_THEY_ARE else f"\\{codes[0]:03o}"
        if subset:
            # A document has 256 letters of a font under one name, the others under the next.
            return f") Tj {self._operator(subset)} ({code}) Tj {self.chosen} ("
        return code

    def _width(self, ordinal: int) -> float:
        width: float = self._font.stringWidth(_letter(ordinal), SIZE)
        return width


def _letter(ordinal: int) -> str:
    """The fonts have no narrow no-break space."""
    return "\u00a0" if ordinal == ord(NARROW_SPACE) else chr(ordinal)


def fit(text: str, room: float, letters: Letters) -> str:
    """The text, cut with « … » where it is wider than so many points."""
    # No letter is wider than the size of its font: most texts need no measuring.
    if len(text) * SIZE <= room or (whole := letters.width(text)) <= room:
        return text
    kept = text[: int(len(text) * room / whole)]
    while kept and letters.width(f"{kept}…") > room:
        kept = kept[:-1]
    return f"{kept}…"
