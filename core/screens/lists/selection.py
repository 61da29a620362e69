"""What is selected in a list: some rows, or all that the filter lets through but some.

One code says it in addresses and in posted forms (``sel``): ``12,15``, or ``tout``, or
``tout,-12``. ``core/js/selection.js`` reads and writes the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass

#: In the code: every row that the filter lets through, but those named after it.
EVERYTHING = "tout"
_DIGITS = 18


@dataclass(frozen=True)
class Selection:
    """``ids`` are the selected rows; where it is of everything, those left out of it."""

    everything: bool = False
    ids: tuple[int, ...] = ()
    #: Whether the code held anything that names no row.
    is_garbled: bool = False

    @classmethod
    def read(cls, code: str) -> "Selection":
        """From its code; what names no row is passed over."""
        parts = [part for part in code.split(",") if part]
        everything = parts[:1] == [EVERYTHING]
        if everything:
            parts = [part.removeprefix("-") for part in parts[1:]]
        ids = tuple(int(part) for part in parts if part.isdecimal() and len(part) <= _DIGITS)
        return cls(everything, ids, is_garbled=len(ids) < len(parts))

    @classmethod
    def of(cls, ids: Iterable[int]) -> "Selection":
        """These rows and no others."""
        return cls(ids=tuple(ids))

    @property
    def code(self) -> str:
        if self.everything:
            return ",".join([EVERYTHING, *(f"-{pk}" for pk in self.ids)])
        return ",".join(map(str, self.ids))

    def __bool__(self) -> bool:
        return self.everything or bool(self.ids)
